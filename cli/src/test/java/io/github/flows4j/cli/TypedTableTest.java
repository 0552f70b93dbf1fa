package io.github.flows4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.data.RawColumn;
import io.github.flows4j.data.RawOptions;
import io.github.flows4j.data.RawTable;
import io.github.flows4j.data.RawTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of mixed columns, from the file to samples and scores. */
class TypedTableTest {
  @TempDir static Path folder;
  private static Path table;
  private static Path model;

  /** Cats are light and dogs heavy; a third of the ages are missing, more often for cats. */
  @BeforeAll
  static void train() throws IOException {
    table = folder.resolve("pets.csv");
    SplittableRandom random = new SplittableRandom(3);
    StringBuilder text = new StringBuilder("kind,age,weight,vaccinated,country\n");
    for (int i = 0; i < 2_000; i++) {
      boolean cat = random.nextInt(3) == 0;
      boolean gap = random.nextDouble() < (cat ? 0.6 : 0.2);
      text.append(cat ? "cat" : "dog")
          .append(',')
          .append(gap ? "" : String.valueOf(random.nextInt(30)))
          .append(',')
          .append(Math.exp((cat ? 1.4 : 3.0) + 0.2 * random.nextGaussian()))
          .append(',')
          .append(random.nextInt(10) == 0 ? "no" : "yes")
          .append(",CH\n");
    }
    Files.writeString(table, text);
    Path schema = folder.resolve("schema.json");
    Files.writeString(schema, "{\"weight\": {\"type\": \"real\", \"lower\": 0}}");
    model = folder.resolve("pets");
    Run run =
        Run.done(
            "train",
            table,
            "--missing",
            "model",
            "--schema",
            schema,
            "--flow",
            "nsf",
            "--steps",
            600,
            "--threads",
            1,
            "--out",
            model);
    for (String part :
        List.of(
            "kind: 2 categories (dog, cat), by probability",
            "age: whole numbers from 0, by probability, may be missing",
            "weight: real above 0, by density",
            "country: always 'CH', left out"))
      assertTrue(run.err().contains(part), part + " not in " + run.err());
  }

  private static RawTable read(Path file) {
    return RawTables.read(file, RawOptions.defaults());
  }

  private static RawColumn.TextColumn texts(RawTable table, String name) {
    return (RawColumn.TextColumn) table.column(name);
  }

  private static double[] numbers(RawTable table, String name) {
    return ((RawColumn.NumberColumn) table.column(name)).toArray();
  }

  @Test
  void samplesKeepToTheirTypes() {
    Path file = folder.resolve("new.csv");
    Run.done("sample", model, "--rows", 2_000, "--out", file);
    RawTable drawn = read(file);
    assertEquals(List.of("kind", "age", "weight", "vaccinated", "country"), drawn.names());
    assertEquals(Set.of("cat", "dog"), Set.copyOf(texts(drawn, "kind").levels()));
    assertEquals(List.of("CH"), texts(drawn, "country").levels());
    for (double weight : numbers(drawn, "weight")) assertTrue(weight > 0);
    for (double age : numbers(drawn, "age"))
      assertTrue(Double.isNaN(age) || (age >= 0 && age == Math.rint(age)));
    // 1/3 of cats with 0.6 and 2/3 of dogs with 0.2 are 0.333; five deviations and what is learned
    assertEquals(0.333, drawn.column("age").missing() / 2_000.0, 0.08);
  }

  @Test
  void scoresKnowWhatGoesTogether() throws IOException {
    Path file = folder.resolve("two.csv");
    Files.writeString(
        file,
        "kind,age,weight,vaccinated,country\ncat,3,4,yes,CH\ncat,3,20,yes,CH\ndog,3,20,yes,FR\n");
    Run run = Run.done("score", model, file);
    List<String> lines = run.lines();
    assertEquals("kind,age,weight,vaccinated,country,log_prob,percentile", lines.get(0));
    double light = logProb(lines.get(1));
    double heavy = logProb(lines.get(2));
    double dog = logProb(lines.get(3));
    assertTrue(light > heavy + 2, light + " and " + heavy);
    assertTrue(dog > heavy + 2, dog + " and " + heavy);
    assertEquals(run.out(), Run.done("score", model, file).out());
    // country was always CH: another is not looked at, or by option the lowest
    List<String> lowest = Run.done("score", model, file, "--unseen", "lowest").lines();
    assertEquals(lines.subList(0, 3), lowest.subList(0, 3));
    assertEquals("dog,3,20,yes,FR,-Infinity,0", lowest.get(3));
    String evaluated =
        Run.done("evaluate", model, file, "--samples", 20, "--unseen", "lowest").out();
    assertTrue(evaluated.contains("nfinity"), evaluated);
  }

