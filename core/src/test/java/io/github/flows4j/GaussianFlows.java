package io.github.flows4j;

import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.LuLinear;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Correlated normals as one LU layer with weights set by hand, z = L x: given the others, number j
 * is normal of variance 1 / P_jj and mean -sum P_jk x_k / P_jj, with P = L^T L.
 */
final class GaussianFlows {
  private GaussianFlows() {}

  /** By the lower triangular L, whose diagonal is positive. */
  static Flow of(double[][] root, Schema schema) {
    int d = root.length;
    FlowSpec spec = new FlowSpec(d, 0, List.of(new LuLinear()), new StandardNormal());
    Map<String, Tensor> tensors = new LinkedHashMap<>(Tensors.initial(spec, 1).byName());
    // L = (L D^-1) D, unit lower triangular by diagonal.
    tensors.put(
        "transforms.0.lower",
        Tensor.of(List.of(d, d), i -> i / d > i % d ? root[i / d][i % d] / root[i % d][i % d] : 0));
    tensors.put("transforms.0.log_diagonal", Tensor.of(List.of(d), i -> Math.log(root[i][i])));
    return Flow.of(spec, Tensors.of(tensors), schema).withPrecision(Precision.DOUBLE);
  }

  /** L^T L. */
  static double[][] precision(double[][] root) {
    int d = root.length;
    double[][] precision = new double[d][d];
    for (int i = 0; i < d; i++)
      for (int j = 0; j < d; j++)
        for (int k = 0; k < d; k++) precision[i][j] += root[k][i] * root[k][j];
    return precision;
  }

  /** The mean of number j given the others. */
  static double mean(double[][] precision, double[] y, int j) {
    double sum = 0;
    for (int k = 0; k < y.length; k++) if (k != j) sum -= precision[j][k] * y[k];
    return sum / precision[j][j];
  }

  static double deviation(double[][] precision, int j) {
    return 1 / Math.sqrt(precision[j][j]);
  }

  /** The normal's cumulative distribution, by its density at midpoints: good to 1e-7. */
  static double cdf(double z) {
    int steps = 4_000;
    double width = (z + 9) / steps;
    double sum = 0;
    for (int i = 0; i < steps && z > -9; i++) {
      double t = -9 + (i + 0.5) * width;
      sum += Math.exp(-t * t / 2) * width;
    }
    return sum / Math.sqrt(2 * Math.PI);
  }

  /** The normal's quantile, by bisection. */
  static double quantile(double probability) {
    double low = -9;
    double high = 9;
    for (int i = 0; i < 50; i++) {
      double middle = (low + high) / 2;
      if (cdf(middle) < probability) low = middle;
      else high = middle;
    }
    return low;
  }
}
