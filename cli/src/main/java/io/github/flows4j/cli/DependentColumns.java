package io.github.flows4j.cli;

import io.github.flows4j.Rows;
import io.github.flows4j.spec.NumberColumn;
import io.github.flows4j.spec.TableColumn;
import io.github.flows4j.spec.TableSchema;
import io.github.flows4j.train.TrainingData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds columns of reals that are a linear function of others, such as a sum beside its parts: the
 * rows then lie on a plane and have no density. By the modified Gram-Schmidt process on
 * standardized columns: one of which nothing is left follows from those before it.
 */
final class DependentColumns {
  /** So many rows show it. */
  private static final int MOST_ROWS = 4_000;

  /** Of more columns it would take long. */
  private static final int MOST_COLUMNS = 256;

  /** What is left of a dependent column, in its deviations. */
  private static final double LEFT = 1e-4;

  /** A column counts for another from so many of its deviations on. */
  private static final double SHARE = 1e-3;

  private static final int MOST_NAMES = 4;

  private final List<double[]> directions = new ArrayList<>();

  /** Of each direction's column, its parts along the directions up to its own. */
  private final List<double[]> parts = new ArrayList<>();

  private final List<String> names = new ArrayList<>();

  private DependentColumns() {}

  /**
   * A sentence for each such feature.
   *
   * @param noisy whether training rows get noise, and so a density
   */
  static List<String> notes(TrainingData data, boolean noisy) {
    Rows rows = data.rows();
    List<String> notes = new ArrayList<>();
    if (rows.columns() > MOST_COLUMNS || rows.count() < 2 * rows.columns()) return notes;
    List<TableColumn> types = data.table().map(TableSchema::features).orElse(null);
    DependentColumns seen = new DependentColumns();
    // Cells have a density of their own: columns that have some can make others, and need none.
    for (boolean cells : new boolean[] {true, false}) {
      for (int j = 0; j < rows.columns(); j++) {
        TableColumn type =
            types == null ? NumberColumn.real(data.names().get(j), 0, 1) : types.get(j);
        if (!(type instanceof NumberColumn number) || number.step() > 0 != cells) continue;
        double[] column = standardized(rows, j);
        if (column == null) continue;
        List<String> makers = seen.add(number.name(), column);
        if (!cells && !makers.isEmpty()) notes.add(note(number.name(), makers, noisy));
      }
    }
    return notes;
  }

  private static String note(String name, List<String> makers, boolean noisy) {
    List<String> some = makers.subList(0, Math.min(MOST_NAMES, makers.size()));
    int rest = makers.size() - some.size();
    return name
        + " is a linear function of "
        + String.join(", ", some)
        + (rest > 0 ? " and " + rest + " more" : "")
        + (noisy
            ? ": without the noise such rows would have no density"
            : ": such rows have no density, and the likelihood grows without end; leave "
                + name
                + " out by --features, or train with --noise 0.1");
  }

  /** Of length 1, from at most so many rows; null if it does not vary or has gaps. */
  private static double[] standardized(Rows rows, int j) {
    int count = Math.min(MOST_ROWS, rows.count());
    double[] column = new double[count];
    for (int r = 0; r < count; r++)
      column[r] = rows.get((int) ((long) r * rows.count() / count), j);
    double mean = Arrays.stream(column).average().orElseThrow();
    for (int r = 0; r < count; r++) column[r] -= mean;
    double length = Math.sqrt(dot(column, column));
    if (!(length > 1e-12 * Math.abs(mean) * Math.sqrt(count)) || !Double.isFinite(length))
      return null;
    for (int r = 0; r < count; r++) column[r] /= length;
    return column;
  }

  /** The columns that it follows from; if it does from none, a direction more. */
  private List<String> add(String name, double[] column) {
    double[] along = new double[directions.size() + 1];
    for (int k = 0; k < directions.size(); k++) {
      double[] direction = directions.get(k);
      along[k] = dot(column, direction);
      for (int r = 0; r < column.length; r++) column[r] -= along[k] * direction[r];
    }
    double left = Math.sqrt(dot(column, column));
    if (left < LEFT) return makers(along);
    along[directions.size()] = left;
    for (int r = 0; r < column.length; r++) column[r] /= left;
    directions.add(column);
    parts.add(along);
    names.add(name);
    return List.of();
  }

  /** By back substitution, whose columns have a part in it. */
  private List<String> makers(double[] along) {
    List<String> makers = new ArrayList<>();
    for (int k = directions.size() - 1; k >= 0; k--) {
      double[] part = parts.get(k);
      double share = along[k] / part[k];
      for (int i = 0; i < k; i++) along[i] -= share * part[i];
      if (Math.abs(share) > SHARE) makers.add(0, names.get(k));
    }
    return makers;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int r = 0; r < a.length; r++) sum += a[r] * b[r];
    return sum;
  }
}
