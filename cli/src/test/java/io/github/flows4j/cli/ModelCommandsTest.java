package io.github.flows4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.data.Table;
import io.github.flows4j.data.TableOptions;
import io.github.flows4j.data.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that use a model, on a toy's and on a conditional one's of a table. */
class ModelCommandsTest {
  private static final String TABLE_HEADER = "year,name,price,size,odd";

  @TempDir static Path folder;
  private static Path toy;
  private static Path conditional;
  private static Path table;

  @BeforeAll
  static void train() throws IOException {
    toy = folder.resolve("toy");
    Run.done("train", "circles", "--steps", 30, "--hidden", 8, "--out", toy);
    table = folder.resolve("rows.csv");
    var random = new SplittableRandom(1);
    var text = new StringBuilder(TABLE_HEADER + "\n");
    for (int i = 0; i < 200; i++) {
      double year = 2000 + random.nextInt(20);
      double size = 100 + 10 * random.nextGaussian();
      boolean odd = i % 20 == 0;
      double price = (odd ? 500 : 0) + 3 * size + year;
      text.append(year).append(",\"n, ").append(i).append("\",").append(price).append(',');
      text.append(size).append(',').append(odd ? 1 : 0).append('\n');
    }
    Files.writeString(table, text);
    conditional = folder.resolve("conditional");
    Run.done(
        "train",
        table,
        "--features",
        "size,price",
        "--context",
        "year",
        "--steps",
        100,
        "--hidden",
        16,
        "--out",
        conditional);
  }

  private static Table read(Path file) {
    return Tables.read(file, TableOptions.defaults());
  }

  @Test
  void scoreAddsAColumnAndKeepsTheRest() throws IOException {
    Path out = folder.resolve("scores.csv");
    Run run = Run.done("score", conditional, table, "--out", out);
    assertEquals("", run.out());
    assertTrue(run.err().contains("200 rows"), run.err());
    List<String> before = Files.readAllLines(table);
    List<String> after = Files.readAllLines(out);
    assertEquals(TABLE_HEADER + ",log_prob,percentile", after.get(0));
    assertEquals(before.size(), after.size());
    for (int i = 1; i < before.size(); i++)
      assertTrue(after.get(i).startsWith(before.get(i) + ","), after.get(i));
    assertEquals(Files.readString(out), Run.done("score", conditional, table).out());
    Flow flow = Models.load(conditional.toString());
    Table scored =
        Tables.read(out, TableOptions.defaults().withColumns("size", "price", "year", "log_prob"));
    double[] expected = flow.logProb(scored.rows().select(0, 1), scored.rows().select(2));
    assertArrayEquals(expected, scored.rows().column(3));
  }

  @Test
  void scoreNamesMissingColumnsAndWhatIsThere() {
    Run.fails(
        1,
        List.of("rows.csv has no column 'x0'", "year, name, price", "the model needs x0, x1"),
        "score",
        toy,
        table);
  }

  @Test
  void scoreOnFreshRows() {
    Run run = Run.done("score", toy, "circles", "--rows", 5, "--seed", 3);
    assertEquals("x0,x1,log_prob", run.lines().get(0));
    assertEquals(6, run.lines().size());
    Run.fails(1, List.of("circles has 2 columns and no context"), "score", conditional, "circles");
    Run.fails(2, List.of("--rows is for built-in sets"), "score", conditional, table, "--rows", 5);
  }

  @Test
  void modelsThatAreNone() {
    Run.fails(1, List.of("model nope does not exist"), "score", "nope", table);
    Run.fails(1, List.of(folder.toString(), "holds no model.safetensors"), "info", folder);
    Run.fails(1, List.of("rows.csv", "not a safetensors file"), "info", table);
  }

