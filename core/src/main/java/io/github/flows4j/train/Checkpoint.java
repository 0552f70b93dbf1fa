package io.github.flows4j.train;

import io.github.flows4j.engine.training.TrainingState;
import io.github.flows4j.io.ModelFormatException;
import io.github.flows4j.io.Safetensors;
import io.github.flows4j.io.SafetensorsWriter;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.SchemaJson;
import io.github.flows4j.spec.SpecJson;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A training as it stands after a step, in a safetensors file: enough to go on bit for bit. Random
 * choices need no state of their own, since each step's depend on the seed and its number alone.
 *
 * @param spec the flow's description, as JSON
 * @param schema its columns, as JSON
 * @param options the options, in words
 * @param data a number that tells one set of data from another
 * @param state weights, moments and average
 * @param best the best weights by validation, or the state's tensors where there was no look yet
 * @param bestStep the step after which they were taken; 0 where there was no look yet
 * @param withoutBest looks since
 * @param seconds time spent
 * @param history steps and looks so far
 */
record Checkpoint(
    String spec,
    String schema,
    String options,
    long data,
    TrainingState state,
    Tensors best,
    long bestStep,
    int withoutBest,
    double seconds,
    History history) {
  private static final String FORMAT = "flows4j.checkpoint";
  private static final int STEP_COLUMNS = 5;

  /** The checkpoint of a member of an ensemble, from 0: the file itself for the first. */
  static Path ofMember(Path file, int member) {
    if (file == null || member == 0) return file;
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    int end = dot < 0 ? name.length() : dot;
    return file.resolveSibling(name.substring(0, end) + "-" + (member + 1) + name.substring(end));
  }

  /** The checkpoint that a member goes on from; null where it has not begun. */
  static Path resumed(Path file, int member) {
    Path own = ofMember(file, member);
    return own == null || (member > 0 && !Files.exists(own)) ? null : own;
  }

  void write(Path file) {
    SafetensorsWriter writer =
        new SafetensorsWriter()
            .metadata(FORMAT, "1")
            .metadata("spec", spec)
            .metadata("schema", schema)
            .metadata("options", options)
            .metadata("data", Long.toString(data))
            .metadata("best_step", Long.toString(bestStep))
            .metadata("without_best", Integer.toString(withoutBest))
            .metadata("seconds", Double.toString(seconds));
    add(writer, "weights.", state.tensors());
    add(writer, "first.", state.first());
    add(writer, "second.", state.second());
    add(writer, "average.", state.average());
    add(writer, "best.", best);
    List<History.Step> steps = history.steps();
    double[] rows = new double[steps.size() * STEP_COLUMNS];
    for (int i = 0; i < steps.size(); i++) {
      History.Step step = steps.get(i);
      double[] row = {
        step.step(), step.epoch(), step.loss(), step.gradientNorm(), step.learningRate()
      };
      System.arraycopy(row, 0, rows, i * STEP_COLUMNS, STEP_COLUMNS);
    }
    writer.doubles("history.steps", List.of(steps.size(), STEP_COLUMNS), rows);
    List<History.Validation> looks = history.validations();
    double[] pairs = new double[2 * looks.size()];
    for (int i = 0; i < looks.size(); i++) {
      pairs[2 * i] = looks.get(i).step();
      pairs[2 * i + 1] = looks.get(i).loss();
    }
    writer.doubles("history.validations", List.of(looks.size(), 2), pairs);
    try {
      writer.write(file);
    } catch (IOException e) {
      throw new ModelFormatException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  private static void add(SafetensorsWriter writer, String prefix, Tensors tensors) {
    tensors
        .byName()
        .forEach((name, tensor) -> writer.floats(prefix + name, tensor.shape(), tensor.toArray()));
  }

  /**
   * Reads a checkpoint.
   *
   * @throws ModelFormatException naming the file, if it is none
   */
  static Checkpoint read(Path file) {
    try (Safetensors tensors = Safetensors.open(file)) {
      Map<String, String> metadata = tensors.metadata();
      if (!"1".equals(metadata.get(FORMAT)))
        throw new ModelFormatException(
            file + " is no checkpoint of a training that this version knows");
      History history = new History();
      double[] rows = tensors.doubles("history.steps");
      for (int i = 0; i < rows.length; i += STEP_COLUMNS)
        history.add(
            new History.Step(
                (long) rows[i], (int) rows[i + 1], rows[i + 2], rows[i + 3], rows[i + 4]));
      double[] pairs = tensors.doubles("history.validations");
      for (int i = 0; i < pairs.length; i += 2)
        history.add(new History.Validation((long) pairs[i], pairs[i + 1]));
      TrainingState state =
          new TrainingState(
              history.steps().size(),
              read(tensors, "weights."),
              read(tensors, "first."),
              read(tensors, "second."),
              read(tensors, "average."));
      return new Checkpoint(
          text(file, metadata, "spec"),
          text(file, metadata, "schema"),
          text(file, metadata, "options"),
          Long.parseLong(text(file, metadata, "data")),
          state,
          read(tensors, "best."),
          Long.parseLong(text(file, metadata, "best_step")),
          Integer.parseInt(text(file, metadata, "without_best")),
          Double.parseDouble(text(file, metadata, "seconds")),
          history);
    } catch (NumberFormatException e) {
      throw new ModelFormatException(file + ": a number of the checkpoint is none", e);
    }
  }

  private static String text(Path file, Map<String, String> metadata, String key) {
    String text = metadata.get(key);
    if (text == null) throw new ModelFormatException(file + ": the checkpoint lacks " + key);
    return text;
  }

  private static Tensors read(Safetensors tensors, String prefix) {
    Map<String, Tensor> byName = new LinkedHashMap<>();
    for (var entry : tensors.tensors())
      if (entry.name().startsWith(prefix))
        byName.put(
            entry.name().substring(prefix.length()),
            Tensor.wrap(entry.shape(), tensors.floats(entry.name())));
    return Tensors.of(byName);
  }

  /**
   * Checks that a training with this description, columns, options and data is the one that stopped
   * here.
   *
   * @throws IllegalArgumentException naming what differs
   */
  void check(FlowSpec wanted, Schema columns, TrainOptions wantedOptions, long wantedData) {
    if (!spec.equals(SpecJson.write(wanted))) throw different("flow");
    if (data != wantedData) throw different("data");
    if (!schema.equals(SchemaJson.write(columns))) throw different("columns");
    String[] stored = options.split(", (?=[a-zA-Z]+=)", -1);
    String[] given = describe(wantedOptions).split(", (?=[a-zA-Z]+=)", -1);
    for (int i = 0; i < Math.min(stored.length, given.length); i++)
      if (!stored[i].equals(given[i]))
        throw new IllegalArgumentException(
            "the checkpoint is of a training with " + stored[i] + ", not " + given[i]);
  }

  private static IllegalArgumentException different(String what) {
    return new IllegalArgumentException("the checkpoint is of a training with another " + what);
  }

  /**
   * The options that a resumed training must share; threads may differ, though then not bit for
   * bit.
   */
  static String describe(TrainOptions options) {
    return options.withThreads(1).toString();
  }
}
