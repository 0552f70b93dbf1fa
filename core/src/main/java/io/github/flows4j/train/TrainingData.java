package io.github.flows4j.train;

import io.github.flows4j.Rows;
import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.Pixels;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.ShapeMismatch;
import io.github.flows4j.spec.TableColumn;
import io.github.flows4j.spec.TableSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Rows to train on, with their context, weights, names, and rows to validate on, as far as there
 * are any. Immutable.
 */
public final class TrainingData {
  private final Rows rows;
  private final Rows context;
  private final double[] weights;
  private final List<String> names;
  private final List<String> contextNames;
  private final TrainingData validation;
  private final Pixels pixels;
  private final boolean flips;
  private final TableSchema table;

  private TrainingData(
      Rows rows,
      Rows context,
      double[] weights,
      List<String> names,
      List<String> contextNames,
      TrainingData validation,
      Pixels pixels,
      boolean flips,
      TableSchema table) {
    this.rows = rows;
    this.context = context;
    this.weights = weights;
    this.names = List.copyOf(names);
    this.contextNames = List.copyOf(contextNames);
    this.validation = validation;
    this.pixels = pixels;
    this.flips = flips;
    this.table = table;
  }

  /** Rows with columns {@code x0, x1, ...}. */
  public static TrainingData of(Rows rows) {
    List<String> names = numbered("x", rows.columns());
    return new TrainingData(rows, null, null, names, List.of(), null, null, false, null);
  }

  private static List<String> numbered(String prefix, int count) {
    List<String> names = new ArrayList<>();
    for (int j = 0; j < count; j++) names.add(prefix + j);
    return names;
  }

  /** With names for the columns. */
  public TrainingData withNames(List<String> columns) {
    if (columns.size() != rows.columns())
      throw new ShapeMismatch("names must be " + rows.columns() + ", were " + columns.size());
    if (pixels != null || table != null)
      throw new IllegalArgumentException(
          "the columns of images and of typed tables have names of their own");
    return new TrainingData(
        rows, context, weights, columns, contextNames, validation, pixels, flips, table);
  }

  /** With a row of context for each row, columns {@code c0, c1, ...}. */
  public TrainingData withContext(Rows given) {
    return withContext(given, numbered("c", given.columns()));
  }

  /** With a row of context for each row, and names for its columns. */
  public TrainingData withContext(Rows given, List<String> columns) {
    if (given.count() != rows.count())
      throw new ShapeMismatch(
          "contexts must be as many as rows, " + rows.count() + ", were " + given.count());
    if (columns.size() != given.columns())
      throw new ShapeMismatch(
          "context names must be " + given.columns() + ", were " + columns.size());
    return new TrainingData(rows, given, weights, names, columns, validation, pixels, flips, table);
  }

  /**
   * With how much each row counts in loss and validation.
   *
   * @throws IllegalArgumentException naming the row of a weight that is negative or not finite
   */
  public TrainingData withWeights(double... given) {
    if (given.length != rows.count())
      throw new ShapeMismatch(
          "weights must be as many as rows, " + rows.count() + ", were " + given.length);
    for (int i = 0; i < given.length; i++)
      if (!(given[i] >= 0 && given[i] < Double.POSITIVE_INFINITY))
        throw new IllegalArgumentException(
            "weights must be finite and >= 0, row " + (i + 1) + " has " + given[i]);
    return new TrainingData(
        rows, context, given.clone(), names, contextNames, validation, pixels, flips, table);
  }

  /** With rows to validate on, in place of a part of these. */
  public TrainingData withValidation(TrainingData given) {
    if (given.rows.columns() != rows.columns() || given.contextColumns() != contextColumns())
      throw new ShapeMismatch(
          "validation must have "
              + rows.columns()
              + " columns and "
              + contextColumns()
              + " of context, has "
              + given.rows.columns()
              + " and "
              + given.contextColumns());
    return new TrainingData(
        rows, context, weights, names, contextNames, given, pixels, flips, table);
  }

