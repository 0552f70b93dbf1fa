package io.github.flows4j;

import io.github.flows4j.engine.CompiledFlow;
import io.github.flows4j.engine.Engine;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.Tensors;
import java.util.List;

/** A flow of one set of weights, run tile by tile. */
final class OneFlow implements FlowBody {
  private final FlowSpec spec;
  private final FlowUnits units;
  private final CompiledFlow compiled;
  private final FlowRunner runner;
  private final FlowRunner gradientRunner;
  private final LatentToData latentToData;

  OneFlow(FlowSpec spec, Tensors tensors, FlowUnits units, Precision precision, int threads) {
    this.spec = spec;
    this.units = units;
    compiled = Engine.compile(spec, tensors, precision);
    runner = new FlowRunner(compiled, threads, false);
    gradientRunner = new FlowRunner(compiled, threads, true);
    latentToData = new LatentToData(spec, compiled, runner, units);
  }

  CompiledFlow compiled() {
    return compiled;
  }

  @Override
  public List<OneFlow> members() {
    return List.of(this);
  }

  @Override
  public double[] logProb(Rows x, Rows context) {
    double[] out = new double[x.count()];
    runner.run(
        x.count(),
        (workspace, from, rows) -> {
          units.load(workspace, x, context, from, rows, out);
          compiled.logProb(workspace, rows);
          for (int r = 0; r < rows; r++) {
            double logProb = workspace.logDet()[r] + out[from + r];
            // finite rows and weights: NaN is the overflow of a row far out, where the density is 0
            out[from + r] = Double.isNaN(logProb) ? Double.NEGATIVE_INFINITY : logProb;
          }
        });
    return out;
  }

  @Override
  public Transformed transform(Rows x, Rows context) {
    int features = spec.features();
    double[] z = new double[x.count() * features];
    double[] logDet = new double[x.count()];
    runner.run(
        x.count(),
        (workspace, from, rows) -> {
          units.load(workspace, x, context, from, rows, logDet);
          for (int r = 0; r < rows; r++)
            if (logDet[from + r] == Double.NEGATIVE_INFINITY)
              throw units.features().beyond(x, from + r);
          compiled.forward(workspace, rows);
          System.arraycopy(workspace.rows(), 0, z, from * features, rows * features);
          for (int r = 0; r < rows; r++) logDet[from + r] += workspace.logDet()[r];
        });
    return new Transformed(Rows.wrap(features, z), logDet);
  }

  @Override
  public Transformed inverse(Rows z, Rows context) {
    return latentToData.inverse(z, context);
  }

  @Override
  public Gradient gradient(Rows x, Rows context) {
    int features = spec.features();
    double[] logProb = new double[x.count()];
    double[] byRow = new double[x.count() * features];
    double[] byContext = new double[x.count() * spec.context()];
    gradientRunner.run(
        x.count(),
        (workspace, from, rows) -> {
          units.load(workspace, x, context, from, rows, logProb);
          compiled.gradient(workspace, rows);
          units.gradientToUser(workspace, x, from, rows);
          System.arraycopy(workspace.rows(), 0, byRow, from * features, rows * features);
          int c = spec.context();
          System.arraycopy(workspace.contextGradient(), 0, byContext, from * c, rows * c);
          for (int r = 0; r < rows; r++) {
            boolean beyond = logProb[from + r] == Double.NEGATIVE_INFINITY;
            if (!beyond) logProb[from + r] += workspace.logDet()[r];
          }
        });
    Rows contextSlopes = spec.context() == 0 ? null : Rows.wrap(spec.context(), byContext);
    return new Gradient(logProb, Rows.wrap(features, byRow), contextSlopes);
  }

  @Override
  public Samples sample(Rows context, int rows, long seed, double temperature) {
    return latentToData.sample(context, rows, seed, temperature);
  }

  @Override
  public Scorer scorer() {
    return new Scorer(List.of(compiled), units);
  }
}