  private static double logProb(String line) {
    return Double.parseDouble(line.split(",", -1)[5]);
  }

  @Test
  void evaluateInfoEncodeDecode() throws IOException {
    Run evaluated = Run.done("evaluate", model, table, "--samples", 200, "--json");
    assertTrue(evaluated.number("nll") < 8, evaluated.out());
    assertTrue(Run.done("info", model).out().contains("kind: 2 categories (dog, cat)"));
    Path z = folder.resolve("z.csv");
    Path back = folder.resolve("back.csv");
    Run.done("encode", model, table, "--out", z);
    Run.done("decode", model, z, "--out", back);
    RawTable first = read(table);
    RawTable second = read(back);
    assertEquals(texts(first, "kind").levels(), texts(second, "kind").levels());
    for (String name : List.of("age", "weight")) {
      double[] a = numbers(first, name);
      double[] b = numbers(second, name);
      int wrong = 0;
      for (int i = 0; i < a.length; i++)
        if (Double.isNaN(a[i]) != Double.isNaN(b[i]) || Math.abs(a[i] - b[i]) > 1e-2 * a[i])
          wrong++;
      // Single precision: a value at its cell's edge may come back in the next one.
      assertTrue(wrong < 20, wrong + " values of " + name + " came back as others");
    }
  }

  @Test
  void queriesOverFiles() {
    Path light = folder.resolve("light");
    String query = "SELECT kind, weight FROM '" + table + "' WHERE weight < 15";
    Run.done("train", query, "--flow", "maf", "--steps", 50, "--threads", 1, "--out", light);
    Run scored = Run.done("score", light, query);
    assertEquals("kind,weight,log_prob,percentile", scored.lines().get(0));
    // Cats weigh about 4, dogs about 20: nearly all that is left are cats, a third of 2,000 rows.
    assertTrue(scored.lines().size() > 600, () -> scored.lines().size() + " lines");
    Run.fails(1, List.of("nothing.csv"), "train", "SELECT * FROM 'nothing.csv'", "--out", light);
  }

  @Test
  void droppedRowsTeachNoGaps() {
    Path dropped = folder.resolve("dropped");
    Run run =
        Run.done(
            "train",
            table,
            "--missing",
            "drop",
            "--flow",
            "maf",
            "--steps",
            20,
            "--threads",
            1,
            "--out",
            dropped);
    assertTrue(run.err().contains("age: whole numbers from 0, by probability\n"), run.err());
    Path file = folder.resolve("whole.csv");
    Run.done("sample", dropped, "--rows", 500, "--out", file);
    assertEquals(0, read(file).column("age").missing());
  }

  @Test
  void autoPicksByRowsAndSaysWhy() {
    Path auto = folder.resolve("auto");
    Run run =
        Run.done(
            "train",
            table,
            "--missing",
            "drop",
            "--flow",
            "auto",
            "--steps",
            20,
            "--threads",
            1,
            "--out",
            auto);
    assertTrue(run.err().contains("auto: nsf, 3 layers of width 32"), run.err());
    assertTrue(run.err().contains("AdamW with decay 0.3 at 0.003"), run.err());
    Run.fails(
        2, List.of("--flow auto", "circles"), "train", "circles", "--flow", "auto", "--out", auto);
    Run.fails(
        2,
        List.of("--flow auto picks", "--hidden"),
        "train",
        table,
        "--missing",
        "drop",
        "--flow",
        "auto",
        "--hidden",
        "8",
        "--out",
        auto);
  }

