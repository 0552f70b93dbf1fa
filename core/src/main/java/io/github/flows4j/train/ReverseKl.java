package io.github.flows4j.train;

import io.github.flows4j.Flow;
import io.github.flows4j.Samples;
import io.github.flows4j.engine.training.Batch;
import io.github.flows4j.engine.training.SampleLoss;
import io.github.flows4j.engine.training.SampleTile;
import io.github.flows4j.engine.training.StepResult;
import io.github.flows4j.engine.training.TrainingStep;
import io.github.flows4j.engine.training.Update;
import io.github.flows4j.metrics.ImportanceWeights;
import io.github.flows4j.spec.BatchNorm;
import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.FlowException;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.TensorSpec;
import java.util.Arrays;

/**
 * The reverse divergence from the flow q to a target, less log Z: the mean over rows drawn from q
 * of log q(x) - log p~(x).
 */
final class ReverseKl implements Objective, SampleLoss {
  private final TargetDensity target;
  private final TargetOptions options;
  private final double[] mean;
  private final double[] scale;
  private final double logDet;
  private double power = 1;
  private Bad bad;

  /** The first row of a batch at which the target is no density. */
  private record Bad(int row, String what) {}

  ReverseKl(TargetDensity target, TargetOptions options, Schema schema) {
    this.target = target;
    this.options = options;
    mean = schema.features().stream().mapToDouble(Column::mean).toArray();
    scale = schema.features().stream().mapToDouble(Column::scale).toArray();
    logDet = schema.logDet();
  }

  /**
   * Checks that gradients go through sampling from a flow.
   *
   * @throws IllegalArgumentException naming the part through which they don't
   */
  static void check(FlowSpec spec) {
    for (int i = 0; i < spec.transforms().size(); i++)
      if (spec.transforms().get(i) instanceof BatchNorm)
        throw new IllegalArgumentException(
            "transforms[" + i + "] is a batch normalization, which can't be sampled through");
    for (TensorSpec tensor : spec.base().tensors(spec.features(), spec.conditioning()))
      if (tensor.trained())
        throw new IllegalArgumentException(
            "the base is a "
                + spec.base().getClass().getSimpleName()
                + " that is trained, which sampling does not reach: take a fixed one, with a layer"
                + " after it that does the same");
  }

  @Override
  public StepResult step(TrainingStep engine, Batch batch, Update update, double progress) {
    power = options.power(progress);
    bad = null;
    return engine.sampleStep(batch, this, update);
  }

  @Override
  public boolean pathOnly() {
    return options.stickTheLanding();
  }

  @Override
  public void evaluate(SampleTile tile) {
    int features = mean.length;
    double[] gradient = new double[features];
    for (int r = 0; r < tile.rows(); r++) {
      double[] x = new double[features];
      for (int j = 0; j < features; j++) x[j] = tile.x()[r * features + j] * scale[j] + mean[j];
      // NaN keeps the step from moving anything.
      tile.loss()[r] = Double.NaN;
      tile.byLogProb()[r] = 1;
      if (!finite(x)) continue;
      Arrays.fill(gradient, 0);
      double value = target.logDensity(x.clone(), gradient);
      if (!Double.isFinite(value) || !finite(gradient)) {
        note(tile.from() + r, what(x, value, gradient));
        continue;
      }
      tile.loss()[r] = tile.logProb()[r] + logDet - value;
      for (int j = 0; j < features; j++)
        tile.byRow()[r * features + j] = -power * gradient[j] * scale[j];
    }
  }

  private static boolean finite(double[] values) {
    for (double value : values) if (!Double.isFinite(value)) return false;
    return true;
  }

  /** The same row is named however the batch is dealt out to threads. */
  private synchronized void note(int row, String what) {
    if (bad == null || row < bad.row()) bad = new Bad(row, what);
  }

  private static String what(double[] x, double value, double[] gradient) {
    String at = " at x = " + Arrays.toString(x);
    if (Double.isFinite(value)) return "the target's gradient is " + Arrays.toString(gradient) + at;
    String hint =
        value == Double.NEGATIVE_INFINITY
            ? "; it must be positive wherever the flow puts rows: let it fall off smoothly, or let"
                + " it be a density of rows mapped into its support"
            : "";
    return "the target's log-density is " + value + at + hint;
  }

  @Override
  public synchronized String trouble(TrainingStep engine, Batch batch, StepResult result) {
    return bad != null ? bad.what() : Objective.notFinite(result, engine.diagnoseSamples(batch));
  }

  @Override
  public boolean overData() {
    return false;
  }

  /**
   * Judges a flow by fresh rows.
   *
   * @throws FlowException naming a row at which the target's log-density is NaN or infinite
   */
  TargetFit judge(Training training, long seed) {
    Flow flow = training.flow();
    Samples samples = flow.sampleWithLogProb(options.rows(), seed);
    double[] logWeights = samples.logProb();
    double[] gradient = new double[flow.features()];
    for (int i = 0; i < logWeights.length; i++) {
      double[] x = samples.rows().row(i);
      double value = target.logDensity(x.clone(), gradient);
      if (!(value < Double.POSITIVE_INFINITY)) throw new FlowException(what(x, value, gradient));
      logWeights[i] = value - logWeights[i];
    }
    double loss = -Arrays.stream(logWeights).average().orElseThrow();
    double squares = Arrays.stream(logWeights).map(w -> (w + loss) * (w + loss)).sum();
    double error = Math.sqrt(squares / (logWeights.length - 1.0) / logWeights.length);
    return new TargetFit(training, loss, error, ImportanceWeights.of(logWeights));
  }
}