  /**
   * With rows that are images of whole grey levels, those to validate on too: not standardized, but
   * dequantized by noise (fresh each time a row is seen; of rows to validate on always the same)
   * and scaled. Their columns get the names of {@link Pixels#name}.
   *
   * @throws ShapeMismatch if rows of that shape have another length
   */
  public TrainingData withPixels(Pixels given) {
    int size = given.shape().size();
    if (size != rows.columns())
      throw new ShapeMismatch(
          "images of "
              + given.shape()
              + " have "
              + size
              + " numbers, the rows have "
              + rows.columns());
    List<String> own =
        Schema.image(given, List.of()).features().stream().map(Column::name).toList();
    return new TrainingData(
        rows, context, weights, own, contextNames, validation, given, flips, null);
  }

  /**
   * With each image mirrored left to right with probability 1/2 each time it is trained on, but
   * none to validate on.
   *
   * @throws IllegalArgumentException if the rows are no images: {@link #withPixels} comes first
   */
  public TrainingData withFlips() {
    if (pixels == null)
      throw new IllegalArgumentException("only images can be mirrored: say their pixels first");
    return new TrainingData(
        rows, context, weights, names, contextNames, validation, pixels, true, null);
  }

  /**
   * With typed columns: rows and context hold a number for each ({@link TableColumn}), as those to
   * validate on do. What is spread over a cell is so by noise, fresh each time a row is seen; of
   * rows to validate on always the same. Losses are nats a row by the columns' own measures.
   *
   * @throws ShapeMismatch if the columns are not as many
   * @throws IllegalArgumentException if the rows are images
   */
  public TrainingData withTable(TableSchema given) {
    if (pixels != null) throw new IllegalArgumentException("images have no typed columns");
    if (given.features().size() != rows.columns() || given.context().size() != contextColumns())
      throw new ShapeMismatch(
          "the table has "
              + given.features().size()
              + " columns and "
              + given.context().size()
              + " of context, the rows have "
              + rows.columns()
              + " and "
              + contextColumns());
    List<String> own = given.features().stream().map(TableColumn::name).toList();
    List<String> ownContext = given.context().stream().map(TableColumn::name).toList();
    return new TrainingData(
        rows, context, weights, own, ownContext, validation, null, false, given);
  }

  /** The rows. */
  public Rows rows() {
    return rows;
  }

  /** The contexts, one a row. */
  public Optional<Rows> context() {
    return Optional.ofNullable(context);
  }

  /** How much a row counts. */
  public double weight(int row) {
    return weights == null ? 1 : weights[row];
  }

  /** The columns' names. */
  public List<String> names() {
    return names;
  }

  /** The context columns' names. */
  public List<String> contextNames() {
    return contextNames;
  }

  /** The rows to validate on. */
  public Optional<TrainingData> validation() {
    return Optional.ofNullable(validation);
  }

  /** How the rows are images; empty for a table. */
  public Optional<Pixels> pixels() {
    return Optional.ofNullable(pixels);
  }

  /** The typed columns; empty where columns are numbers that are standardized and no more. */
  public Optional<TableSchema> table() {
    return Optional.ofNullable(table);
  }

  /** How many features a flow of the data has. */
  public int flowFeatures() {
    return table == null ? rows.columns() : table.width();
  }

  /** How many context columns a flow of the data has. */
  public int flowContext() {
    return table == null ? contextColumns() : table.contextWidth();
  }

  /** Whether images are mirrored at random. */
  public boolean flips() {
    return flips;
  }

  int contextColumns() {
    return context == null ? 0 : context.columns();
  }

  /** The rows of the given numbers, from {@code from} (included) to {@code to} (excluded). */
  TrainingData pick(int[] order, int from, int to) {
    int[] some = Arrays.copyOfRange(order, from, to);
    return new TrainingData(
        rows.pick(some),
        context == null ? null : context.pick(some),
        weights == null ? null : Arrays.stream(some).mapToDouble(i -> weights[i]).toArray(),
        names,
        contextNames,
        null,
        pixels,
        flips,
        table);
  }

  /** A number that tells one set of data from another. */
  long fingerprint() {
    long hash = rows.hashCode();
    hash = 31 * hash + (context == null ? 0 : context.hashCode());
    hash = 31 * hash + Arrays.hashCode(weights);
    if (pixels != null) hash = 31 * hash + (pixels + " " + flips).hashCode();
    if (table != null) hash = 31 * hash + table.toString().hashCode();
    return 31 * hash + (validation == null ? 0 : validation.fingerprint());
  }
}
