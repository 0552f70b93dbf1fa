package io.github.flows4j.plot;

/**
 * The perceptually uniform colour map viridis, by linear interpolation between nine of its colours.
 *
 * <p>Made by S. van der Walt and N. Smith for matplotlib and released under CC0.
 */
final class Viridis {
  private static final int[] COLOURS = {
    0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725
  };

  private Viridis() {}

  /** The colour 0xRRGGBB at a level in [0, 1]; levels outside are clamped. */
  static int rgb(double level) {
    double at = Math.min(Math.max(level, 0), 1) * (COLOURS.length - 1);
    int i = Math.min((int) at, COLOURS.length - 2);
    double t = at - i;
    int mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = COLOURS[i] >> shift & 0xFF;
      int to = COLOURS[i + 1] >> shift & 0xFF;
      mixed |= (int) Math.round(from + t * (to - from)) << shift;
    }
    return mixed;
  }
}
