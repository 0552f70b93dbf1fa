package io.github.flows4j.plot;

import io.github.flows4j.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The finite points of a two-column table, and how many rows were not finite. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Points(double[] x, double[] y, int dropped) {
  /** More would only be drawn on top of each other: what is beyond is thinned evenly. */
  static final int MAX_DRAWN = 100_000;

  static Points of(Rows rows) {
    if (rows.columns() != 2)
      throw new IllegalArgumentException("columns must be 2, was " + rows.columns());
    return of(rows, 0, 1);
  }

  static Points of(Rows rows, int xColumn, int yColumn) {
    if (rows.count() == 0) throw new IllegalArgumentException("no rows to draw");
    double[] x = new double[rows.count()];
    double[] y = new double[rows.count()];
    int kept = 0;
    for (int i = 0; i < rows.count(); i++) {
      double xi = rows.get(i, xColumn);
      double yi = rows.get(i, yColumn);
      if (!Double.isFinite(xi) || !Double.isFinite(yi)) continue;
      x[kept] = xi;
      y[kept++] = yi;
    }
    if (kept == 0)
      throw new IllegalArgumentException("none of the " + rows.count() + " rows is finite");
    return new Points(Arrays.copyOf(x, kept), Arrays.copyOf(y, kept), rows.count() - kept);
  }

  int count() {
    return x.length;
  }

  /** The same points one after the other. */
  Points and(Points other) {
    return new Points(concat(x, other.x), concat(y, other.y), dropped + other.dropped);
  }

  /** At most {@code max} points, evenly spread over the rows. */
  Points thinned(int max) {
    if (count() <= max) return this;
    double[] thinX = new double[max];
    double[] thinY = new double[max];
    for (int i = 0; i < max; i++) {
      int from = (int) ((long) i * count() / max);
      thinX[i] = x[from];
      thinY[i] = y[from];
    }
    return new Points(thinX, thinY, dropped);
  }

  /** A title such as {@code data: 1,000 points (3 outside, 2 not finite)}. */
  String describe(String name, Limits limits) {
    int outside = 0;
    for (int i = 0; i < count(); i++) if (!limits.contains(x[i], y[i])) outside++;
    List<String> notes = new ArrayList<>();
    if (count() > MAX_DRAWN) notes.add(number(MAX_DRAWN) + " drawn");
    if (outside > 0) notes.add(number(outside) + " outside");
    if (dropped > 0) notes.add(number(dropped) + " not finite");
    return title(name, count() + dropped, "point", notes);
  }

  static String title(String name, int count, String unit, List<String> notes) {
    return name
        + ": "
        + number(count)
        + " "
        + unit
        + (count == 1 ? "" : "s")
        + (notes.isEmpty() ? "" : " (" + String.join(", ", notes) + ")");
  }

  static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  static double[] concat(double[] a, double[] b) {
    double[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
