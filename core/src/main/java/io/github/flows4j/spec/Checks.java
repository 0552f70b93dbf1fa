package io.github.flows4j.spec;

import java.util.List;

/** Argument checks that the records share. */
final class Checks {
  /** Far above what any map has, far below where products with few others overflow. */
  private static final int MOST = 1 << 20;

  private Checks() {}

  /** A number of things that a map has many of: bins, components and the like. */
  static void count(String name, int value, int least) {
    if (value < least)
      throw new IllegalArgumentException(name + " must be >= " + least + ", was " + value);
    if (value > MOST)
      throw new IllegalArgumentException(name + " must be <= " + MOST + ", was " + value);
  }

  static void positive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException(name + " must be positive and finite, was " + value);
  }

  /** The features of a vector, which some transforms are for. */
  static int vector(EventShape shape) {
    if (shape instanceof VectorShape) return shape.size();
    throw new IllegalArgumentException("needs rows that are vectors, was given images of " + shape);
  }

  /** The image that some transforms are for. */
  static ImageShape image(EventShape shape) {
    if (shape instanceof ImageShape image) return image;
    throw new IllegalArgumentException(
        "needs rows that are images, was given vectors of " + shape.size() + " features");
  }

  /** Whether it is a network of numbers in a row that takes and gives any number of them. */
  static boolean plain(Conditioner network) {
    return network instanceof Mlp
        || network instanceof ResidualMlp
        || network instanceof CustomConditioner;
  }

  static void widths(String name, List<Integer> widths) {
    for (int width : widths)
      if (width < 1)
        throw new IllegalArgumentException(name + " must hold widths >= 1, was " + widths);
  }
}
