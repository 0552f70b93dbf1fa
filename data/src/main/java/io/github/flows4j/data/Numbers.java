package io.github.flows4j.data;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Set;

/** Numbers as text, and what is wrong with text that is no number. */
final class Numbers {
  private static final Set<String> MISSING =
      Set.of("", "?", "na", "n/a", "#n/a", "nan", "-nan", "null", "none");
  private static final Set<String> INFINITE = Set.of("inf", "infinity", "\u221e");
  private static final int SHOWN = 40;

  private Numbers() {}

  /** The number, or NaN or an infinity where {@link #problem} has something to say. */
  static double parse(String text) {
    String stripped = text.strip();
    if (stripped.isEmpty()) return Double.NaN;
    // Java's own parser takes more than a table should hold: 1d, 2f, 0x1p3, NaN, Infinity.
    char last = stripped.charAt(stripped.length() - 1);
    if (last != '.' && (last < '0' || last > '9')) return Double.NaN;
    if (stripped.indexOf('x') >= 0 || stripped.indexOf('X') >= 0) return Double.NaN;
    try {
      return Double.parseDouble(stripped);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** Whether a text says that there is no value. */
  static boolean missing(String text) {
    return MISSING.contains(text.strip().toLowerCase(Locale.ROOT));
  }

  /** Whether a text is an infinite number, or one too large for a double. */
  static boolean infinite(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    String unsigned = lower.startsWith("-") || lower.startsWith("+") ? lower.substring(1) : lower;
    return INFINITE.contains(unsigned) || Double.isInfinite(parse(text));
  }

  /** What is wrong with text that {@link #parse} makes no finite number of. */
  static String problem(String text) {
    String stripped = text.strip();
    String lower = stripped.toLowerCase(Locale.ROOT);
    if (stripped.isEmpty()) return "is missing; fill it in or leave out the row";
    if (MISSING.contains(lower))
      return "is missing ('" + shown(stripped) + "'); fill it in or leave out the row";
    String unsigned = lower.startsWith("-") || lower.startsWith("+") ? lower.substring(1) : lower;
    if (INFINITE.contains(unsigned)) return "'" + shown(stripped) + "' is infinite";
    if (Double.isInfinite(parse(stripped)))
      return "'" + shown(stripped) + "' is too large for a double";
    if (Double.isFinite(parse(stripped.replace(',', '.'))))
      return "'" + shown(stripped) + "' is not a number: write decimals with a point";
    return "'" + shown(stripped) + "' is not a number";
  }

  /** The shortest text that reads back as the same double. */
  static String format(double value) {
    String text = Double.toString(value);
    // Before JDK 19 Double.toString writes a digit or two too many for some values (JDK-4511638).
    if (significantDigits(text) >= 17) text = shorter(value, text);
    int exponent = text.indexOf('E');
    String mantissa = exponent < 0 ? text : text.substring(0, exponent);
    if (!mantissa.endsWith(".0")) return text;
    String whole = mantissa.substring(0, mantissa.length() - 2);
    return exponent < 0 ? whole : whole + text.substring(exponent);
  }

  private static int significantDigits(String text) {
    int digits = 0;
    for (int i = 0; i < text.length() && text.charAt(i) != 'E'; i++) {
      char c = text.charAt(i);
      if ((c >= '1' && c <= '9') || (c == '0' && digits > 0)) digits++;
    }
    return digits;
  }

  private static String shorter(double value, String text) {
    var decimal = new BigDecimal(text);
    String shortest = text;
    for (int digits = 17; digits >= 15; digits--) {
      BigDecimal rounded = decimal.round(new MathContext(digits));
      if (rounded.doubleValue() != value) break;
      String candidate = rounded.stripTrailingZeros().toString().replace("+", "");
      if (candidate.length() < shortest.length()) shortest = candidate;
    }
    return shortest;
  }

  /** Text for a message: on one line and not too long. */
  static String shown(String text) {
    var builder = new StringBuilder();
    int end = Math.min(text.length(), SHOWN);
    for (int i = 0; i < end; i++) builder.append(shown(text.charAt(i)));
    return text.length() > SHOWN ? builder.append("...").toString() : builder.toString();
  }

  static String shown(char c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> Character.isISOControl(c) ? String.format("\\u%04x", (int) c) : "" + c;
    };
  }
}
