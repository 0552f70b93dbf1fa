package io.github.flows4j;

import io.github.flows4j.engine.CompiledFlow;
import io.github.flows4j.engine.Workspace;
import java.util.List;

/**
 * Scores one row at a time with arrays of its own and no allocation a call. For one thread; make
 * one for each.
 */
public final class Scorer {
  private static final double[] NO_CONTEXT = {};

  private final CompiledFlow[] compiled;
  private final Workspace[] workspaces;
  private final FlowUnits units;
  private final double[] logDet = new double[1];
  private final double[] logProb;

  /** Of flows that are mixed in equal parts. */
  Scorer(List<CompiledFlow> flows, FlowUnits units) {
    compiled = flows.toArray(CompiledFlow[]::new);
    this.units = units;
    workspaces = new Workspace[compiled.length];
    for (int k = 0; k < compiled.length; k++) workspaces[k] = compiled[k].workspace(1, false);
    logProb = new double[compiled.length];
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
    for (int k = 0; k < compiled.length; k++) {
      Workspace workspace = workspaces[k];
      logDet[0] = 0;
      units.features().load(row, workspace.rows(), logDet);
      units.context().load(context, workspace.context(), null);
      compiled[k].logProb(workspace, 1);
      double found = workspace.logDet()[0] + logDet[0];
      logProb[k] = Double.isNaN(found) ? Double.NEGATIVE_INFINITY : found;
    }
    return compiled.length == 1 ? logProb[0] : LogMeanExp.of(logProb, 0, logProb.length);
  }
}