  @Test
  void conditionsOnCategories() {
    Path given = folder.resolve("given");
    Run.done(
        "train",
        table,
        "--features",
        "weight",
        "--context",
        "kind",
        "--flow",
        "nsf",
        "--steps",
        400,
        "--threads",
        1,
        "--out",
        given);
    Run cats = Run.done("sample", given, "--rows", 300, "--given", "kind=cat");
    double sum = 0;
    for (String line : cats.lines().subList(1, 301)) {
      assertTrue(line.endsWith(",cat"), line);
      sum += Double.parseDouble(line.split(",", -1)[0]);
    }
    // exp(1.4 + 0.2^2 / 2) = 4.14; dogs weigh 20.5
    assertEquals(4.14, sum / 300, 1.0);
    Run.fails(
        2, List.of("kind", "'bird'", "cat"), "sample", given, "--rows", 3, "--given", "kind=bird");
  }

  /** Auto takes it as it is, and so do the flows that it mixes. */
  @Test
  void theContextMayBeEmbeddedFirst() throws IOException {
    Path given = folder.resolve("embedded");
    Run run =
        Run.done(
            "train",
            table,
            "--features",
            "weight",
            "--context",
            "kind,vaccinated",
            "--context-embedding",
            "3:16",
            "--steps",
            200,
            "--threads",
            1,
            "--out",
            given);
    assertTrue(run.err().contains("auto: nsf"), run.err());
    String embedding = "context of 4 embedded in 3, MLP 16 relu, 131 parameters";
    assertTrue(run.err().contains("flow: " + embedding + "; 5 x "), run.err());
    Run info = Run.done("info", given);
    assertTrue(
        info.lines().stream().anyMatch(line -> line.matches("embedding +" + embedding)),
        info.out());
    assertTrue(Run.done("info", given, "--json").out().contains("\"" + embedding + "\""));
    Run cats =
        Run.done(
            "sample", given, "--rows", 300, "--given", "kind=cat", "--given", "vaccinated=yes");
    double sum = 0;
    for (String line : cats.lines().subList(1, 301))
      sum += Double.parseDouble(line.split(",", -1)[0]);
    // exp(1.4 + 0.2^2 / 2) = 4.14; dogs weigh 20.5
    assertEquals(4.14, sum / 300, 1.0);
    Run.fails(
        1,
        List.of("context embedding can't be exported"),
        "export",
        given,
        "--library",
        "zuko",
        "--out",
        folder.resolve("zuko.safetensors"));
    Run.fails(
        2,
        List.of("--context-embedding needs context columns: give --context"),
        "train",
        table,
        "--missing",
        "drop",
        "--context-embedding",
        3,
        "--out",
        folder.resolve("none"));
    Path description = folder.resolve("embedded.json");
    Files.writeString(description, Run.done("info", given, "--spec").out());
    Run.fails(
        2,
        List.of("--spec gives the whole flow: leave out --context-embedding"),
        "train",
        table,
        "--features",
        "weight",
        "--context",
        "kind,vaccinated",
        "--spec",
        description,
        "--context-embedding",
        3,
        "--out",
        folder.resolve("none"));
  }

  @Test
  void contributionsNameTheOddColumn() throws IOException {
    Path file = folder.resolve("odd.csv");
    // A usual cat, a cat as heavy as a dog, a dog of usual weight and unusual age.
    Files.writeString(
        file,
        """
        kind,age,weight,vaccinated,country
        cat,,4.1,yes,CH
        cat,5,20,yes,CH
        dog,5,20,yes,CH
        dog,400,20,yes,CH
        """);
    Run run = Run.done("score", model, file, "--contributions");
    List<String> lines = run.lines();
    assertEquals(
        "kind,age,weight,vaccinated,country,log_prob,percentile,"
            + "odd_kind,odd_age,odd_weight,odd_vaccinated,odd_country,oddest",
        lines.get(0));
    for (int usual : new int[] {1, 3})
      for (int j = 7; j < 12; j++) {
        double odd = Double.parseDouble(lines.get(usual).split(",", -1)[j]);
        assertTrue(odd < 1.5, lines.get(usual));
      }
    String[] heavy = lines.get(2).split(",", -1);
    assertTrue(List.of("kind", "weight").contains(heavy[12]), lines.get(2));
    assertTrue(Double.parseDouble(heavy[7]) > 2, lines.get(2));
    assertTrue(Double.parseDouble(heavy[9]) > 2, lines.get(2));
    assertEquals("0", heavy[11]);
    assertTrue(lines.get(4).endsWith(",age"), lines.get(4));
  }

