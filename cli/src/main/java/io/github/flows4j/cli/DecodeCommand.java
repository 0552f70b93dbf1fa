package io.github.flows4j.cli;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.data.Tables;
import io.github.flows4j.spec.ShapeMismatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flows4j decode}. */
@Command(
    name = "decode",
    sortOptions = false,
    description = {
      "Maps latent rows back to data.",
      "",
      "Reads columns z0, z1, ... and leaves those that the model was trained on. The context"
          + " of a conditional model is read from the same table, as encode leaves it there,"
          + " or given apart. Images are left as sample leaves them."
    },
    footer = {"", "Example:", "  flows4j decode model z.csv --out rows.csv"})
final class DecodeCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "MODEL", description = "A model file or train's folder.")
  private String model;

  @Parameters(index = "1", paramLabel = "FILE", description = "A table with columns z0, z1, ...")
  private String latent;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Where to (default: standard output).")
  private Path out;

  @Mixin private GivenOptions given;
  @Mixin CommonOptions common;

  DecodeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Flow flow = Models.loadOne(model);
    Path file = DataInput.path(latent);
    var format = new TableInput();
    List<String> columns = new ArrayList<>(EncodeCommand.latentNames(flow));
    List<String> contextNames = ModelTable.names(flow.schema().context());
    boolean own = !contextNames.isEmpty() && !given.any();
    if (own) columns.addAll(contextNames);
    Rows read = Tables.read(file, format.options().withColumns(columns)).rows();
    Rows z = read.select(range(0, flow.features()));
    ImageSink sink = flow.schema().image() ? ImageSink.of(out, z.count()) : null;
    Rows context =
        own ? read.select(range(flow.features(), columns.size())) : given.context(flow, format);
    if (context != null && context.count() != 1 && context.count() != z.count())
      throw new ShapeMismatch(
          latent
              + " has "
              + z.count()
              + " rows, --given-data "
              + context.count()
              + ": give 1 or as many");
    Rows x = (context == null ? flow.inverse(z) : flow.inverse(z, context)).rows();
    if (sink != null) {
      sink.write(console, ModelImages.set(flow.schema().pixels(), x), 0);
      return Main.DONE;
    }
    if (flow.schema().typed()) ModelTable.writeTyped(console, out, flow.schema().table(), x);
    else ModelTable.write(console, out, ModelTable.names(flow.schema().features()), x);
    return Main.DONE;
  }

  private static int[] range(int from, int to) {
    int[] range = new int[to - from];
    for (int i = 0; i < range.length; i++) range[i] = from + i;
    return range;
  }
}
