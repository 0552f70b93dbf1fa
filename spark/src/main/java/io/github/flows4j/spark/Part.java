package io.github.flows4j.spark;

import java.io.Serializable;

/** What a partition, or several, came to in a round: means over their rows, by weight. */
final class Part implements Serializable {
  private static final long serialVersionUID = 1;

  /** Of no rows. */
  static final Part NONE = new Part(0, 0, new float[0], null);

  private final double weight;
  private final double loss;
  private final float[] numbers;
  private final String trouble;

  private Part(double weight, double loss, float[] numbers, String trouble) {
    this.weight = weight;
    this.loss = loss;
    this.numbers = numbers;
    this.trouble = trouble;
  }

  /**
   * Of some rows.
   *
   * @param weight sum of the rows' weights
   * @param loss mean loss, nats a row
   * @param numbers whatever else is to be averaged; handed over
   */
  static Part of(double weight, double loss, float... numbers) {
    return new Part(weight, loss, numbers, null);
  }

  /** Of rows whose loss ceased to be finite. */
  static Part troubled(String trouble) {
    return new Part(0, Double.NaN, new float[0], trouble);
  }

  /** The means over two. */
  static Part merge(Part left, Part right) {
    if (left.trouble != null) return left;
    if (right.trouble != null) return right;
    if (left.weight == 0) return right;
    if (right.weight == 0) return left;
    double weight = left.weight + right.weight;
    double share = right.weight / weight;
    float[] numbers = new float[left.numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      double a = left.numbers[i];
      numbers[i] = (float) (a + (right.numbers[i] - a) * share);
    }
    return Part.of(weight, left.loss + (right.loss - left.loss) * share, numbers);
  }

  double weight() {
    return weight;
  }

  double loss() {
    return loss;
  }

  float[] numbers() {
    return numbers;
  }

  /** Where the loss ceased to be finite, in words; null if it did not. */
  String trouble() {
    return trouble;
  }
}
