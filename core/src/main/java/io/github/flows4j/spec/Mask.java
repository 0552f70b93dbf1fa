package io.github.flows4j.spec;

import java.util.Arrays;
import java.util.List;

/**
 * Which features a coupling keeps: <b>1 is kept</b>, 0 is moved. This is the convention of the Real
 * NVP paper, its tutorials and zuko; nflows has the opposite.
 *
 * <p>A mask is stored feature by feature, so that a model file does not depend on how a factory
 * here draws it.
 *
 * @param kept true where a feature is kept; at least one is kept and one moved
 */
public record Mask(List<Boolean> kept) {
  /**
   * Checks that something is kept and something moved.
   *
   * @throws IllegalArgumentException if not
   */
  public Mask {
    kept = List.copyOf(kept);
    if (!kept.contains(true))
      throw new IllegalArgumentException(
          "a mask must keep at least one feature, " + bits(kept) + " keeps none");
    if (!kept.contains(false))
      throw new IllegalArgumentException(
          "a mask must move at least one feature, " + bits(kept) + " moves none");
  }

  /** The first floor(D/2) features kept (the tutorials' mask). */
  public static Mask half(int features) {
    boolean[] kept = new boolean[features];
    Arrays.fill(kept, 0, features / 2, true);
    return of(kept);
  }

  /**
   * Every other feature kept, beginning with the first, as in the first layer of zuko's RealNVP.
   */
  public static Mask checkered(int features) {
    boolean[] kept = new boolean[features];
    for (int j = 0; j < features; j += 2) kept[j] = true;
    return of(kept);
  }

  /**
   * Every other pixel kept, as on a checkerboard, in every channel.
   *
   * @param first whether the pixel at (0, 0) is kept
   */
  public static Mask checkerboard(ImageShape shape, boolean first) {
    boolean[] kept = new boolean[shape.size()];
    for (int i = 0; i < kept.length; i++) {
      int y = i % shape.pixels() / shape.width();
      int x = i % shape.width();
      kept[i] = ((x + y) % 2 == 0) == first;
    }
    return of(kept);
  }

  /** Half of the features, floor(D/2), drawn from a seed and kept. */
  public static Mask random(int features, long seed) {
    List<Integer> order = Permutation.random(features, seed).order();
    boolean[] kept = new boolean[features];
    for (int j = 0; j < features; j++) kept[j] = order.get(j) % 2 == 1;
    return of(kept);
  }

  /** A mask of the caller's own: true where kept. */
  public static Mask of(boolean... kept) {
    Boolean[] boxed = new Boolean[kept.length];
    for (int j = 0; j < kept.length; j++) boxed[j] = kept[j];
    return new Mask(List.of(boxed));
  }

  /**
   * A mask from its text, one character a feature: {@code 1} kept, {@code 0} moved.
   *
   * @throws IllegalArgumentException quoting any other character
   */
  public static Mask parse(String bits) {
    boolean[] kept = new boolean[bits.length()];
    for (int j = 0; j < kept.length; j++) {
      char bit = bits.charAt(j);
      if (bit != '0' && bit != '1')
        throw new IllegalArgumentException(
            "a mask is written in 0 and 1, had '" + bit + "' at position " + j);
      kept[j] = bit == '1';
    }
    return of(kept);
  }

  /** The mask that keeps what this one moves. */
  public Mask flipped() {
    return new Mask(kept.stream().map(k -> !k).toList());
  }

  /** The number of features D. */
  public int features() {
    return kept.size();
  }

  /** How many are kept. */
  public int keptCount() {
    return (int) kept.stream().filter(k -> k).count();
  }

  /** How many are moved. */
  public int movedCount() {
    return kept.size() - keptCount();
  }

  /** The text form that {@link #parse} reads. */
  public String bits() {
    return bits(kept);
  }

  private static String bits(List<Boolean> kept) {
    StringBuilder text = new StringBuilder();
    for (boolean k : kept) text.append(k ? '1' : '0');
    return text.toString();
  }
}
