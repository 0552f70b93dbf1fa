package io.github.flows4j.spec;

import java.util.List;

/** Argument checks that the records share. */
final class Checks {
  private Checks() {}

  static void positive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException(name + " must be positive and finite, was " + value);
  }

  static void widths(String name, List<Integer> widths) {
    for (int width : widths)
      if (width < 1)
        throw new IllegalArgumentException(name + " must hold widths >= 1, was " + widths);
  }
}
