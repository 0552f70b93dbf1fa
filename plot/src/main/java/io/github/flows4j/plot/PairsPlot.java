package io.github.flows4j.plot;

import io.github.flows4j.Rows;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;

/**
 * All pairs of columns of a table: below the diagonal real points (blue) over generated ones (red),
 * on the diagonal the histograms of both.
 *
 * <p>At most the first six columns are drawn, which the title says. The axes follow the {@linkplain
 * Limits#robust robust} range of the real columns. A point is left out of the cells in which it is
 * not finite.
 */
public final class PairsPlot {
  private static final int MAX_COLUMNS = 6;
  private static final int GAP = 14;

  /** The plot areas together are about this wide. */
  private static final int SIDE = 900;

  private static final int MAX_CELL = 240;
  private static final int MAX_POINTS = 3_000;
  private static final int BINS = 30;

  private final Rows real;
  private final Rows generated;
  private final List<String> names;

  private PairsPlot(Rows real, Rows generated, List<String> names) {
    this.real = real;
    this.generated = generated;
    this.names = names;
  }

  /**
   * The pairs of two tables with the same columns.
   *
   * @throws IllegalArgumentException if the columns or names differ in number or a column has no
   *     finite value
   */
  public static PairsPlot of(Rows real, Rows generated, List<String> names) {
    if (real.columns() != generated.columns())
      throw new IllegalArgumentException(
          "real rows have " + real.columns() + " columns, generated ones " + generated.columns());
    if (names.size() != real.columns())
      throw new IllegalArgumentException(
          names.size() + " names for " + real.columns() + " columns");
    for (int column = 0; column < Math.min(real.columns(), MAX_COLUMNS); column++) {
      if (Quantiles.sortedFinite(real.column(column)).length == 0)
        throw new IllegalArgumentException(
            "no real value of column '" + names.get(column) + "' is finite");
      if (Quantiles.sortedFinite(generated.column(column)).length == 0)
        throw new IllegalArgumentException(
            "no generated value of column '" + names.get(column) + "' is finite");
    }
    return new PairsPlot(real, generated, List.copyOf(names));
  }

  /** Draws it, up to about 1,000 x 1,000 pixels. */
  public Picture draw() {
    int columns = Math.min(real.columns(), MAX_COLUMNS);
    int cell = Math.min(MAX_CELL, SIDE / columns - GAP);
    Sheet sheet = new Sheet();
    // From the right and the top, so that the labels of outer cells lie over their neighbours.
    for (int column = columns - 1; column >= 0; column--) {
      for (int row = column; row < columns; row++)
        sheet.place(cell(row, column, columns, cell), column * (cell + GAP), row * (cell + GAP));
    }
    int width = columns * (cell + GAP) - GAP;
    sheet.text(title(columns), Ink.TITLE, Ink.TEXT, width / 2, -44);
    sheet.text(legend("real", real), Ink.LABEL, Ink.REAL, width / 2 - 120, -20);
    sheet.text(legend("generated", generated), Ink.LABEL, Ink.GENERATED, width / 2 + 120, -20);
    return sheet.picture();
  }

  private Panel.Drawn cell(int row, int column, int columns, int size) {
    double[] x = Quantiles.robustRange(real.column(column));
    boolean diagonal = row == column;
    boolean bottom = row == columns - 1;
    boolean left = column == 0;
    double[][] heights = diagonal ? histograms(column, x) : null;
    double[] y =
        diagonal ? new double[] {0, 1.06 * top(heights)} : Quantiles.robustRange(real.column(row));
    Panel panel = new Panel(Limits.of(x, y), size, size);
    if (diagonal) {
      HistogramPlot.addTo(panel, "generated", x, heights[1], false);
      HistogramPlot.addTo(panel, "real", x, heights[0], true);
    } else {
      scatter(panel, "generated", generated, column, row, Ink.GENERATED);
      scatter(panel, "real", real, column, row, Ink.REAL);
    }
    return panel
        .compact()
        .labels(bottom ? name(column, size) : "", left && !diagonal ? name(row, size) : "")
        .ticks(bottom, left && !diagonal)
        .draw();
  }

  private static void scatter(
      Panel panel, String name, Rows rows, int xColumn, int yColumn, Color color) {
    List<double[]> kept = new ArrayList<>();
    for (int i = 0; i < rows.count(); i++) {
      double x = rows.get(i, xColumn);
      double y = rows.get(i, yColumn);
      if (Double.isFinite(x) && Double.isFinite(y)) kept.add(new double[] {x, y});
    }
    if (kept.isEmpty()) return;
    panel.dots(name, Points.of(Rows.of(kept.toArray(double[][]::new))).thinned(MAX_POINTS), color);
  }

  private double[][] histograms(int column, double[] range) {
    return new double[][] {
      HistogramPlot.heights(real.column(column), range, BINS),
      HistogramPlot.heights(generated.column(column), range, BINS)
    };
  }

  /** The highest bar; positive, because the range of a column holds real values of it. */
  private static double top(double[][] heights) {
    double top = 0;
    for (double[] series : heights) for (double height : series) top = Math.max(top, height);
    return top;
  }

  private String name(int column, int size) {
    return Sheet.fit(names.get(column), Ink.LABEL, size);
  }

  private String title(int columns) {
    return columns == real.columns()
        ? "pairs of " + columns + " columns"
        : "pairs of the first " + columns + " of " + Points.number(real.columns()) + " columns";
  }

  private static String legend(String name, Rows rows) {
    int lost = 0;
    for (int i = 0; i < rows.count(); i++) {
      for (double value : rows.row(i)) {
        if (!Double.isFinite(value)) {
          lost++;
          break;
        }
      }
    }
    List<String> notes = lost == 0 ? List.of() : List.of(Points.number(lost) + " not finite");
    return "● " + Points.title(name, rows.count(), "row", notes);
  }
}
