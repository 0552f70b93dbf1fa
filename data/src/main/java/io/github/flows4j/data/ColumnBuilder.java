package io.github.flows4j.data;

import java.util.ArrayList;
import java.util.BitSet;

/**
 * A column read from text, value by value, whose kind shows as it is read: numbers or points in
 * time while every value is one, else text.
 *
 * <p>Numbers are kept as doubles only. If text follows them, what they were written as is lost:
 * {@link #mustReread} says so, and the column has to be read again as text.
 */
final class ColumnBuilder {
  /** What is known of the values so far; UNKNOWN: all are missing. */
  enum Kind {
    UNKNOWN,
    NUMBER,
    TIME,
    TEXT
  }

  private final boolean given;
  private Kind kind;
  private boolean mustReread;
  private boolean dateOnly = true;
  private int rows;
  private final GrowingDoubles values = new GrowingDoubles();
  private final GrowingInts codes = new GrowingInts();
  private final Levels levels = new Levels();

  private ColumnBuilder(Kind kind) {
    this.kind = kind;
    given = kind != Kind.UNKNOWN;
  }

  static ColumnBuilder detecting() {
    return new ColumnBuilder(Kind.UNKNOWN);
  }

  /** Of that kind, whatever comes. */
  static ColumnBuilder of(Kind kind) {
    return new ColumnBuilder(kind);
  }

  boolean mustReread() {
    return mustReread;
  }

  Kind kind() {
    return kind;
  }

  /**
   * Adds the value between two places, which don't stand at white space.
   *
   * @return false if the row can't stay if the column stays what it is: the value is infinite, or
   *     not of the kind that was given
   */
  boolean add(char[] chars, int from, int to) {
    if (mustReread) return true;
    if (Scan.missing(chars, from, to)) {
      addMissing();
      return true;
    }
    switch (kind) {
      case TEXT -> addCode(levels.codeOf(chars, from, to));
      case NUMBER -> {
        double value = Scan.number(chars, from, to);
        if (Double.isFinite(value)) addValue(value);
        else return addOther(chars, from, to);
      }
      case TIME -> {
        double value = Scan.seconds(chars, from, to);
        if (Double.isNaN(value)) return addOther(chars, from, to);
        addTime(value, from, to);
      }
      case UNKNOWN -> {
        return addFirst(chars, from, to);
      }
    }
    return true;
  }

  /** Adds a number or seconds, NaN for a missing value; infinities are the caller's to refuse. */
  void add(double value) {
    addValue(value);
  }

  /** Adds text, null for a missing value. */
  void add(String text) {
    if (text == null) addCode(-1);
    else addCode(levels.codeOf(text.toCharArray(), 0, text.length()));
  }

  /** Says of points in time that come as numbers whether they have a time of day. */
  void setDateOnly(boolean dates) {
    dateOnly = dates;
  }

  void addMissing() {
    if (kind == Kind.TEXT) addCode(-1);
    else addValue(Double.NaN);
  }

  private boolean addFirst(char[] chars, int from, int to) {
    double value = Scan.number(chars, from, to);
    double seconds = Scan.seconds(chars, from, to);
    if (Double.isFinite(value)) {
      kind = Kind.NUMBER;
      addValue(value);
    } else if (Scan.infinite(chars, from, to)) {
      kind = Kind.NUMBER;
      addMissing();
      return false;
    } else if (!Double.isNaN(seconds)) {
      kind = Kind.TIME;
      addTime(seconds, from, to);
    } else {
      kind = Kind.TEXT;
      for (int row = 0; row < rows; row++) codes.add(-1);
      addCode(levels.codeOf(chars, from, to));
    }
    return true;
  }

  /** Adds what is not of the kind that this column has been so far. */
  private boolean addOther(char[] chars, int from, int to) {
    if (given || (kind == Kind.NUMBER && Scan.infinite(chars, from, to))) {
      addMissing();
      return false;
    }
    mustReread = true;
    return true;
  }

  private void addTime(double seconds, int from, int to) {
    if (Scan.timeOfDay(from, to)) dateOnly = false;
    addValue(seconds);
  }

  private void addValue(double value) {
    values.add(value);
    rows++;
  }

  private void addCode(int code) {
    codes.add(code);
    rows++;
  }

  /** The column without some rows. */
  RawColumn build(BitSet left) {
    if (kind == Kind.TEXT) return text(left);
    double[] all = values.toArray();
    if (!left.isEmpty()) {
      double[] kept = new double[all.length - left.cardinality()];
      for (int row = 0, at = 0; row < all.length; row++) if (!left.get(row)) kept[at++] = all[row];
      all = kept;
    }
    return kind == Kind.TIME
        ? RawColumn.TimeColumn.wrap(dateOnly, all)
        : RawColumn.NumberColumn.wrap(all);
  }

  private RawColumn text(BitSet left) {
    int[] all = codes.toArray();
    if (left.isEmpty()) return RawColumn.TextColumn.wrap(all, levels.toList());
    // A level may have stood in rows that are left out only: the levels are numbered anew.
    var levelsBefore = levels.toList();
    int[] renumbered = new int[levelsBefore.size()];
    var levelsKept = new ArrayList<String>();
    int[] kept = new int[all.length - left.cardinality()];
    for (int row = 0, at = 0; row < all.length; row++) {
      if (left.get(row)) continue;
      int code = all[row];
      if (code >= 0 && renumbered[code] == 0) {
        levelsKept.add(levelsBefore.get(code));
        renumbered[code] = levelsKept.size();
      }
      kept[at++] = code < 0 ? -1 : renumbered[code] - 1;
    }
    return RawColumn.TextColumn.wrap(kept, levelsKept);
  }
}
