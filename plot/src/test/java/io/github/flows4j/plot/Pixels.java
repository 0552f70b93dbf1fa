package io.github.flows4j.plot;

import io.github.flows4j.Rows;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;

/** What the tests of pictures look for. */
final class Pixels {
  private Pixels() {}

  /** Tinted like the blue of real data, on white or not. */
  static boolean isBlue(int rgb) {
    return blue(rgb) - red(rgb) > 40;
  }

  /** Tinted like the red of generated data, on white or not. */
  static boolean isRed(int rgb) {
    return red(rgb) - blue(rgb) > 40 && red(rgb) - green(rgb) > 40;
  }

  /** How many pixels of a part of the picture satisfy a condition. */
  static int count(Picture picture, int fromX, int toX, int fromY, int toY, IntPredicate colour) {
    int count = 0;
    for (int y = fromY; y < toY; y++)
      for (int x = fromX; x < toX; x++) if (colour.test(picture.rgb(x, y))) count++;
    return count;
  }

  static int count(Picture picture, IntPredicate colour) {
    return count(picture, 0, picture.width(), 0, picture.height(), colour);
  }

  /** The swiss roll: t = 1.5 pi (1 + 2u), (t cos t, t sin t) / 15. */
  static Rows swissRoll(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[2 * rows];
    for (int i = 0; i < rows; i++) {
      double t = 1.5 * Math.PI * (1 + 2 * random.nextDouble());
      values[2 * i] = t * Math.cos(t) / 15;
      values[2 * i + 1] = t * Math.sin(t) / 15;
    }
    return Rows.wrap(2, values);
  }

  private static int red(int rgb) {
    return rgb >> 16 & 0xFF;
  }

  private static int green(int rgb) {
    return rgb >> 8 & 0xFF;
  }

  private static int blue(int rgb) {
    return rgb & 0xFF;
  }
}
