package io.github.flows4j.engine;

import java.util.Arrays;
import java.util.List;

/**
 * (0, 1) cut into cells, one a level, and stretched over all real numbers: level k with noise u in
 * (0, 1) is v = edge_k + width_k u, and the flow sees y = logit(v) sqrt(3) / pi, which has variance
 * 1 where v is uniform.
 */
public final class Cells {
  private static final double STRETCH = Math.sqrt(3) / Math.PI;

  private final double[] edges;

  /** Cells as wide as their shares, positive, of the sum of them all. */
  public Cells(List<Double> shares) {
    double sum = 0;
    for (double share : shares) sum += share;
    edges = new double[shares.size() + 1];
    double above = 0;
    for (int k = 0; k < shares.size(); k++) {
      above += shares.get(k);
      edges[k + 1] = above / sum;
    }
    edges[shares.size()] = 1;
  }

  /** All of (0, 1): noise and no more. */
  static Cells one() {
    return new Cells(List.of(1.0));
  }

  int count() {
    return edges.length - 1;
  }

  /** y of a level with noise u in (0, 1); with u = 0 the y at which its cell begins. */
  public double forward(int level, double u) {
    // From the nearer end, so that neither logarithm is of 0 where u is far from its own ends.
    double v = edges[level] + (edges[level + 1] - edges[level]) * u;
    double rest = (1 - edges[level + 1]) + (edges[level + 1] - edges[level]) * (1 - u);
    return STRETCH * Math.log(v / rest);
  }

  /** log dy/du there: what, subtracted from nothing, is the level's log-density of the noise. */
  double logSlope(int level, double u) {
    double width = edges[level + 1] - edges[level];
    double v = edges[level] + width * u;
    double rest = (1 - edges[level + 1]) + width * (1 - u);
    return Math.log(STRETCH * width) - Math.log(v) - Math.log(rest);
  }

  /** The level of a y. */
  int level(double y) {
    double v = 1 / (1 + Math.exp(-y / STRETCH));
    int at = Arrays.binarySearch(edges, v);
    int level = at >= 0 ? at : -at - 2;
    return Math.max(0, Math.min(count() - 1, level));
  }
}
