package io.github.flows4j.cli;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.metrics.DensityCoverage;
import io.github.flows4j.metrics.Smoothness;
import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.Precision;
import java.util.List;

/**
 * How good samples are, in the flow's units (standardized columns).
 *
 * @param fidelity density and coverage against real rows, null if too few rows were finite
 * @param smoothness of the map latent to data, null if it was not measured
 * @param real how many real rows there were
 * @param generated how many of as many generated ones were finite
 * @param members of the ensemble, 1 for a flow alone
 */
record Quality(
    DensityCoverage fidelity, Smoothness smoothness, int real, int generated, int members) {
  /** Rows that train compares. */
  static final int ROWS = 1_000;

  /** Beyond this the Jacobians take too long. */
  static final int MOST_FEATURES = 32;

  /** Truncation error step^2 against a round-off of 1e-16/step: double precision is needed. */
  private static final double STEP = 1e-5;

  /** Measures a flow against real rows, generating as many. */
  static Quality of(Flow flow, Sample real, long seed) {
    Rows generated = Sample.finite(real.generatedBy(flow, seed));
    boolean enough = real.count() > DensityCoverage.DEFAULT_NEIGHBOURS && generated.count() > 0;
    DensityCoverage fidelity =
        enough
            ? DensityCoverage.of(
                Sample.standardized(real.rows(), flow.schema()),
                Sample.standardized(generated, flow.schema()))
            : null;
    return new Quality(
        fidelity,
        smoothness(flow, real, seed),
        real.count(),
        generated.count(),
        flow.members().size());
  }

  /**
   * Singular values of dx/dz at generated rows, by central differences; null if it can't be had.
   */
  static Smoothness smoothness(Flow flow, Sample like, long seed) {
    int features = flow.features();
    if (features > MOST_FEATURES || like.count() == 0 || flow.members().size() > 1) return null;
    Flow precise = flow.withPrecision(Precision.DOUBLE);
    Sample generated = new Sample(like.generatedBy(precise, seed), like.context());
    if (Sample.finite(generated.rows()).count() < generated.count()) return null;
    Rows latent =
        generated.context() == null
            ? precise.transform(generated.rows()).rows()
            : precise.transform(generated.rows(), generated.context()).rows();
    if (Sample.finite(latent).count() < latent.count()) return null;
    Rows[] columns = new Rows[features];
    for (int j = 0; j < features; j++) columns[j] = derivative(precise, latent, like.context(), j);
    List<Column> units = flow.schema().features();
    double[] jacobian = new double[features * features];
    try {
      return Smoothness.of(
          latent.count(),
          features,
          row -> {
            for (int i = 0; i < features; i++)
              for (int j = 0; j < features; j++)
                jacobian[i * features + j] = columns[j].get(row, i) / units.get(i).scale();
            return jacobian;
          });
    } catch (IllegalArgumentException e) {
      // A derivative that is not finite.
      return null;
    }
  }

  /** dx/dz_j of each row, in the user's units. */
  private static Rows derivative(Flow flow, Rows latent, Rows context, int j) {
    double[] above = inverse(flow, moved(latent, j, STEP), context);
    double[] below = inverse(flow, moved(latent, j, -STEP), context);
    for (int i = 0; i < above.length; i++) above[i] = (above[i] - below[i]) / (2 * STEP);
    return Rows.wrap(latent.columns(), above);
  }

  private static Rows moved(Rows rows, int column, double by) {
    double[] values = rows.toArray();
    for (int i = column; i < values.length; i += rows.columns()) values[i] += by;
    return Rows.wrap(rows.columns(), values);
  }

  private static double[] inverse(Flow flow, Rows latent, Rows context) {
    return (context == null ? flow.inverse(latent) : flow.inverse(latent, context))
        .rows()
        .toArray();
  }

  /** Adds what was measured to a report. */
  void addTo(Report report, int features) {
    String against =
        "(k = 5; " + Report.count(real) + " real, " + Report.count(generated) + " generated rows)";
    if (fidelity != null) {
      report.value("density", fidelity.density()).value("coverage", fidelity.coverage());
      report.line("density", Report.number(fidelity.density()) + " " + against);
      report.line("coverage", Report.number(fidelity.coverage()));
    } else report.line("density, coverage", "not measured, there are too few rows");
    if (generated < real)
      report.both("generated_not_finite", "generated rows that are not finite", real - generated);
    if (smoothness != null) {
      report.value("smoothness_largest", smoothness.largest());
      report.value("smoothness_99", smoothness.quantile99());
      report.line(
          "smoothness",
          Report.number(smoothness.largest())
              + " largest, "
              + Report.number(smoothness.quantile99())
              + " 99 % singular value of dx/dz");
    } else if (members > 1) {
      report.line("smoothness", "not measured, an ensemble is no one map");
    } else if (features > MOST_FEATURES) {
      report.line("smoothness", "not measured, " + features + " features are too many");
    } else {
      report.line("smoothness", "not measured, the map is not finite at every sample");
    }
  }
}
