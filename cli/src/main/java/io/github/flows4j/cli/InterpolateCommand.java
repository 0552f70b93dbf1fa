package io.github.flows4j.cli;

import io.github.flows4j.DataException;
import io.github.flows4j.Flow;
import io.github.flows4j.Interpolation;
import io.github.flows4j.Rows;
import io.github.flows4j.data.Tables;
import io.github.flows4j.plot.InterpolationPlot;
import io.github.flows4j.spec.DiagonalNormal;
import io.github.flows4j.spec.StandardNormal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flows4j interpolate}. */
@Command(
    name = "interpolate",
    sortOptions = false,
    customSynopsis = "flows4j interpolate MODEL ROW_A ROW_B [ROW_A ROW_B ...] --out DIR [OPTIONS]",
    description = {
      "Goes from one row, or image, to another through latent space.",
      "",
      "Leaves interpolation.csv and interpolation.png. Of images the table has each one's"
          + " log-density and bits per dimension, which are printed too, and the picture a row of"
          + " images for each pair."
    },
    footer = {
      "",
      "Examples:",
      "  flows4j interpolate roll 0.4,0.1 -0.6,0.0 --out way",
      "  flows4j interpolate model rows.csv:1 rows.csv:200 --steps 20 --linear --out way",
      "  flows4j interpolate mnist t10k-images-idx3-ubyte.gz:17 t10k-images-idx3-ubyte.gz:4 --out way",
      "  flows4j interpolate digits-model digits:1 digits:2 digits:3 digits:4 --out way"
    })
final class InterpolateCommand implements Callable<Integer> {
  private static final int BACKGROUND = 2_000;

  private final Console console;

  @Parameters(index = "0", paramLabel = "MODEL", description = "A model file or train's folder.")
  private String model;

  @Parameters(
      index = "1",
      paramLabel = "ROW_A",
      description =
          "Numbers as in 0.1,0.2 or a table's row as in rows.csv:17, from 1; an"
              + " image as in images.gz:17.")
  private String first;

  @Parameters(index = "2", paramLabel = "ROW_B", description = "The same.")
  private String second;

  @Parameters(index = "3..*", paramLabel = "MORE", description = "Further pairs of images.")
  private List<String> more = new ArrayList<>();

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Rows, both ends included (default 11).")
  private int steps = 11;

  @Option(names = "--linear", description = "A straight line through latent space.")
  private boolean linear;

  @Option(
      names = "--spherical",
      description = "Along a great circle (default where the base is normal).")
  private boolean spherical;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      required = true,
      description = "Folder for table and picture.")
  private Path out;

  @Mixin private GivenOptions given;
  @Mixin private SeedOption seed;
  @Mixin private TableInput table;
  @Mixin CommonOptions common;

  InterpolateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    List<String> ends = new ArrayList<>(List.of(first, second));
    ends.addAll(more);
    for (String row : ends)
      if (row.startsWith("--")) throw new UsageProblem("there is no option '" + row + "'");
    if (linear && spherical) throw new UsageProblem("give --linear or --spherical, not both");
    if (steps < 2) throw new UsageProblem("--steps must be >= 2, was " + steps);
    Flow flow = Models.loadOne(model);
    boolean ownClass = flow.schema().image() && !given.any();
    if (!flow.schema().image() && !more.isEmpty())
      throw new UsageProblem("there is nothing to do with the argument '" + more.get(0) + "'");
    if (ends.size() % 2 == 1)
      throw new UsageProblem("images go in pairs, there are " + ends.size() + " of them");
    Rows context = ownClass ? null : given.context(flow, table);
    if (context != null && context.count() != 1)
      throw new UsageProblem("--given-data must hold one row here, holds " + context.count());
    boolean normal =
        flow.spec().base() instanceof StandardNormal
            || flow.spec().base() instanceof DiagonalNormal;
    Interpolation way =
        spherical || (normal && !linear) ? Interpolation.SPHERICAL : Interpolation.LINEAR;
    if (flow.schema().image()) {
      Checks.onlyTables("--no-header", table.given());
      OutputFolder folder = OutputFolder.prepare(out);
      new ImageWay(flow, seed.seed).write(console, folder, ends, context, steps, way);
      for (String name : folder.written()) console.out().println(folder.file(name));
      return Main.DONE;
    }
    double[] from = row(flow, first);
    double[] to = row(flow, second);
    Rows path = flow.interpolate(from, to, context, steps, way);
    OutputFolder folder = OutputFolder.prepare(out);
    List<String> names = ModelTable.names(flow.schema().features());
    Path file = folder.file("interpolation.csv");
    if (flow.schema().typed()) ModelTable.writeTyped(console, file, flow.schema().table(), path);
    else Tables.write(file, names, path);
    folder.wrote("interpolation.csv");
    if (flow.features() > 1)
      folder.picture(
          "interpolation.png",
          InterpolationPlot.of(path)
              .withNames(names)
              .withBackground(Sample.finite(background(flow, context)))
              .draw());
    else console.note("one column has no picture of its interpolation");
    for (String name : folder.written()) console.out().println(folder.file(name));
    return Main.DONE;
  }

  private Rows background(Flow flow, Rows context) {
    return context == null
        ? flow.sample(BACKGROUND, seed.seed)
        : flow.sampleGiven(context, BACKGROUND, seed.seed, 1);
  }

  private double[] row(Flow flow, String text) {
    int colon = text.lastIndexOf(':');
    if (colon > 0) return row(flow, text.substring(0, colon), text.substring(colon + 1));
    if (Files.exists(DataInput.path(text)))
      throw new UsageProblem("which row of " + text + "? write " + text + ":1 for its first");
    String[] parts = text.split(",", -1);
    if (parts.length != flow.features())
      throw new UsageProblem(
          "row '"
              + text
              + "' has "
              + parts.length
              + " numbers, the model has "
              + flow.features()
              + " features: "
              + String.join(", ", ModelTable.names(flow.schema().features())));
    double[] row = new double[parts.length];
    for (int j = 0; j < row.length; j++) {
      try {
        row[j] = Double.parseDouble(parts[j].strip());
      } catch (NumberFormatException e) {
        throw new UsageProblem("row '" + text + "': '" + parts[j] + "' is not a number");
      }
    }
    return row;
  }

  private double[] row(Flow flow, String file, String number) {
    int row;
    try {
      row = Integer.parseInt(number);
    } catch (NumberFormatException e) {
      throw new UsageProblem(
          "'" + number + "' after " + file + ": is no row number; rows count from 1");
    }
    Rows rows = ModelTable.read(flow, new DataInput.TableFile(DataInput.path(file)), table).rows();
    if (row < 1 || row > rows.count())
      throw new DataException(
          file + " has no row " + row + ": it has " + Report.count(rows.count()) + ", from 1");
    return rows.row(row - 1);
  }
}
