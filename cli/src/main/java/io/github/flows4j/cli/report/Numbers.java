package io.github.flows4j.cli.report;

import java.util.Locale;

/** Numbers as texts. */
public final class Numbers {
  private Numbers() {}

  /** Five significant digits, without an exponent where that reads better. */
  public static String number(double value) {
    return digits(value, 5);
  }

  /** Three significant digits, for labels of pictures and tables. */
  public static String brief(double value) {
    return digits(value, 3);
  }

  private static String digits(double value, int digits) {
    if (value == 0 || !Double.isFinite(value)) return value == 0 ? "0" : Double.toString(value);
    int magnitude = (int) Math.floor(Math.log10(Math.abs(value)));
    if (magnitude < -4 || magnitude > 8)
      return String.format(Locale.ROOT, "%." + (digits - 1) + "e", value);
    return String.format(Locale.ROOT, "%." + Math.max(0, digits - 1 - magnitude) + "f", value);
  }

  /** A count with commas between thousands. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A share as per cent. */
  public static String percent(double share) {
    return String.format(Locale.ROOT, share < 0.1 ? "%.1f %%" : "%.0f %%", 100 * share);
  }

  /** A p-value, which says little beyond its size. */
  static String probability(double p) {
    return p < 1e-4 ? "below 0.0001" : String.format(Locale.ROOT, p < 0.01 ? "%.4f" : "%.2f", p);
  }
}
