package io.github.flows4j.train;

import io.github.flows4j.Sampler;
import io.github.flows4j.engine.CompiledFlow;
import io.github.flows4j.engine.training.Batch;
import io.github.flows4j.spec.NumberColumn;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.TableColumn;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Fills the batch of each step. What a step gets depends on the seed and its number alone. */
interface BatchSource {
  /** Steps that go through the data once; Long.MAX_VALUE for data without end. */
  long stepsPerEpoch();

  /** Fills the batch of a step, from 0. */
  void fill(long step, Batch batch);

  /** A number that is independent for each seed, stream and step. */
  static long mix(long seed, long stream, long step) {
    SplittableRandom random = new SplittableRandom(seed ^ (stream * 0x9E3779B97F4A7C15L));
    return random.nextLong() ^ new SplittableRandom(step).nextLong();
  }

  /** Fresh rows at every step. */
  record Fresh(Sampler sampler, int batch, long seed) implements BatchSource {
    @Override
    public long stepsPerEpoch() {
      return Long.MAX_VALUE;
    }

    @Override
    public void fill(long step, Batch into) {
      into.count(batch);
      sampler.sample(new SplittableRandom(mix(seed, 1, step)), batch, into.rows(), 0);
    }
  }

  /** Fresh draws from a base density at every step. */
  record Latents(CompiledFlow flow, int batch, long seed) implements BatchSource {
    @Override
    public long stepsPerEpoch() {
      return Long.MAX_VALUE;
    }

    @Override
    public void fill(long step, Batch into) {
      into.count(batch);
      SplittableRandom random = new SplittableRandom(mix(seed, 4, step));
      flow.sampleBase(random, batch, 1, new double[0], into.rows());
    }
  }

  /**
   * Rows of a table in an order drawn anew for each epoch; an epoch's last batch may be smaller.
   */
  final class Shuffled implements BatchSource {
    private final TrainingData data;
    private final RowLoader loader;
    private final int batch;
    private final long seed;
    private final int[] order;
    private final long steps;
    private long epoch = -1;

    Shuffled(TrainingData data, Schema schema, int batch, long seed) {
      this.data = data;
      this.batch = batch;
      this.seed = seed;
      loader = new RowLoader(data, schema);
      order = new int[data.rows().count()];
      // One row has no variance, few have a poor one: a last batch of less than an eighth is left
      // out, other rows each time.
      int left = order.length % batch;
      steps = Math.max(1, order.length / batch + (8L * left >= batch ? 1 : 0));
    }

    @Override
    public long stepsPerEpoch() {
      return steps;
    }

    @Override
    public void fill(long step, Batch into) {
      long now = step / stepsPerEpoch();
      if (now != epoch) shuffle(now);
      int from = (int) (step % stepsPerEpoch() * batch);
      int rows = Math.min(batch, order.length - from);
      long noise = mix(seed, 6, step);
      loader.fill(into, rows, i -> order[from + i], i -> mix(noise, 7, i), data.flips());
    }

    private void shuffle(long now) {
      epoch = now;
      SplittableRandom random = new SplittableRandom(mix(seed, 2, now));
      for (int i = 0; i < order.length; i++) {
        int j = random.nextInt(i + 1);
        order[i] = order[j];
        order[j] = i;
      }
    }
  }

  /** Another source's rows with fresh Gaussian noise. */
  final class Noisy implements BatchSource {
    private final BatchSource of;
    private final double[] deviations;
    private final long seed;

    /** The same deviation for all numbers; categories and signs of gaps have no noise. */
    Noisy(BatchSource of, Schema schema, double deviation, long seed) {
      this.of = of;
      this.seed = seed;
      deviations = new double[schema.features().size()];
      if (!schema.typed()) {
        Arrays.fill(deviations, deviation);
        return;
      }
      int at = 0;
      for (TableColumn column : schema.table().features()) {
        if (column instanceof NumberColumn) deviations[at] = deviation;
        at += column.features();
      }
    }

    @Override
    public long stepsPerEpoch() {
      return of.stepsPerEpoch();
    }

    @Override
    public void fill(long step, Batch into) {
      of.fill(step, into);
      SplittableRandom random = new SplittableRandom(mix(seed, 9, step));
      double[] rows = into.rows();
      for (int r = 0, at = 0; r < into.count(); r++)
        for (double deviation : deviations) {
          if (deviation > 0) rows[at] += deviation * random.nextGaussian();
          at++;
        }
    }
  }

  /**
   * All rows of a table in their own order, batch by batch; images with noise that is a row's own.
   */
  static Iterable<Batch> inOrder(TrainingData data, Schema schema, int batch, long seed) {
    int rows = data.rows().count();
    RowLoader loader = new RowLoader(data, schema);
    Batch shared = new Batch(batch, schema.features().size(), schema.context().size());
    return () ->
        IntStream.range(0, (rows + batch - 1) / batch)
            .mapToObj(
                k -> {
                  int from = k * batch;
                  loader.fill(
                      shared,
                      Math.min(batch, rows - from),
                      i -> from + i,
                      i -> mix(seed, 8, from + i),
                      false);
                  return shared;
                })
            .iterator();
  }
}
