package io.github.flows4j;

import io.github.flows4j.engine.CompiledFlow;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Schema;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A flow run from latent to data. Some maps reach only a part of latent space (Gaussianization ends
 * at 4.89, a soft clip at its bound): a latent beyond has no row. Asked for one, this says so;
 * asked for samples, it draws again, so that samples are from the flow's density as it is.
 */
final class LatentToData {
  private static final int MOST_DRAWS = 100;

  private final FlowSpec spec;
  private final CompiledFlow compiled;
  private final FlowRunner runner;
  private final FlowUnits units;

  LatentToData(FlowSpec spec, CompiledFlow compiled, FlowRunner runner, FlowUnits units) {
    this.spec = spec;
    this.compiled = compiled;
    this.runner = runner;
    this.units = units;
  }

  /** What one call of the engine leaves in place of the latents and their log-determinants. */
  private enum Work {
    /** Rows and log|det dx/dz|. */
    INVERSE,
    /** Rows and log p(x). */
    SAMPLE
  }

  /** Latents to rows, with log|det dx/dz|. */
  Transformed inverse(Rows z, Rows context) {
    int features = spec.features();
    FlowUnits.Side latent = new FlowUnits(Schema.plain(features, 0)).features();
    double[] values = new double[z.count() * features];
    if (z.count() > 0) latent.load(z, 0, z.count(), values);
    double[] logDet = new double[z.count()];
    run(values, context, Work.INVERSE, logDet);
    for (int r = 0; r < logDet.length; r++)
      if (missing(values, r))
        throw new DataException(
            "row "
                + (r + 1)
                + ": the latent has no preimage, the flow's maps do not reach that far");
    return new Transformed(Rows.wrap(features, values), logDet);
  }

  /** Draws with their log-densities. */
  Samples sample(Rows context, int rows, long seed, double temperature) {
    check(rows, temperature);
    int features = spec.features();
    double[] given = standardized(context);
    double[] x = new double[Math.multiplyExact(rows, features)];
    double[] logProb = new double[rows];
    SplittableRandom random = new SplittableRandom(seed);
    compiled.sampleBase(random, rows, temperature, given, x);
    run(x, context, Work.SAMPLE, logProb);
    for (int draw = 1; ; draw++) {
      int[] left = IntStream.range(0, rows).filter(r -> missing(x, r)).toArray();
      if (left.length == 0) break;
      if (draw == MOST_DRAWS)
        throw new DataException(
            "no sample after "
                + MOST_DRAWS
                + " draws: the flow's maps hardly reach the base's latents");
      again(left, random, temperature, context, x, logProb);
    }
    return new Samples(Rows.wrap(features, x), logProb);
  }

  /** Draws the given rows again. */
  private void again(
      int[] which,
      SplittableRandom random,
      double temperature,
      Rows context,
      double[] x,
      double[] logProb) {
    int features = spec.features();
    Rows own = context;
    if (context != null && context.count() > 1)
      own =
          Rows.of(
              context.columns(),
              Arrays.stream(which)
                  .mapToObj(context::row)
                  .flatMapToDouble(Arrays::stream)
                  .toArray());
    double[] part = new double[which.length * features];
    double[] partLogProb = new double[which.length];
    compiled.sampleBase(random, which.length, temperature, standardized(own), part);
    run(part, own, Work.SAMPLE, partLogProb);
    for (int i = 0; i < which.length; i++) {
      System.arraycopy(part, i * features, x, which[i] * features, features);
      logProb[which[i]] = partLogProb[i];
    }
  }

  /** Turns latents into rows in the user's units, in place. */
  private void run(double[] values, Rows context, Work work, double[] out) {
    int features = spec.features();
    runner.run(
        out.length,
        (workspace, from, rows) -> {
          System.arraycopy(values, from * features, workspace.rows(), 0, rows * features);
          units.loadContext(workspace, context, from, rows);
          boolean inverse = work == Work.INVERSE;
          if (inverse) compiled.inverse(workspace, rows);
          else compiled.sample(workspace, rows);
          double[] change = new double[rows];
          units.features().units().toUser(workspace.rows(), rows, change, 0);
          System.arraycopy(workspace.rows(), 0, values, from * features, rows * features);
          for (int r = 0; r < rows; r++)
            out[from + r] = workspace.logDet()[r] + (inverse ? change[r] : -change[r]);
        });
  }

  private boolean missing(double[] rows, int r) {
    int features = spec.features();
    for (int j = 0; j < features; j++) if (Double.isNaN(rows[r * features + j])) return true;
    return false;
  }

  private double[] standardized(Rows context) {
    if (context == null) return new double[0];
    double[] given = new double[context.count() * context.columns()];
    units.context().load(context, 0, context.count(), given);
    return given;
  }

  private void check(int rows, double temperature) {
    if (rows < 0) throw new IllegalArgumentException("rows must be >= 0, was " + rows);
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException(
          "temperature must be positive and finite, was " + temperature);
    if (temperature != 1 && !compiled.locationScale())
      throw new IllegalArgumentException(
          "temperature must be 1 for a base that is no location-scale family, was " + temperature);
  }
}
