package io.github.flows4j.cli;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.TableFlow;
import io.github.flows4j.data.NewColumn;
import io.github.flows4j.data.TypedValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flows4j sample}. */
@Command(
    name = "sample",
    sortOptions = false,
    description = {
      "Draws new rows, or new images.",
      "",
      "Their columns are those that the model was trained on; if it is conditional, the context"
          + " columns follow. Images are left as --out's name says: one picture of them all"
          + " (.png), an array (.npy) or, in a folder, a PNG each; of a class-conditional model"
          + " without --class they go through the classes."
    },
    footer = {
      "",
      "Examples:",
      "  flows4j sample model --rows 1000 --out new.csv",
      "  flows4j sample model --rows 1000 --temperature 0.8 --seed 7",
      "  flows4j sample model --rows 100 --given year=1999,rooms=3",
      "  flows4j sample adult --rows 1000 --given age=39,sex=Male",
      "  flows4j sample model --given-data contexts.csv --out one-row-each.csv",
      "  flows4j sample mnist --rows 64 --temperature 0.8 --out samples.png",
      "  flows4j sample mnist --rows 10 --class 3 --out threes/"
    })
final class SampleCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "MODEL", description = "A model file or train's folder.")
  private String model;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description =
          "Rows to draw; with --given-data for each of its rows (default 1 then); of images"
              + " 64 if not given.")
  private Integer rows;

  @Mixin private GivenOptions given;

  @Option(
      names = "--particles",
      paramLabel = "N",
      description =
          "Particles that rows given modelled columns are picked from (default 20,000, or 10 for"
              + " each row).")
  private Integer particles;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description =
          "Below 1 rows keep nearer to what is most likely, above 1 they stray (default 1).")
  private double temperature = 1;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Where to (default: standard output).")
  private Path out;

  @Mixin private SeedOption seed;
  @Mixin private TableInput table;
  @Mixin CommonOptions common;

  SampleCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY))
      throw new UsageProblem("--temperature must be positive and finite, was " + temperature);
    int each = Checks.rows(rows, 1);
    Flow flow = Models.load(model);
    if (flow.schema().image()) return images(flow);
    if (rows == null && !given.fromFile()) throw new UsageProblem("how many rows? give --rows N");
    GivenColumns columns = GivenColumns.of(flow, given, table);
    if (columns != null) {
      if (temperature != 1)
        throw new UsageProblem("--temperature must be 1 where modelled columns are given");
      columns.sample(console, each, particles, seed.seed, out);
      return Main.DONE;
    }
    if (particles != null)
      throw new UsageProblem("--particles needs --given with columns that are modelled");
    if (flow.schema().typed()) return typed(flow, given.typedContext(flow, table), each);
    Rows context = given.context(flow, table);
    List<String> names = new ArrayList<>(ModelTable.names(flow.schema().features()));
    Rows drawn;
    if (context == null) {
      drawn = flow.sample(each, seed.seed, temperature);
    } else {
      Rows contexts = GivenOptions.repeated(context, each);
      names.addAll(ModelTable.names(flow.schema().context()));
      drawn =
          ModelTable.join(
              flow.sampleGiven(contexts, contexts.count(), seed.seed, temperature), contexts);
    }
    ModelTable.write(console, out, names, drawn);
    return Main.DONE;
  }

  private int typed(Flow flow, Rows context, int each) throws IOException {
    TableFlow typed = TableFlow.of(flow);
    List<NewColumn> columns = new ArrayList<>();
    int count;
    if (context == null) {
      count = each;
      columns.addAll(
          TypedValues.texts(typed.table().features(), typed.sample(each, seed.seed, temperature)));
    } else {
      Rows contexts = GivenOptions.repeated(context, each);
      count = contexts.count();
      Rows drawn = typed.sampleGiven(contexts, count, seed.seed, temperature);
      columns.addAll(TypedValues.texts(typed.table().features(), drawn));
      columns.addAll(TypedValues.texts(typed.table().context(), contexts));
    }
    ModelTable.writeTexts(console, out, columns, count);
    return Main.DONE;
  }

  private int images(Flow flow) throws IOException {
    Checks.onlyTables("--no-header", table.given(), "--particles", particles);
    ImageClasses classes = ImageClasses.of(flow);
    boolean inTurn = classes != null && !given.any();
    int columns = inTurn ? ImageSink.columns(classes) : 0;
    int each =
        Checks.rows(rows, given.fromFile() ? 1 : columns == 0 ? ImageSamples.COUNT : 8 * columns);
    Rows contexts = inTurn ? classes.inTurn(each) : given.context(flow, table);
    if (contexts != null && !inTurn) contexts = GivenOptions.repeated(contexts, each);
    int count = contexts == null ? each : contexts.count();
    ImageSink sink = ImageSink.of(out, count);
    Rows drawn =
        contexts == null
            ? flow.sample(count, seed.seed, temperature)
            : flow.sampleGiven(contexts, count, seed.seed, temperature);
    sink.write(console, ModelImages.set(flow.schema().pixels(), drawn), columns);
    return Main.DONE;
  }
}
