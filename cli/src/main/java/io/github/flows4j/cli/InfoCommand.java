package io.github.flows4j.cli;

import io.github.flows4j.Flow;
import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Pixels;
import io.github.flows4j.spec.ScoreQuantiles;
import io.github.flows4j.spec.SpecJson;
import io.github.flows4j.spec.TableSchema;
import io.github.flows4j.spec.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flows4j info}. */
@Command(
    name = "info",
    sortOptions = false,
    description = "Says what a model is and where it comes from.",
    footer = {"", "Examples:", "  flows4j info model", "  flows4j info model --spec > flow.json"})
final class InfoCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "MODEL", description = "A model file or train's folder.")
  private String model;

  @Option(
      names = "--spec",
      description = "Print the flow's description alone, as train --spec takes it.")
  private boolean spec;

  @Mixin private JsonOption json;
  @Mixin CommonOptions common;

  InfoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (spec && json.json) throw new UsageProblem("give --spec or --json, not both");
    Path file = Models.file(model);
    Flow flow = Flow.load(file);
    if (spec) {
      console.out().println(SpecJson.write(flow.spec()).strip());
      return Main.DONE;
    }
    report(file, flow).print(console.out(), json.json);
    return Main.DONE;
  }

  private static Report report(Path file, Flow flow) throws IOException {
    FlowSpec spec = flow.spec();
    Report report = new Report();
    long bytes = Files.size(file);
    report.value("model", file.toString()).value("bytes", bytes);
    report.line("model", file + ", " + Report.count(bytes) + " bytes");
    if (flow.schema().image()) pixels(report, flow.schema().pixels());
    else if (flow.schema().typed()) typed(report, flow.schema().table());
    else columns(report, "features", "feature", flow.schema().features());
    if (!flow.schema().typed()) columns(report, "context", "context", flow.schema().context());
    SpecText.embedding(spec).ifPresent(text -> report.both("embedding", "embedding", text));
    List<String> transforms = new ArrayList<>();
    for (int i = 0; i < spec.transforms().size(); i++) {
      String text = SpecText.line(spec, i);
      transforms.add(text);
      report.line("transform " + i, text);
    }
    report.value("transforms", transforms);
    report.both("base", "base", SpecText.base(spec.base()));
    int members = flow.members().size();
    if (members > 1) report.both("members", "members, mixed in equal parts", members);
    long trained = members * SpecText.parameters(spec.tensors());
    long all = members * spec.tensors().stream().mapToLong(TensorSpec::size).sum();
    report.value("parameters", trained).value("other_numbers", all - trained);
    report.line(
        "parameters",
        Report.count(trained)
            + (all > trained ? " and " + Report.count(all - trained) + " running statistics" : ""));
    flow.scores().ifPresent(scores -> scores(report, scores));
    report.value("provenance", flow.provenance().entries());
    flow.provenance().entries().forEach(report::line);
    return report;
  }

  private static void scores(Report report, ScoreQuantiles scores) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("rows", scores.rows());
    values.put("held_out", scores.heldOut());
    List<String> texts = new ArrayList<>();
    for (double percent : new double[] {1, 10, 50, 90}) {
      double logProb = scores.threshold(percent / 100);
      values.put("percentile_" + (int) percent, logProb);
      texts.add(Report.number(logProb) + " (" + (int) percent + " %)");
    }
    report.line(
        "log_prob of",
        Report.count(scores.rows())
            + (scores.heldOut() ? " held-out rows: " : " training rows: ")
            + String.join(", ", texts));
    if (scores.alarm() != null) {
      values.put("false_alarms", scores.alarm().rate());
      values.put("threshold", scores.alarm().threshold());
      report.line("anomalies", Report.alarm(scores.alarm()));
    }
    report.value("scores", values);
  }

  private static void pixels(Report report, Pixels pixels) {
    String scaling = ImageJob.scaling(pixels);
    report.value("image", pixels.shape().toString()).value("levels", pixels.levels());
    report.value("scaling", scaling);
    report.line("images", pixels.shape() + ", " + pixels.levels() + " levels, " + scaling);
  }

  private static void typed(Report report, TableSchema table) {
    List<String> features = table.features().stream().map(ColumnText::of).toList();
    List<String> context = table.context().stream().map(ColumnText::of).toList();
    report.value("features", features).value("context", context);
    features.forEach(text -> report.line("feature", text));
    context.forEach(text -> report.line("context", text));
  }

  private static void columns(Report report, String key, String label, List<Column> columns) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Column column : columns) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("name", column.name());
      entry.put("mean", column.mean());
      entry.put("scale", column.scale());
      all.add(entry);
      boolean plain = column.mean() == 0 && column.scale() == 1;
      report.line(
          label,
          column.name()
              + (plain
                  ? ", as it is"
                  : ", mean "
                      + Report.number(column.mean())
                      + ", deviation "
                      + Report.number(column.scale())));
    }
    report.value(key, all);
  }
}
