package io.github.flows4j.data;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;

/** What a stretch of characters says: nothing, a number, a point in time. No text is made of it. */
final class Scan {
  /** What files have in the place of a value; as large and small letters stand here. */
  private static final String[] MISSING = {
    "?", "NA", "N/A", "#N/A", "NaN", "nan", "-nan", "null", "NULL", "None"
  };

  private static final int LONGEST_MISSING = 4;
  private static final int LONGEST_INFINITE = "-infinity".length();

  /** Powers of ten that a double holds exactly. */
  private static final double[] TENS = new double[23];

  static {
    double ten = 1;
    for (int i = 0; i < TENS.length; i++, ten *= 10) TENS[i] = ten;
  }

  /** Digits of a number below this are exact in a double: 2^53. */
  private static final long EXACT = 1L << 53;

  /** As many digits as always fit into a long. */
  private static final int MAX_DIGITS = 18;

  private static final int MAX_EXPONENT = 100_000;

  private Scan() {}

  static boolean missing(char[] chars, int from, int to) {
    int length = to - from;
    if (length == 0) return true;
    if (length > LONGEST_MISSING) return false;
    for (String word : MISSING) {
      int i = 0;
      if (word.length() != length) continue;
      while (i < length && word.charAt(i) == chars[from + i]) i++;
      if (i == length) return true;
    }
    return false;
  }

  /** Whether it is a word for an infinity, or a number too large for a double. */
  static boolean infinite(char[] chars, int from, int to) {
    if (Double.isInfinite(number(chars, from, to))) return true;
    if (to - from > LONGEST_INFINITE) return false;
    String word = new String(chars, from, to - from).toLowerCase(Locale.ROOT);
    if (word.startsWith("-") || word.startsWith("+")) word = word.substring(1);
    return word.equals("inf") || word.equals("infinity") || word.equals("\u221e");
  }

  /**
   * The number, NaN if it is none, an infinity if it is too large; the same as {@link
   * Numbers#parse}.
   */
  static double number(char[] chars, int from, int to) {
    int at = from;
    if (at < to && (chars[at] == '-' || chars[at] == '+')) at++;
    long digits = 0;
    int count = 0; // of digits but zeros in front
    int scale = 0;
    boolean any = false;
    boolean point = false;
    for (; at < to; at++) {
      char c = chars[at];
      if (c == '.') {
        if (point) return Double.NaN;
        point = true;
      } else if (c >= '0' && c <= '9') {
        any = true;
        if (count > 0 || c != '0') count++;
        // More digits overflow; they are left to Java's parser below.
        if (count <= MAX_DIGITS) digits = 10 * digits + (c - '0');
        if (point) scale--;
      } else break;
    }
    if (!any) return Double.NaN;
    if (at < to) {
      if (chars[at] != 'e' && chars[at] != 'E') return Double.NaN;
      at++;
      boolean negative = at < to && chars[at] == '-';
      if (negative || (at < to && chars[at] == '+')) at++;
      if (at == to) return Double.NaN;
      int exponent = 0;
      for (; at < to; at++) {
        char c = chars[at];
        if (c < '0' || c > '9') return Double.NaN;
        if (exponent < MAX_EXPONENT) exponent = 10 * exponent + (c - '0');
      }
      scale += negative ? -exponent : exponent;
    }
    // Both factors are exact, so the one rounding of their product or quotient is the right one
    // (W. Clinger, How to read floating point numbers accurately, 1990).
    if (count <= MAX_DIGITS && digits <= EXACT && Math.abs((long) scale) < TENS.length) {
      double value = scale < 0 ? digits / TENS[-scale] : digits * TENS[scale];
      return chars[from] == '-' ? -value : value;
    }
    if (count <= MAX_DIGITS && scale <= 0 && -scale < TENS.length) {
      double value = quotient(digits, TENS[-scale]);
      if (value > 0) return chars[from] == '-' ? -value : value;
    }
    return Double.parseDouble(new String(chars, from, to - from));
  }