  @Test
  void whatCanNotBeUsedIsNamed() throws IOException {
    Path out = folder.resolve("none");
    Run.fails(
        1,
        List.of("pets.csv, row ", "column age", "is missing", "--missing model"),
        "train",
        table,
        "--out",
        out);
    Path file = folder.resolve("bird.csv");
    Files.writeString(file, "kind,age,weight,vaccinated,country\nbird,3,4,yes,CH\n");
    Run.fails(1, List.of("bird.csv, row 1, column kind: 'bird'", "--unseen"), "score", model, file);
    assertTrue(Run.done("score", model, file, "--unseen", "lowest").out().contains(",-Infinity,0"));
    Files.writeString(file, "kind,age,weight,vaccinated\ncat,3,,yes\n");
    Run.fails(1, List.of("row 1, column weight", "missing"), "score", model, file);
    Path schema = folder.resolve("bad.json");
    Files.writeString(schema, "{\"wait\": \"real\"}");
    Run.fails(
        1,
        List.of("bad.json", "'wait'", "weight"),
        "train",
        table,
        "--missing",
        "drop",
        "--schema",
        schema,
        "--out",
        out);
    Files.writeString(schema, "{\"age\": \"reel\"}");
    Run.fails(
        1,
        List.of("bad.json", "age", "real"),
        "train",
        table,
        "--missing",
        "drop",
        "--schema",
        schema,
        "--out",
        out);
  }

  @Test
  void rowsGivenModelledColumns() throws IOException {
    Path file = folder.resolve("cats.csv");
    Run run = Run.done("sample", model, "--rows", 1_000, "--given", "kind=cat,age=", "--out", file);
    assertTrue(run.err().contains("given kind, age: 20,000 particles"), run.err());
    RawTable cats = read(file);
    assertEquals(List.of("cat"), texts(cats, "kind").levels());
    assertEquals(1_000, cats.column("age").missing());
    double sum = 0;
    for (double weight : numbers(cats, "weight")) sum += weight;
    // 4.14, dogs weigh 20.5; what 600 steps left unlearned
    assertEquals(4.14, sum / 1_000, 1.0);
    Run.fails(
        2, List.of("kind", "'bird'", "cat"), "sample", model, "--rows", 3, "--given", "kind=bird");
    Run.fails(2, List.of("age=2.5", "whole"), "sample", model, "--rows", 3, "--given", "age=2.5");
    Run.fails(
        1,
        List.of("column weight: -3.0 is beyond"),
        "sample",
        model,
        "--rows",
        3,
        "--given",
        "weight=-3");
    Run.fails(
        2,
        List.of("country is always 'CH'"),
        "sample",
        model,
        "--rows",
        3,
        "--given",
        "country=FR");
  }

  @Test
  void predictsTypedColumns() throws IOException {
    Path file = folder.resolve("unknown.csv");
    Files.writeString(file, "age,weight,vaccinated\n3,4,yes\n3,20,yes\n,5,no\n");
    List<String> kinds = Run.done("predict", model, file, "--column", "kind").lines();
    assertEquals("age,weight,vaccinated,kind_predicted,p_dog,p_cat", kinds.get(0));
    for (int i = 1; i < 4; i++) {
      String[] fields = kinds.get(i).split(",", -1);
      assertEquals(i == 2 ? "dog" : "cat", fields[3], kinds.get(i));
      double sum = Double.parseDouble(fields[4]) + Double.parseDouble(fields[5]);
      // Six digits are written.
      assertEquals(1, sum, 2e-6);
    }
    Run ages = Run.done("predict", model, table, "--column", "age", "--out", file);
    assertTrue(ages.err().contains("within the quantiles"), ages.err());
    RawTable found = read(file);
    double[] missing = numbers(found, "age_missing");
    double cats = 0;
    int count = 0;
    for (int i = 0; i < missing.length; i++)
      if (texts(found, "kind").get(i).equals("cat")) {
        cats += missing[i];
        count++;
      }
    // 0.6 of cats, 0.2 of dogs
    assertEquals(0.6, cats / count, 0.12);
    for (String name : List.of("age_q0.05", "age_q0.5", "age_q0.95"))
      for (double age : numbers(found, name)) assertTrue(age >= 0 && age == Math.rint(age), name);
    Run.fails(
        2,
        List.of("--quantiles is for numbers"),
        "predict",
        model,
        table,
        "--column",
        "kind",
        "--quantiles",
        "0.5");
    Run.fails(2, List.of("always 'CH'"), "predict", model, table, "--column", "country");
  }
}
