package io.github.flows4j;

import io.github.flows4j.spec.ShapeMismatch;
import io.github.flows4j.spec.TableSchema;

/**
 * A flow over a table's typed columns ({@link TableSchema}): numbers with bounds, whole numbers,
 * times, categories, gaps. A row is one number a column: its value, for categories the number of
 * the level from 0, and NaN where it is missing.
 *
 * <p>Log-densities are by the product of the columns' own measures: Lebesgue's for reals (in the
 * column's units), counting for whole numbers, times on their grid, categories and gaps. So a row
 * of categories alone has a log-probability, and one of reals alone a log-density. Where columns
 * are discrete, the flow's density is averaged over {@link TableSchema#draws} draws of noise within
 * their cells, always the same: a row's score is the same each time it is asked. More draws bring
 * it nearer to the flow's own integral over the cells.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class TableFlow implements Density {
  /** Rows that are encoded at a time; the answers do not depend on it. */
  private static final int CHUNK = 2048;

  private final Flow flow;
  private final TableSchema table;
  private final TableEncoding encoding;
  private final double[][] noise;

  private TableFlow(Flow flow) {
    if (!flow.schema().typed())
      throw new IllegalArgumentException("the flow's columns are not typed: " + flow);
    this.flow = flow;
    table = flow.schema().table();
    encoding = TableEncoding.of(table);
    noise = lattice(table.noise() == 0 ? 1 : table.draws(), table.noise());
  }

  /**
   * A flow as its table's users see it.
   *
   * @throws IllegalArgumentException if its columns are not typed ({@link
   *     io.github.flows4j.spec.Schema#typed})
   */
  public static TableFlow of(Flow flow) {
    return new TableFlow(flow);
  }

  /** The flow over the numbers that columns become. */
  public Flow flow() {
    return flow;
  }

  /** Its columns. */
  public TableSchema table() {
    return table;
  }

  @Override
  public int features() {
    return table.features().size();
  }

  /**
   * A Kronecker sequence by the generalized golden ratio (the R_d sequence): k (1/g, 1/g^2, ...)
   * mod 1, g^(d + 1) = g + 1, shifted by half a point.
   */
  static double[][] lattice(int draws, int width) {
    double g = 2;
    for (int i = 0; i < 60; i++) g = Math.pow(1 + g, 1.0 / (width + 1));
    double[][] points = new double[draws][width];
    for (int k = 0; k < draws; k++) {
      double step = 1;
      for (int d = 0; d < width; d++) {
        step /= g;
        double u = 0.5 + (k + 1) * step;
        // Away from the ends, where logits are infinite.
        points[k][d] = Math.min(1 - 1e-9, Math.max(1e-9, u - Math.floor(u)));
      }
    }
    return points;
  }

  @Override
  public double[] logProb(Rows x) {
    return logProb(x, null);
  }

  /**
   * log p(x | context) of each row in nats.
   *
   * @param x [rows, feature columns]
   * @param context [rows, context columns], or one row for all; null for a flow without
   * @return {@code -infinity} for a number beyond its column's bounds and for a level that is none
   * @throws DataException naming row and column of a value that is infinite, or missing where none
   *     was in training
   */
  public double[] logProb(Rows x, Rows context) {
    checkFit(x, context);
    double[] out = new double[x.count()];
    for (int from = 0; from < out.length; from += CHUNK) {
      int rows = Math.min(CHUNK, out.length - from);
      score(x, context, from, rows, out);
    }
    return out;
  }

  private void score(Rows x, Rows context, int from, int rows, double[] out) {
    int draws = noise.length;
    int columns = features();
    int width = table.width();
    double[] user = new double[rows * columns];
    x.copyTo(from, rows, user, 0);
    TableEncoding.checkRows(user, from, rows, table.features());
    double[] encoded = new double[Math.multiplyExact(rows * draws, width)];
    double[] logDet = new double[rows * draws];
    for (int r = 0; r < rows; r++)
      for (int k = 0; k < draws; k++)
        logDet[r * draws + k] =
            encoding
                .units()
                .toFlow(user, r * columns, noise[k], 0, encoded, (r * draws + k) * width);
    Rows y = Rows.wrap(width, encoded);
    double[] logProb =
        context == null
            ? flow.logProb(y)
            : flow.logProb(y, encoding.contextToFlow(context, from, rows, draws));
    for (int r = 0; r < rows; r++) {
      for (int k = r * draws; k < (r + 1) * draws; k++) logProb[k] += logDet[k];
      out[from + r] = LogMeanExp.of(logProb, r * draws, draws);
    }
  }

  @Override
  public Rows sample(int rows, long seed) {
    return sample(rows, seed, 1);
  }

  /** Draws rows from a flow without context, as {@link Flow#sample(int, long, double)}. */
  public Rows sample(int rows, long seed, double temperature) {
    checkFit(null, null);
    return encoding.toUser(flow.sample(rows, seed, temperature));
  }

  /**
   * Draws rows given context.
   *
   * @param context [rows, context columns], or one row for all
   */
  public Rows sampleGiven(Rows context, int rows, long seed, double temperature) {
    checkFit(null, context);
    return encoding.toUser(
        flow.sampleGiven(encoding.contextToFlow(context), rows, seed, temperature));
  }

  private void checkFit(Rows x, Rows context) {
    if (x != null && x.columns() != features())
      throw new ShapeMismatch("rows must have " + features() + " columns, have " + x.columns());
    int given = context == null ? 0 : context.columns();
    if (given != table.context().size())
      throw new ShapeMismatch(
          "contexts must have " + table.context().size() + " columns, have " + given);
    if (x != null && context != null && context.count() != 1 && context.count() != x.count())
      throw new ShapeMismatch(
          "contexts must be 1 or as many as rows, " + x.count() + ", were " + context.count());
  }
}
