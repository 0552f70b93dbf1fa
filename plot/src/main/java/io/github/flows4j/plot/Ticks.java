package io.github.flows4j.plot;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** The numbers beside an axis. */
public final class Ticks {
  private static final BigDecimal LARGE = BigDecimal.valueOf(1e7);
  private static final BigDecimal LARGE_COMPACT = BigDecimal.valueOf(1e4);
  private static final BigDecimal HUGE = BigDecimal.valueOf(1e12);
  private static final BigDecimal SMALL = BigDecimal.valueOf(1e-4);

  /** More digits than this read better written out. */
  private static final int MAX_SCIENTIFIC = 7;

  private Ticks() {}

  /** The largest power of ten that is not more than a span. */
  public static double unit(double span) {
    return Math.pow(10, Math.floor(Math.log10(span)));
  }

  /**
   * A tick's number with the digits that tell it from its neighbours on an axis of the given span.
   *
   * @param compact writes 50,000 as 5e4, too
   */
  public static String label(double value, double span, boolean compact) {
    // Ticks are at least a fiftieth of the span apart, at 1, 2 or 5 times a power of ten.
    int places = 2 - (int) Math.floor(Math.log10(span));
    BigDecimal number =
        BigDecimal.valueOf(value).setScale(places, RoundingMode.HALF_EVEN).stripTrailingZeros();
    if (number.signum() == 0) return "0";
    BigDecimal size = number.abs();
    boolean plain =
        size.compareTo(SMALL) >= 0 && size.compareTo(compact ? LARGE_COMPACT : LARGE) < 0;
    boolean exact = number.precision() > MAX_SCIENTIFIC && size.compareTo(HUGE) < 0;
    if (plain || (exact && size.compareTo(LARGE) >= 0))
      return String.format(Locale.ROOT, "%,." + Math.max(0, number.scale()) + "f", number);
    int exponent = number.precision() - number.scale() - 1;
    return number.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
  }
}