  @Test
  void sampleKeepsNamesAndSeeds() {
    Run run = Run.done("sample", toy, "--rows", 7);
    assertEquals("x0,x1", run.lines().get(0));
    assertEquals(8, run.lines().size());
    assertEquals(run.out(), Run.done("sample", toy, "--rows", 7).out());
    assertNotEquals(run.out(), Run.done("sample", toy, "--rows", 7, "--seed", 1).out());
    assertNotEquals(run.out(), Run.done("sample", toy, "--rows", 7, "--temperature", 0.5).out());
    Run.fails(2, List.of("give --rows"), "sample", toy);
    Run.fails(2, List.of("--rows must be >= 1"), "sample", toy, "--rows", 0);
    Run.fails(
        2,
        List.of("--temperature must be positive"),
        "sample",
        toy,
        "--rows",
        3,
        "--temperature",
        -1);
    Run.fails(
        2, List.of("no column 'year'", "x0, x1"), "sample", toy, "--rows", 3, "--given", "year=3");
  }

  @Test
  void sampleGivenContext() throws IOException {
    Run run = Run.done("sample", conditional, "--rows", 3, "--given", "year=2005");
    assertEquals("size,price,year", run.lines().get(0));
    assertTrue(run.lines().get(3).endsWith(",2005"), run.out());
    Path contexts = folder.resolve("contexts.csv");
    Files.writeString(contexts, "other,year\n1,2001\n2,2002\n");
    Path out = folder.resolve("given.csv");
    Run.done("sample", conditional, "--given-data", contexts, "--rows", 2, "--out", out);
    assertArrayEquals(new double[] {2001, 2001, 2002, 2002}, read(out).rows().column(2));
    Run.fails(
        2, List.of("conditional on year", "--given year=..."), "sample", conditional, "--rows", 3);
    Run.fails(
        2,
        List.of("no column 'yaer'", "did you mean 'year'"),
        "sample",
        conditional,
        "--rows",
        3,
        "--given",
        "yaer=1");
    Run.fails(
        2,
        List.of("year='x' is not a finite number"),
        "sample",
        conditional,
        "--rows",
        3,
        "--given",
        "year=x");
  }

  @Test
  void encodeAndDecodeComeBack() {
    Path z = folder.resolve("z.csv");
    Path x = folder.resolve("x.csv");
    Run.done("encode", conditional, table, "--out", z);
    assertEquals(List.of("z0", "z1", "year", "log_abs_det"), read(z).names());
    Run.done("decode", conditional, z, "--out", x);
    Rows back = read(x).rows();
    Rows real = Tables.read(table, TableOptions.defaults().withColumns("size", "price")).rows();
    assertEquals(List.of("size", "price"), read(x).names());
    // float32 weights: 1e-4 of values of some 2,000
    assertArrayEquals(real.toArray(), back.toArray(), 0.2);
    Run.done("encode", toy, "circles", "--rows", 5);
    Run.fails(1, List.of("no column 'z0'"), "decode", toy, table);
  }

  @Test
  void evaluateOnATable() {
    Run run = Run.done("evaluate", conditional, table, "--json", "--samples", 100);
    Flow flow = Models.load(conditional.toString());
    assertEquals(200, run.number("rows"));
    assertEquals(run.number("nll") + flow.schema().logDet(), run.number("nll_standardized"), 1e-9);
    assertEquals(run.number("nll") / (2 * Math.log(2)), run.number("bits_per_dimension"), 1e-9);
    assertEquals(100, run.number("samples"));
    for (String key : List.of("density", "coverage", "mmd_squared", "energy_distance"))
      assertTrue(Double.isFinite(run.number(key)), key);
    String text = Run.done("evaluate", conditional, table).out();
    assertTrue(text.contains("nats a standardized row"), text);
  }

  @Test
  void evaluateWithLabels() {
    Run run = Run.done("evaluate", conditional, table, "--labels", "odd", "--json");
    assertEquals(10, run.number("anomalies"));
    assertEquals(190, run.number("rows"));
    assertTrue(run.number("auroc") > 0.5, run.out());
    Run.fails(
        1,
        List.of("row 1", "column year", "0 or 1"),
        "evaluate",
        conditional,
        table,
        "--labels",
        "year");
    Run.fails(2, List.of("--labels needs a table"), "evaluate", toy, "circles", "--labels", "x");
  }

