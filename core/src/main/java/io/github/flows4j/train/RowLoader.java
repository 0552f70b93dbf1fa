package io.github.flows4j.train;

import io.github.flows4j.Rows;
import io.github.flows4j.engine.PixelNoise;
import io.github.flows4j.engine.TableUnits;
import io.github.flows4j.engine.Units;
import io.github.flows4j.engine.training.Batch;
import io.github.flows4j.spec.Schema;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;

/** Puts rows of training data into batches, in the flow's units; images dequantized on the way. */
final class RowLoader {
  private final TrainingData data;
  private final Units features;
  private final Units context;
  private final boolean image;
  private final int width;
  private final TableUnits table;
  private final int noise;

  RowLoader(TrainingData data, Schema schema) {
    this.data = data;
    features = Units.features(schema);
    context = Units.context(schema);
    image = schema.image();
    table = schema.typed() ? new TableUnits(schema.table()) : null;
    noise = schema.typed() ? schema.table().noise() : 0;
    width = image ? schema.pixels().shape().width() : 0;
  }

  /**
   * Fills a batch.
   *
   * @param rows so many rows
   * @param which of the data each is
   * @param seed of each row's noise
   * @param flips whether images are mirrored at random
   */
  void fill(Batch into, int rows, IntUnaryOperator which, IntToLongFunction seed, boolean flips) {
    into.count(rows);
    if (table != null) {
      fillTyped(into, rows, which, seed);
      return;
    }
    Rows given = data.context().orElse(null);
    int columns = features.columns();
    for (int i = 0; i < rows; i++) {
      int row = which.applyAsInt(i);
      data.rows().copyTo(row, 1, into.rows(), i * columns);
      if (given != null) given.copyTo(row, 1, into.context(), i * context.columns());
      into.weights()[i] = data.weight(row);
      into.logDet()[i] = 0;
      if (!image) continue;
      SplittableRandom random = new SplittableRandom(seed.applyAsLong(i));
      if (flips && random.nextBoolean())
        PixelNoise.mirror(into.rows(), i * columns, columns, width);
      PixelNoise.add(into.rows(), i * columns, columns, random);
    }
    // Losses on tables are of standardized rows.
    features.toFlow(into.rows(), rows, image ? into.logDet() : null, 0);
    context.toFlow(into.context(), rows, null, 0);
  }

  private void fillTyped(Batch into, int rows, IntUnaryOperator which, IntToLongFunction seed) {
    Rows given = data.context().orElse(null);
    double[] row = new double[data.rows().columns()];
    double[] contextRow = new double[given == null ? 0 : given.columns()];
    double[] draws = new double[noise];
    for (int i = 0; i < rows; i++) {
      int at = which.applyAsInt(i);
      data.rows().copyTo(at, 1, row, 0);
      if (noise > 0) {
        Arrays.fill(draws, 0);
        PixelNoise.add(draws, 0, noise, new SplittableRandom(seed.applyAsLong(i)));
      }
      into.logDet()[i] = table.toFlow(row, 0, draws, 0, into.rows(), i * features.columns());
      into.weights()[i] = data.weight(at);
      if (given == null) continue;
      given.copyTo(at, 1, contextRow, 0);
      table.contextToFlow(contextRow, 0, into.context(), i * context.columns());
    }
  }
}
