package io.github.flows4j.cli;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.Transformed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flows4j encode}. */
@Command(
    name = "encode",
    sortOptions = false,
    description = {
      "Maps rows to latent space.",
      "",
      "Leaves columns z0, z1, ..., then the context of a conditional model, then log_abs_det, the"
          + " log-determinant of dz/dx in nats. Noise of the seed is added to images first."
    },
    footer = {"", "Example:", "  flows4j encode model rows.csv --out z.csv"})
final class EncodeCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "MODEL", description = "A model file or train's folder.")
  private String model;

  @Parameters(
      index = "1",
      paramLabel = "DATA",
      description = "A table with the model's columns, or images.")
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

  @Mixin private SeedOption seed;
  @Mixin private TableInput table;
  @Mixin CommonOptions common;

  EncodeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Flow flow = Models.loadOne(model);
    DataInput input = DataInput.resolve(data);
    if (!(input instanceof DataInput.ToySet)) Checks.noRows(rows, data);
    Sample sample =
        flow.schema().image()
            ? ModelImages.read(flow, input, null).noisy(flow, seed.seed)
            : ModelTable.read(flow, input, table, Checks.rows(rows, 1_000), seed.seed);
    Rows context = sample.context();
    Transformed latent =
        context == null ? flow.transform(sample.rows()) : flow.transform(sample.rows(), context);
    List<String> names = new ArrayList<>(latentNames(flow));
    names.addAll(ModelTable.names(flow.schema().context()));
    names.add("log_abs_det");
    Rows logDet = Rows.wrap(1, latent.logDet());
    Rows all =
        context == null
            ? ModelTable.join(latent.rows(), logDet)
            : ModelTable.join(latent.rows(), context, logDet);
    ModelTable.write(console, out, names, all);
    return Main.DONE;
  }

  /** z0, z1, ... */
  static List<String> latentNames(Flow flow) {
    List<String> names = new ArrayList<>();
    for (int j = 0; j < flow.features(); j++) names.add("z" + j);
    return names;
  }
}
