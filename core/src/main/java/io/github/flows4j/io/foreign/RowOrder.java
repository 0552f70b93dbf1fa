package io.github.flows4j.io.foreign;

import io.github.flows4j.spec.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The rows of a network's last layer, from feature by feature, as other libraries have them, to
 * parameter by parameter, as ours: row {@code p * features + j} is theirs at {@code j * parameters
 * + places[p]}, times {@code factors[p]}.
 */
public final class RowOrder {
  /** Rows as they are: of a layer that is not the last, or already parameter by parameter. */
  public static final RowOrder SAME = featureMajor(1);

  private final int[] places;
  private final double[] factors;

  private RowOrder(int[] places, double[] factors) {
    this.places = places;
    this.factors = factors;
  }

  /** Parameters in our order. */
  public static RowOrder featureMajor(int parameters) {
    return placed(IntStream.range(0, parameters).toArray());
  }

  /** Our parameter p stands at the given place among a feature's. */
  public static RowOrder placed(int... places) {
    double[] factors = new double[places.length];
    java.util.Arrays.fill(factors, 1);
    return new RowOrder(places.clone(), factors);
  }

  /** With the first so many parameters multiplied, where the library does so behind the network. */
  public RowOrder scaled(int first, double factor) {
    double[] scaled = factors.clone();
    for (int p = 0; p < first; p++) scaled[p] *= factor;
    return new RowOrder(places, scaled);
  }

  /** How many parameters a feature has. */
  public int parameters() {
    return places.length;
  }

  /** A weight [rows, columns] or bias [rows]. */
  public Tensor apply(double[] values, Integer... shape) {
    int columns = shape.length == 1 ? 1 : shape[1];
    int features = shape[0] / places.length;
    return Tensor.of(
        List.of(shape),
        i -> {
          int row = i / columns;
          int parameter = row / features;
          int from = row % features * places.length + places[parameter];
          return values[from * columns + i % columns] * factors[parameter];
        });
  }
}
