package io.github.flows4j.cli;

import io.github.flows4j.DataException;
import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.data.MixedTable;
import io.github.flows4j.data.Table;
import io.github.flows4j.plot.Limits;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.spec.TableSchema;
import io.github.flows4j.train.TrainOptions;
import io.github.flows4j.train.Trainer;
import io.github.flows4j.train.Training;
import io.github.flows4j.train.TrainingData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Training on a table: columns standardized, a part of the rows held out. */
final class TableJob implements TrainingJob {
  private final DataInput.TableFile file;
  private final TrainingData data;
  private final Path validationFile;
  private final String weights;
  private final String sha256;
  private final Double falseAlarms;
  private final String skipped;

  private TableJob(
      DataInput.TableFile file,
      TrainingData data,
      Path validationFile,
      String weights,
      String sha256,
      Double falseAlarms,
      String skipped) {
    this.file = file;
    this.data = data;
    this.validationFile = validationFile;
    this.weights = weights;
    this.sha256 = sha256;
    this.falseAlarms = falseAlarms;
    this.skipped = skipped;
  }

  /**
   * Reads the table and, if there is one, that of the validation rows.
   *
   * @throws DataException naming file, row and column of what can't be used
   */
  static TableJob read(
      DataInput.TableFile file, TableInput format, ColumnOptions columns, Flow start)
      throws IOException {
    if (columns.falseAlarms != null) Checks.rate(columns.falseAlarms);
    List<String> context = strip(columns.context);
    List<String> others = new ArrayList<>(context);
    if (columns.weights != null) others.add(columns.weights.strip());
    List<String> features = strip(columns.features);
    for (String name : features)
      if (others.contains(name))
        throw new UsageProblem(
            "column '"
                + name
                + "' can't be a feature and "
                + (context.contains(name) ? "context" : "the weights")
                + " at once");
    if (context.contains(columns.weights))
      throw new UsageProblem(
          "column '" + columns.weights + "' can't be context and the weights at once");
    MixedTable table = readAll(file, format, features, others);
    if (features.isEmpty()) {
      for (String name : others) table.column(name);
      features = table.names().stream().filter(name -> !others.contains(name)).toList();
    }
    if (features.isEmpty())
      throw new DataException(file + " has no columns to model beside context and weights");
    List<String> used = new ArrayList<>(features);
    used.addAll(context);
    boolean drop = columns.missing() == ColumnOptions.Missing.DROP;
    if (drop) table = table.complete(used);
    TableSchema types = TypedColumns.of(table, features, context, columns, start);
    TrainingData data = training(table, types, features, context, columns.weights, true);
    if (columns.validation != null) {
      List<String> needed = new ArrayList<>(features);
      needed.addAll(others);
      MixedTable held = new DataInput.TableFile(columns.validation).read(format, needed);
      if (drop) held = held.complete(used);
      data = data.withValidation(training(held, types, features, context, columns.weights, false));
    }
    return new TableJob(
        file,
        data,
        columns.validation,
        columns.weights,
        file.path() == null ? "" : Sha256.of(file.path()),
        columns.falseAlarms,
        table.skipped());
  }

  private static List<String> strip(List<String> names) {
    return names.stream().map(String::strip).toList();
  }

  private static MixedTable readAll(
      DataInput.TableFile file, TableInput format, List<String> features, List<String> others) {
    if (!features.isEmpty()) {
      List<String> needed = new ArrayList<>(features);
      needed.addAll(others);
      return file.read(format, needed);
    }
    try {
      return file.read(format, List.of());
    } catch (DataException e) {
      // A column that holds no numbers is mostly one that was not meant.
      if (!e.getMessage().contains(", column ")) throw e;
      throw new DataException(
          e.getMessage() + "; or choose the columns to model with --features", e);
    }
  }

  private static TrainingData training(
      MixedTable table,
      TableSchema types,
      List<String> features,
      List<String> context,
      String weights,
      boolean mustVary) {
    TrainingData data =
        types == null ? plain(table, features, context, mustVary) : typed(table, types);
    if (weights == null) return data;
    try {
      return data.withWeights(table.numbers(List.of(weights.strip())).rows().column(0));
    } catch (IllegalArgumentException e) {
      throw new DataException(table.source() + ", column " + weights + ": " + e.getMessage(), e);
    }
  }

