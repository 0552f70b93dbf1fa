package io.github.flows4j.cli;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.plot.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flows4j plot}. */
@Command(
    name = "plot",
    sortOptions = false,
    customSynopsis = "flows4j plot MODEL [DATA] --out DIR [OPTIONS]",
    description = {
      "Draws a model.",
      "",
      "Leaves density.png and latent-grid.png if the model has two columns; with DATA also data.png"
          + " (two columns), samples.png (pairs.png for more than two) and scores.png, a histogram"
          + " of log-densities. Of a model of images samples.png; with DATA also data.png and"
          + " scores.png, in bits per dimension."
    },
    footer = {
      "",
      "Examples:",
      "  flows4j plot roll --out pictures",
      "  flows4j plot model held-out.csv --out pictures",
      "  flows4j plot model --given year=1999 --out pictures",
      "  flows4j plot mnist t10k-images-idx3-ubyte.gz --out pictures"
    })
final class PlotCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "MODEL", description = "A model file or train's folder.")
  private String model;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "DATA",
      description = "A table, images or a built-in set.")
  private String data;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      required = true,
      description = "Folder for the pictures.")
  private Path out;

  @Mixin private GivenOptions given;
  @Mixin private SeedOption seed;
  @Mixin private TableInput table;
  @Mixin CommonOptions common;

  PlotCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Flow flow = Models.load(model);
    if (flow.schema().image()) return images(flow);
    boolean plane = flow.features() == 2;
    if (data == null && !plane)
      throw new UsageProblem(
          "the model has " + flow.features() + " features: give DATA to draw it against");
    if (given.any() && !plane)
      throw new UsageProblem("--given is for the density of a model of two features");
    Limits limits = null;
    Sample real = null;
    if (data != null) {
      DataInput input = DataInput.resolve(data);
      real = ModelTable.read(flow, input, table, Pictures.DATA_POINTS, seed.seed);
      if (input instanceof DataInput.ToySet set) limits = ToyJob.limits(set.toy());
    }
    Rows context = plane ? context(flow, real) : null;
    if (plane && limits == null) limits = Limits.robust(around(flow, real, context));
    OutputFolder folder = OutputFolder.prepare(out);
    Pictures pictures = new Pictures(folder, flow, seed.seed);
    if (real != null) draw(pictures, real, limits);
    if (plane) pictures.plane(context, limits);
    for (String name : folder.written()) console.out().println(folder.file(name));
    return Main.DONE;
  }

  private int images(Flow flow) throws IOException {
    if (given.any())
      throw new UsageProblem("--given and --class are of no use here: sample draws one class");
    Checks.onlyTables("--no-header", table.given());
    ModelImages real = data == null ? null : ModelImages.read(flow, DataInput.resolve(data), null);
    OutputFolder folder = OutputFolder.prepare(out);
    int threads = Runtime.getRuntime().availableProcessors();
    ImageSamples samples = new ImageSamples(folder, ImageClasses.of(flow), threads, seed.seed);
    if (real != null) samples.beside(flow, real);
    samples.draw(flow);
    for (String name : folder.written()) console.out().println(folder.file(name));
    return Main.DONE;
  }

  private Rows context(Flow flow, Sample real) {
    if (given.any() || real == null) {
      Rows context = given.context(flow, table);
      if (context != null && context.count() > 1)
        throw new UsageProblem(
            "--given-data has " + context.count() + " rows, a picture is of one: use --given");
      return context;
    }
    Rows context = Pictures.typical(real.context());
    if (context != null)
      console.note("density.png and latent-grid.png are for the context columns' means");
    return context;
  }

  private Rows around(Flow flow, Sample real, Rows context) {
    if (real != null) return real.rows();
    return context == null
        ? flow.sample(Pictures.DATA_POINTS, seed.seed)
        : flow.sampleGiven(context, Pictures.DATA_POINTS, seed.seed, 1);
  }

  private void draw(Pictures pictures, Sample real, Limits limits) throws IOException {
    Sample drawn = real.thinned(Pictures.DATA_POINTS, seed.seed);
    if (limits != null) pictures.data(drawn.rows(), limits);
    pictures.samples(drawn.thinned(Pictures.SAMPLE_POINTS, seed.seed), limits);
    pictures.scores(drawn);
  }
}
