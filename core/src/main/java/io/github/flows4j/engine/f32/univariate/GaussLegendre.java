package io.github.flows4j.engine.f32.univariate;

/**
 * The Gauss-Legendre rule on [0, 1] (Abramowitz and Stegun 25.4.29, mapped): the integral of f is
 * about the sum of weight times f(node), exactly for polynomials of degree below twice the nodes.
 */
final class GaussLegendre {
  private final double[] nodes;
  private final double[] weights;

  /**
   * The rule with so many nodes.
   *
   * @param count at least 1
   */
  GaussLegendre(int count) {
    nodes = new double[count];
    weights = new double[count];
    for (int i = 0; i < count; i++) {
      // Tricomi's guess of the i-th root from above; Newton's method squares its small error
      double x = Math.cos(Math.PI * (i + 0.75) / (count + 0.5));
      double slope = 0;
      for (int round = 0; round < 10; round++) {
        double before = 0;
        double value = 1;
        for (int k = 0; k < count; k++) {
          double next = ((2 * k + 1) * x * value - k * before) / (k + 1);
          before = value;
          value = next;
        }
        slope = count * (x * value - before) / (x * x - 1);
        x -= value / slope;
      }
      nodes[count - 1 - i] = 0.5 + 0.5 * x;
      // half of 2 / ((1 - x^2) P'(x)^2)
      weights[count - 1 - i] = 1 / ((1 - x * x) * slope * slope);
    }
  }

  /** How many nodes. */
  int count() {
    return nodes.length;
  }

  /** The i-th node, ascending. */
  double node(int i) {
    return nodes[i];
  }

  /** Its weight. */
  double weight(int i) {
    return weights[i];
  }
}
