package io.github.flows4j.cli;

import io.github.flows4j.DataException;
import io.github.flows4j.Toy;
import io.github.flows4j.Toys;
import io.github.flows4j.data.ImageSet;
import io.github.flows4j.data.Images;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flows4j data}. */
@Command(
    name = "data",
    sortOptions = false,
    description = {
      "Lists the built-in sets, or writes rows of one.",
      "",
      "The digits are images, left as --out's name says: one picture of the first of them (.png),"
          + " an array (.npy) or, in a folder, a PNG each."
    },
    footer = {
      "",
      "Examples:",
      "  flows4j data",
      "  flows4j data two-moons --rows 10000 --out moons.csv",
      "  flows4j data digits --rows 100 --out digits.png"
    })
final class DataCommand implements Callable<Integer> {
  private static final Map<String, String> DESCRIPTIONS =
      Map.of(
          "swiss-roll", "a spiral without noise: it has no density, and so no best likelihood",
          "two-moons", "two half circles that interlock, noise 0.05",
          "circles", "a circle in another, noise 0.05",
          "pinwheel", "five bent blades",
          "checkerboard", "eight squares of uniform density",
          "eight-gaussians", "eight round clusters on a circle");

  private final Console console;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description = "A built-in set; without it all are listed.")
  private String name;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "How many (default 1,000; all of the digits).")
  private Integer rows;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Where to, columns x0 and x1 (default: standard output).")
  private Path out;

  @Mixin private SeedOption seed;
  @Mixin CommonOptions common;

  DataCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (name == null) {
      if (rows != null || out != null) throw new UsageProblem("which set? name one before --rows");
      list();
      return Main.DONE;
    }
    if (name.equals(DataInput.DIGITS)) return digits();
    if (!Toys.names().contains(name))
      throw new DataException(
          "there is no built-in set '" + name + "'" + Names.choices(name, DataInput.builtIn()));
    int count = Checks.rows(rows, 1_000);
    ModelTable.write(console, out, List.of("x0", "x1"), Toys.named(name).sample(count, seed.seed));
    return Main.DONE;
  }

  private int digits() throws IOException {
    ImageSet digits = PixelOptions.first(Images.digits(), Checks.rows(rows, Integer.MAX_VALUE));
    ImageSink.of(out, digits.size()).write(console, digits, 0);
    return Main.DONE;
  }

  private void list() {
    Report report = new Report();
    Map<String, String> lines = new LinkedHashMap<>();
    for (String each : Toys.names()) {
      Toy toy = Toys.named(each);
      String entropy =
          toy.entropy().isPresent()
              ? "; entropy " + Report.number(toy.entropy().getAsDouble()) + " nats"
              : "";
      lines.put(each, DESCRIPTIONS.getOrDefault(each, toy.features() + " columns") + entropy);
    }
    lines.put(
        DataInput.DIGITS,
        Images.digits() + ", 17 levels, with labels: handwritten digits (UCI, CC BY 4.0)");
    lines.forEach(report::line);
    report.print(console.out(), false);
  }
}