  /**
   * The double next to a / b, 0 if it can't be told. For 16 digits or more, which doubles written
   * in full have: on them Java's parser computes with long integers.
   *
   * <p>With a = high + low and r the remainder of high / b = q, both exact, a / b is q + (r + low)
   * / b. The last term, c, has two roundings in it, less than 2^-51 of it. If q + c is the same
   * double with a little more off c or added to it, it is that of a / b too, as rounding is
   * monotonic.
   */
  private static double quotient(long a, double b) {
    double high = a;
    double low = a - (long) high;
    double q = high / b;
    double c = (Math.fma(-q, b, high) + low) / b;
    double least = q + c * (1 - 0x1p-50);
    double most = q + c * (1 + 0x1p-50);
    return least == most ? least : 0;
  }

  /** Whether what {@link #seconds} takes has a time of day. */
  static boolean timeOfDay(int from, int to) {
    return to - from > 10;
  }

  /**
   * Seconds since 1970-01-01 UTC of an ISO date or date and time: {@code 2026-01-31}, {@code
   * 2026-01-31T12:30}, {@code 2026-01-31 12:30:59.5+01:00}. Without an offset it is UTC.
   *
   * @return NaN if it is none
   */
  static double seconds(char[] chars, int from, int to) {
    if (to - from < 10 || chars[from + 4] != '-' || chars[from + 7] != '-') return Double.NaN;
    int year = digits(chars, from, from + 4);
    int month = digits(chars, from + 5, from + 7);
    int day = digits(chars, from + 8, from + 10);
    if (year < 0 || month < 0 || day < 0) return Double.NaN;
    double midnight;
    try {
      midnight = LocalDate.of(year, month, day).toEpochDay() * 86_400.0;
    } catch (DateTimeException e) {
      return Double.NaN;
    }
    if (to - from == 10) return midnight;
    int at = from + 11;
    if ((chars[at - 1] != 'T' && chars[at - 1] != ' ') || to - at < 5 || chars[at + 2] != ':')
      return Double.NaN;
    int hour = digits(chars, at, at + 2);
    int minute = digits(chars, at + 3, at + 5);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return Double.NaN;
    double seconds = midnight + 3600 * hour + 60 * minute;
    at += 5;
    if (at < to && chars[at] == ':') {
      int end = at + 1;
      while (end < to && (chars[end] == '.' || (chars[end] >= '0' && chars[end] <= '9'))) end++;
      boolean whole = end - at == 3;
      if (end - at < 3 || !(whole || chars[at + 3] == '.')) return Double.NaN;
      double second = number(chars, at + 1, end);
      // 60 is a leap second.
      if (!(second < 61)) return Double.NaN;
      seconds += second;
      at = end;
    }
    return seconds - offset(chars, at, to);
  }

  /** Seconds east of Greenwich by the end of a time: nothing, Z, +01:00, +0100 or +01. */
  private static double offset(char[] chars, int from, int to) {
    int length = to - from;
    if (length == 0 || (length == 1 && chars[from] == 'Z')) return 0;
    if (length < 3 || (chars[from] != '+' && chars[from] != '-')) return Double.NaN;
    int hours = digits(chars, from + 1, from + 3);
    int minutes = 0;
    if (length == 6 && chars[from + 3] == ':') minutes = digits(chars, from + 4, to);
    else if (length == 5) minutes = digits(chars, from + 3, to);
    else if (length != 3) return Double.NaN;
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) return Double.NaN;
    int seconds = 3600 * hours + 60 * minutes;
    return chars[from] == '-' ? -seconds : seconds;
  }

  /** The whole number that these digits are, -1 if one is none. */
  private static int digits(char[] chars, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      if (chars[i] < '0' || chars[i] > '9') return -1;
      value = 10 * value + (chars[i] - '0');
    }
    return value;
  }
}
