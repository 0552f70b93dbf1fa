package io.github.flows4j;

import io.github.flows4j.engine.CompiledFlow;
import io.github.flows4j.engine.Workspace;

/**
 * Scores one row at a time with arrays of its own and no allocation a call. For one thread; make
 * one for each.
 */
public final class Scorer {
  private static final double[] NO_CONTEXT = {};

  private final CompiledFlow compiled;
  private final FlowUnits units;
  private final Workspace workspace;
  private final double[] logDet = new double[1];

  Scorer(CompiledFlow compiled, FlowUnits units) {
    this.compiled = compiled;
    this.units = units;
    workspace = compiled.workspace(1, false);
  }

  /**
   * log p(x) in nats, for a flow without context.
   *
   * @throws io.github.flows4j.spec.ShapeMismatch if the row has another length
   * @throws DataException naming the column of a value that is not finite
   */
  public double logProb(double[] row) {
    return logProb(row, NO_CONTEXT);
  }

  /** log p(x | context) in nats. */
  public double logProb(double[] row, double[] context) {
    units.features().check("rows", row.length);
    units.context().check("contexts", context.length);
    logDet[0] = 0;
    units.features().load(row, workspace.rows(), logDet);
    units.context().load(context, workspace.context(), null);
    compiled.logProb(workspace, 1);
    double logProb = workspace.logDet()[0] + logDet[0];
    return Double.isNaN(logProb) ? Double.NEGATIVE_INFINITY : logProb;
  }
}
