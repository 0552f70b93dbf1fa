package io.github.flows4j;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.DoubleBinaryOperator;
import java.util.random.RandomGenerator;

/**
 * A toy put together from a way to draw a point and, if it has one, a log-density.
 *
 * @param logDensity null where the toy has no density
 */
record PlaneToy(String name, Draw draw, OptionalDouble entropy, DoubleBinaryOperator logDensity)
    implements Toy {
  /** Beyond this a squared distance overflows: the log-density is no finite double. */
  private static final double FAR = 1e150;

  /** Writes one point to {@code out[at]} and {@code out[at + 1]}. */
  interface Draw {
    void point(RandomGenerator random, double[] out, int at);
  }

  @Override
  public int features() {
    return 2;
  }

  @Override
  public void sample(RandomGenerator random, int rows, double[] out, int at) {
    Objects.checkFromIndexSize(at, Math.multiplyExact(rows, 2), out.length);
    for (int i = 0; i < rows; i++) draw.point(random, out, at + 2 * i);
  }

  @Override
  public OptionalDouble logProb(double x, double y) {
    if (logDensity == null) return OptionalDouble.empty();
    if (Double.isNaN(x) || Double.isNaN(y)) return OptionalDouble.of(Double.NaN);
    if (Math.abs(x) > FAR || Math.abs(y) > FAR) return OptionalDouble.of(Double.NEGATIVE_INFINITY);
    return OptionalDouble.of(logDensity.applyAsDouble(x, y));
  }

  @Override
  public String toString() {
    return "Toy[" + name + "]";
  }
}
