package io.github.flows4j.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A column of a table as found: numbers, text or points in time, with gaps. Rows are counted from
 * 0. Immutable.
 */
public sealed interface RawColumn {
  /** The number of rows. */
  int size();

  /** The number of rows that have no value. */
  int missing();

  /** The rows of these numbers, in this order. */
  RawColumn pick(int... rows);

  /** Numbers, all finite. */
  final class NumberColumn implements RawColumn {
    private final double[] values;

    private NumberColumn(double[] values) {
      this.values = values;
    }

    /**
     * A column of these numbers, which are copied.
     *
     * @param values NaN for what is missing
     * @throws IllegalArgumentException if one is infinite
     */
    public static NumberColumn of(double... values) {
      return wrap(values.clone());
    }

    /** Takes the array over. */
    static NumberColumn wrap(double[] values) {
      checkFinite(values);
      return new NumberColumn(values);
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public int missing() {
      return countMissing(values);
    }

    @Override
    public RawColumn pick(int... rows) {
      return wrap(picked(values, rows));
    }

    /** The value, NaN if it is missing. */
    public double get(int row) {
      return values[row];
    }

    /** A copy of all values, NaN for what is missing. */
    public double[] toArray() {
      return values.clone();
    }

    /** Whether all values that there are are whole numbers; true if there are none. */
    public boolean whole() {
      for (double value : values)
        if (value != Math.rint(value) && !Double.isNaN(value)) return false;
      return true;
    }
  }

  /** Points in time, as seconds since 1970-01-01 UTC. */
  final class TimeColumn implements RawColumn {
    private final double[] seconds;
    private final boolean dateOnly;

    private TimeColumn(double[] seconds, boolean dateOnly) {
      this.seconds = seconds;
      this.dateOnly = dateOnly;
    }

    /**
     * A column of these points in time, which are copied.
     *
     * @param dateOnly whether they are dates without a time of day
     * @param seconds since 1970-01-01 UTC, NaN for what is missing
     * @throws IllegalArgumentException if one is infinite
     */
    public static TimeColumn of(boolean dateOnly, double... seconds) {
      return wrap(dateOnly, seconds.clone());
    }

    /** Takes the array over. */
    static TimeColumn wrap(boolean dateOnly, double[] seconds) {
      checkFinite(seconds);
      return new TimeColumn(seconds, dateOnly);
    }

    @Override
    public int size() {
      return seconds.length;
    }

    @Override
    public int missing() {
      return countMissing(seconds);
    }

    @Override
    public RawColumn pick(int... rows) {
      return wrap(dateOnly, picked(seconds, rows));
    }

    /** Seconds since 1970-01-01 UTC, NaN if the value is missing. */
    public double get(int row) {
      return seconds[row];
    }

    /** A copy of all values: seconds since 1970-01-01 UTC, NaN for what is missing. */
    public double[] toArray() {
      return seconds.clone();
    }

    /** Whether no value has a time of day. */
    public boolean dateOnly() {
      return dateOnly;
    }
  }

  /** Text; each distinct value is kept once. */
  final class TextColumn implements RawColumn {
    private final int[] codes;
    private final List<String> levels;

    private TextColumn(int[] codes, List<String> levels) {
      this.codes = codes;
      this.levels = levels;
    }

    /**
     * A column of these values.
     *
     * @param values null for what is missing
     */
    public static TextColumn of(String... values) {
      int[] codes = new int[values.length];
      Map<String, Integer> found = new HashMap<>();
      for (int row = 0; row < codes.length; row++) {
        int next = found.size();
        codes[row] = values[row] == null ? -1 : found.computeIfAbsent(values[row], value -> next);
      }
      String[] levels = new String[found.size()];
      found.forEach((level, code) -> levels[code] = level);
      return wrap(codes, List.of(levels));
    }

    /** Takes the array over; the list has each level once. */
    static TextColumn wrap(int[] codes, List<String> levels) {
      return new TextColumn(codes, List.copyOf(levels));
    }

    @Override
    public int size() {
      return codes.length;
    }

    @Override
    public int missing() {
      return (int) Arrays.stream(codes).filter(code -> code < 0).count();
    }

    @Override
    public RawColumn pick(int... rows) {
      return of(Arrays.stream(rows).mapToObj(this::get).toArray(String[]::new));
    }

    /** The value, null if it is missing. */
    public String get(int row) {
      return codes[row] < 0 ? null : levels.get(codes[row]);
    }

    /** Where the value stands among the levels, -1 if it is missing. */
    public int code(int row) {
      return codes[row];
    }

    /** The distinct values in the order in which they first appear. */
    public List<String> levels() {
      return levels;
    }
  }

  private static double[] picked(double[] values, int... rows) {
    return Arrays.stream(rows).mapToDouble(row -> values[row]).toArray();
  }

  private static int countMissing(double[] values) {
    int missing = 0;
    for (double value : values) if (Double.isNaN(value)) missing++;
    return missing;
  }

  private static void checkFinite(double[] values) {
    for (int row = 0; row < values.length; row++)
      if (Double.isInfinite(values[row]))
        throw new IllegalArgumentException(
            "values must be finite or NaN, row " + row + " was " + values[row]);
  }
}