  @Test
  void evaluateOnAToyKnowsTheTruth() {
    Run run = Run.done("evaluate", toy, "circles", "--rows", 2_000, "--json");
    // KL divergence: not negative; and entropy + gap is the NLL.
    assertTrue(run.number("gap") > 0);
    assertEquals(run.number("nll"), run.number("entropy") + run.number("gap"), 0.1);
  }

  @Test
  void plotDrawsWhatThereIs() {
    Path out = folder.resolve("pictures");
    Run run = Run.done("plot", toy, "--out", out);
    assertEquals(
        List.of(out.resolve("density.png").toString(), out.resolve("latent-grid.png").toString()),
        run.lines());
    assertEquals(5, Run.done("plot", toy, "circles", "--out", out).lines().size());
    assertEquals(5, Run.done("plot", conditional, table, "--out", out).lines().size());
    Run.done("plot", conditional, "--given", "year=2003", "--out", out);
    Run.fails(2, List.of("conditional on year"), "plot", conditional, "--out", out);
  }

  @Test
  void interpolateBetweenRows() {
    Path out = folder.resolve("way");
    Run run = Run.done("interpolate", toy, "-0.9,0.1", "0.9,-0.1", "--steps", 5, "--out", out);
    assertEquals(2, run.lines().size());
    Table path = read(out.resolve("interpolation.csv"));
    assertEquals(List.of("x0", "x1"), path.names());
    assertEquals(5, path.rows().count());
    assertArrayEquals(new double[] {-0.9, 0.1}, path.rows().row(0), 1e-3);
    assertArrayEquals(new double[] {0.9, -0.1}, path.rows().row(4), 1e-3);
    Path rows = folder.resolve("toy-rows.csv");
    Run.done("data", "circles", "--rows", 20, "--out", rows);
    Run.done("interpolate", toy, rows + ":1", rows + ":20", "--linear", "--out", out);
    Run.fails(
        1,
        List.of("has no row 21", "20"),
        "interpolate",
        toy,
        rows + ":1",
        rows + ":21",
        "--out",
        out);
    Run.fails(
        2,
        List.of("'1,2,3' has 3 numbers", "x0, x1"),
        "interpolate",
        toy,
        "1,2,3",
        "1,2",
        "--out",
        out);
    Run.fails(2, List.of("'x' is not a number"), "interpolate", toy, "1,x", "1,2", "--out", out);
    Run.fails(2, List.of("which row of"), "interpolate", toy, rows, "1,2", "--out", out);
    Run.fails(
        2, List.of("conditional on year"), "interpolate", conditional, "1,2", "1,2", "--out", out);
    Object[] given = {
      "interpolate", conditional, "95,2300", "105,2320", "--given", "year=2005", "--out", out
    };
    Run.done(given);
  }

  @Test
  void infoSaysWhatAModelIs() {
    String text = Run.done("info", conditional).out();
    for (String part :
        List.of(
            "feature",
            "size, mean",
            "context",
            "year",
            "transform 0",
            "keeps 10",
            "standard",
            "parameters",
            "data_sha256")) assertTrue(text.contains(part), part + " not in " + text);
    var json = Run.done("info", conditional.resolve("model.safetensors"), "--json").json();
    assertEquals(2, json.get("features").list().size());
    assertEquals(8, json.get("transforms").list().size());
    Run.fails(2, List.of("--spec or --json"), "info", toy, "--spec", "--json");
  }

  @Test
  void dataListsAndWrites() {
    Run list = Run.done("data");
    assertEquals(7, list.lines().size());
    assertTrue(list.out().contains("swiss-roll"));
    Path out = folder.resolve("pinwheel.tsv");
    Run.done("data", "pinwheel", "--rows", 12, "--seed", 5, "--out", out);
    assertEquals(12, read(out).rows().count());
    assertEquals(List.of("x0", "x1"), read(out).names());
    Run.fails(1, List.of("'pinwhel'", "did you mean 'pinwheel'"), "data", "pinwhel");
    Run.fails(1, List.of("must end in .csv"), "data", "pinwheel", "--out", folder.resolve("x.png"));
    Run.fails(2, List.of("which set"), "data", "--rows", 3);
  }

