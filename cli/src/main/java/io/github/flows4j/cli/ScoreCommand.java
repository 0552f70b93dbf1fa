package io.github.flows4j.cli;

import io.github.flows4j.Flow;
import io.github.flows4j.data.NewColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flows4j score}. */
@Command(
    name = "score",
    sortOptions = false,
    description = {
      "Adds each row's log-density to a table, and how unusual that is.",
      "",
      "The column log_prob is exact, in nats and in the columns' own units: the lower, the more"
          + " unusual the row. All columns of the table are kept, in their order. Those"
          + " that the model was trained on, and"
          + " its context, are found by their names.",
      "",
      "The column percentile says how many percent of the rows that training held out had a lower"
          + " log-density (of the training rows, if it held out none): 0.5 is as unusual as one"
          + " row in 200. With --false-alarms rows are flagged, with --contributions it is said"
          + " which of a row's columns are odd.",
      "",
      "Of images it leaves a table of its own: the image's number from 1, bits_per_dim, log_prob"
          + " and, where there is one, its label; and a picture of the most unusual images and the"
          + " most usual ones."
    },
    footer = {
      "",
      "Examples:",
      "  flows4j score model new-rows.csv --out scores.csv",
      "  flows4j score model new-rows.csv | sort -t, -k7 -g | head",
      "  zcat log.csv.gz | flows4j score model /dev/stdin | awk -F, '$NF < 0.1'",
      "  flows4j score model new-rows.csv --false-alarms 0.01 --contributions --out scores.csv",
      "  flows4j score mnist t10k-images-idx3-ubyte.gz --out scores.csv --picture outliers.png"
    })
final class ScoreCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "MODEL", description = "A model file or train's folder.")
  private String model;

  @Parameters(
      index = "1",
      paramLabel = "DATA",
      description = "A table, images, or a built-in set for fresh rows of it.")
  private String data;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Where to (default: standard output).")
  private Path out;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Rows of a built-in set (default 1,000).")
  private Integer rows;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Where the picture of images goes (default: as --out, but .png).")
  private Path picture;

  @Option(
      names = "--first",
      paramLabel = "N",
      description = "The first N images alone (default all).")
  private Integer first;

  @Option(
      names = "--noise-draws",
      paramLabel = "K",
      description = "Draws of noise that are averaged for each image (default 1).")
  private Integer draws;

  @Mixin private ScoreColumns columns;
  @Mixin private SeedOption seed;
  @Mixin private TableInput table;
  @Mixin CommonOptions common;

  ScoreCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Flow flow = Models.load(model);
    DataInput input = DataInput.resolve(data);
    if (flow.schema().image()) {
      Checks.onlyTables(
          "--no-header",
          table.given(),
          "--rows",
          rows,
          "--false-alarms and --contributions",
          columns.given());
      ModelImages images = ModelImages.read(flow, input, first);
      new ImageScores(flow, images, Checks.draws(draws), seed.seed).write(console, out, picture);
      return Main.DONE;
    }
    Checks.onlyImages("--picture", picture, "--first", first, "--noise-draws", draws);
    ModelImages.refuse(flow, input);
    if (input instanceof DataInput.ToySet) {
      columns.check(flow);
      Sample fresh = ModelTable.read(flow, input, table, Checks.rows(rows, 1_000), seed.seed);
      List<NewColumn> all = new ArrayList<>();
      List<String> names = ModelTable.names(flow.schema().features());
      for (int j = 0; j < names.size(); j++)
        all.add(NewColumn.of(names.get(j), fresh.rows().column(j)));
      all.addAll(columns.of(flow, fresh.rows(), fresh.context(), fresh.logProb(flow)));
      ModelTable.writeTexts(console, out, all, fresh.count());
      return Main.DONE;
    }
    Checks.noRows(rows, data);
    new TableScores(console, flow, columns).write((DataInput.TableFile) input, table, out);
    return Main.DONE;
  }
}