  private static TrainingData plain(
      MixedTable table, List<String> features, List<String> context, boolean mustVary) {
    List<String> used = new ArrayList<>(features);
    used.addAll(context);
    Table chosen = table.numbers(used);
    if (mustVary) chosen.requireVarying();
    Rows rows = chosen.rows().select(IntStream.range(0, features.size()).toArray());
    TrainingData data = TrainingData.of(rows).withNames(features);
    if (context.isEmpty()) return data;
    int[] given = IntStream.range(features.size(), used.size()).toArray();
    return data.withContext(chosen.rows().select(given), context);
  }

  private static TrainingData typed(MixedTable table, TableSchema types) {
    TrainingData data = TrainingData.of(table.rows(types.features(), false));
    if (!types.context().isEmpty()) data = data.withContext(table.rows(types.context(), false));
    return data.withTable(types);
  }

  @Override
  public String data() {
    return file.toString();
  }

  @Override
  public int features() {
    return data.flowFeatures();
  }

  @Override
  public int rows() {
    return data.rows().count();
  }

  @Override
  public boolean repeats(double resolution) {
    return RepeatedValues.in(data, resolution);
  }

  @Override
  public int context() {
    return data.flowContext();
  }

  @Override
  public boolean toy() {
    return false;
  }

  @Override
  public TrainOptions options(FitOptions given) {
    return given.onTable(data.rows().count(), validationFile != null);
  }

  @Override
  public Training train(Trainer trainer, Recipe recipe) {
    Training training = trainer.train(recipe, data);
    Flow flow = training.flow();
    if (falseAlarms == null || flow.scores().isEmpty()) return training;
    return new Training(
        flow.withScores(flow.scores().get().withFalseAlarms(falseAlarms)),
        training.history(),
        training.reason(),
        training.bestStep(),
        training.seconds());
  }

  @Override
  public Sample real(int rows, long seed) {
    Sample all = new Sample(data.rows(), data.context().orElse(null)).thinned(rows, seed);
    if (data.table().isEmpty()) return all;
    return Sample.typed(data.table().get(), all.rows(), all.context(), seed);
  }

  @Override
  public Limits limits() {
    return null;
  }

  @Override
  public List<String> notes(TrainOptions options) {
    int rows = data.rows().count();
    long held = Math.round(rows * options.validationFraction());
    String validation =
        validationFile != null
            ? "; validated on " + validationFile
            : held > 0 && held < rows
                ? ", " + Report.count(held) + " of them for validation"
                : ", none for validation";
    List<String> notes = new ArrayList<>();
    notes.add("data: " + file + ", " + Report.count(rows) + " rows" + validation);
    if (!skipped.isEmpty()) notes.add(skipped);
    data.table()
        .ifPresent(
            table -> {
              table.features().forEach(column -> notes.add("  " + ColumnText.of(column)));
              table.context().forEach(column -> notes.add("  given " + ColumnText.of(column)));
            });
    if (data.table().isPresent() && weights != null) notes.add("rows weighted by " + weights);
    if (data.table().isEmpty())
      notes.add(
          (options.standardize() ? "features, standardized: " : "features, as they are: ")
              + String.join(", ", data.names())
              + (context() > 0 ? "; given " + String.join(", ", data.contextNames()) : "")
              + (weights != null ? "; rows weighted by " + weights : ""));
    notes.addAll(DependentColumns.notes(data, options.noise() > 0));
    return notes;
  }

  @Override
  public Map<String, String> provenance() {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("data", file.toString());
    entries.put("data_rows", Integer.toString(data.rows().count()));
    if (!sha256.isEmpty()) entries.put("data_sha256", sha256);
    if (validationFile != null) entries.put("validation", validationFile.toString());
    if (weights != null) entries.put("weights", weights);
    return entries;
  }
}