  @Test
  void sampleGivenModelledColumns() throws IOException {
    Run run =
        Run.done("sample", conditional, "--rows", 50, "--given", "year=2005,size=105", "--seed", 2);
    assertEquals("size,price,year", run.lines().get(0));
    assertEquals(51, run.lines().size());
    for (String line : run.lines().subList(1, 51))
      assertTrue(line.startsWith("105,") && line.endsWith(",2005"), line);
    assertTrue(
        run.err().startsWith("given size: 20,000 particles, effective sample size"), run.err());
    Path file = folder.resolve("x0.csv");
    Files.writeString(file, "other,x0\n1,0.5\n2,-0.25\n");
    Run several = Run.done("sample", toy, "--given-data", file, "--rows", 2);
    assertEquals(5, several.lines().size());
    assertTrue(several.lines().get(4).startsWith("-0.25,"), several.out());
    assertTrue(several.err().contains("for each of 2 sets of values"), several.err());
    Run few = Run.done("sample", toy, "--given", "x0=0.5", "--rows", 20, "--particles", 20);
    assertTrue(few.err().contains("warning: that is fewer than 100"), few.err());
    Run.fails(
        2,
        List.of("conditional on year", "year too"),
        "sample",
        conditional,
        "--rows",
        3,
        "--given",
        "size=100");
    Run.fails(2, List.of("gives all columns"), "sample", toy, "--rows", 3, "--given", "x0=1,x1=1");
    Run.fails(
        2,
        List.of("--particles must be at least the rows, 30"),
        "sample",
        toy,
        "--rows",
        30,
        "--particles",
        20,
        "--given",
        "x0=1");
    Run.fails(
        2, List.of("--particles needs --given"), "sample", toy, "--rows", 3, "--particles", 20);
  }

  @Test
  void predictsAColumnGivenTheOthers() throws IOException {
    Path out = folder.resolve("prices.csv");
    Run run =
        Run.done(
            "predict",
            conditional,
            table,
            "--column",
            "price",
            "--quantiles",
            "0.1, 0.5,0.9",
            "--out",
            out);
    List<String> lines = Files.readAllLines(out);
    assertEquals(TABLE_HEADER + ",price_q0.1,price_q0.5,price_q0.9,price_mean", lines.get(0));
    assertEquals(201, lines.size());
    assertTrue(run.err().contains("price: "), run.err());
    String[] one = lines.get(7).split(",", -1);
    double low = Double.parseDouble(one[one.length - 4]);
    double high = Double.parseDouble(one[one.length - 2]);
    double middle = Double.parseDouble(one[one.length - 3]);
    assertTrue(low < middle && middle < high, lines.get(7));
    Run given =
        Run.done("predict", conditional, "--column", "price", "--given", "year=2005,size=105");
    assertEquals("price_q0.05,price_q0.5,price_q0.95,price_mean", given.lines().get(0));
    assertEquals(2, given.lines().size());
    Run.fails(
        1,
        List.of("--given lacks column year", "needs all", "sample MODEL"),
        "predict",
        conditional,
        "--column",
        "price",
        "--given",
        "size=3");
    Path file = folder.resolve("sizes.csv");
    Files.writeString(file, "other\n1\n");
    Run.fails(
        1,
        List.of("sizes.csv lacks columns size, year"),
        "predict",
        conditional,
        file,
        "--column",
        "price");
    Run.fails(
        2,
        List.of("no column 'prize'", "did you mean 'price'"),
        "predict",
        conditional,
        table,
        "--column",
        "prize");
    Run.fails(2, List.of("year is context"), "predict", conditional, table, "--column", "year");
    Run.fails(2, List.of("give a table, or --given"), "predict", conditional, "--column", "price");
    Run.fails(
        2,
        List.of("above 0 and below 1", "'2'"),
        "predict",
        conditional,
        table,
        "--column",
        "price",
        "--quantiles",
        "0.5,2");
    Run.fails(1, List.of("circles is no table"), "predict", toy, "circles", "--column", "x0");
  }
}
