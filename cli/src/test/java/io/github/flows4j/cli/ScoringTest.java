package io.github.flows4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flow;
import io.github.flows4j.data.Table;
import io.github.flows4j.data.TableOptions;
import io.github.flows4j.data.Tables;
import io.github.flows4j.spec.ScoreQuantiles;
import io.github.flows4j.spec.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Anomalies on a table: percentiles, flags and odd columns, as a user asks for them. */
class ScoringTest {
  private static final int ROWS = 4_000;

  @TempDir static Path folder;
  private static Path table;
  private static Path model;
  private static Path flagging;

  /** Size and price, which goes with it; and a table where every tenth row is wrong. */
  @BeforeAll
  static void train() throws IOException {
    table = write("rows.csv", ROWS, false);
    model = folder.resolve("model");
    flagging = folder.resolve("flagging");
    Run.done("train", table, "--flow", "maf", "--steps", 300, "--hidden", 16, "--out", model);
    Run run =
        Run.done(
            "train",
            table,
            "--steps",
            20,
            "--hidden",
            8,
            "--false-alarms",
            0.05,
            "--out",
            flagging);
    assertTrue(run.out().contains("5.0000 % false alarms"), run.out());
  }

  private static Path write(String name, int rows, boolean wrong) throws IOException {
    var random = new SplittableRandom(name.hashCode());
    var text = new StringBuilder(wrong ? "size,price,odd\n" : "size,price\n");
    for (int i = 0; i < rows; i++) {
      boolean odd = wrong && i % 10 == 0;
      double size = 100 + 10 * random.nextGaussian();
      double price = 3 * size + 5 * random.nextGaussian() + (odd ? 400 : 0);
      text.append(size).append(',').append(price).append(wrong ? odd ? ",1" : ",0" : "");
      text.append('\n');
    }
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void percentilesAreOfHeldOutRows() throws IOException {
    ScoreQuantiles scores = Models.load(model.toString()).scores().orElseThrow();
    assertTrue(scores.heldOut());
    assertEquals(ROWS / 10, scores.rows());
    assertEquals(33, scores.features().get(1).size());
    Path out = folder.resolve("scores.csv");
    Run.done("score", model, table, "--out", out);
    assertEquals("size,price,log_prob,percentile", Files.readAllLines(out).get(0));
    Table read = Tables.read(out, TableOptions.defaults().withColumns("log_prob", "percentile"));
    double mean = 0;
    for (int i = 0; i < ROWS; i++) {
      assertEquals(scores.percentile(read.rows().get(i, 0)), read.rows().get(i, 1));
      mean += read.rows().get(i, 1) / ROWS;
    }
    // The standard error of the mean of 400 percentiles is 1.4.
    assertEquals(50, mean, 6);
  }

  @Test
  void withoutHeldOutRowsTheyAreOfTheTrainingRows() {
    Path all = folder.resolve("all");
    Run.done("train", table, "--steps", 5, "--hidden", 8, "--validation-fraction", 0, "--out", all);
    ScoreQuantiles scores = Models.load(all.toString()).scores().orElseThrow();
    assertFalse(scores.heldOut());
    assertEquals(ROWS, scores.rows());
    Run.done("train", table, "--steps", 5, "--hidden", 8, "--validation", table, "--out", all);
    scores = Models.load(all.toString()).scores().orElseThrow();
    assertTrue(scores.heldOut());
    assertEquals(ROWS, scores.rows());
  }

  @Test
  void flagsByTheRateGivenOrStored() throws IOException {
    for (Object[] options :
        new Object[][] {
          {model, "--false-alarms", 0.05}, {flagging}, {flagging, "--false-alarms", 0.2}
        }) {
      List<Object> command = new ArrayList<>(List.of("score"));
      command.add(options[0]);
      command.add(table);
      for (int i = 1; i < options.length; i++) command.add(options[i]);
      Run run = Run.done(command.toArray());
      assertEquals("size,price,log_prob,percentile,anomaly", run.lines().get(0));
      Path out = Files.writeString(folder.resolve("flags.csv"), run.out());
      Table read = Tables.read(out, TableOptions.defaults().withColumns("percentile", "anomaly"));
      double percent = options.length == 1 ? 5 : 100 * (double) options[2];
      int flagged = 0;
      for (int i = 0; i < ROWS; i++) {
        assertEquals(read.rows().get(i, 0) < percent - 1e-9 ? 1 : 0, read.rows().get(i, 1));
        flagged += (int) read.rows().get(i, 1);
      }
      // The threshold is known from 400 rows: its rate has a standard error of 0.011 to 0.02.
      assertEquals(percent / 100 * ROWS, flagged, 0.06 * ROWS);
    }
  }

  @Test
  void saysWhichColumnIsOdd() throws IOException {
    Path odd = Files.writeString(folder.resolve("odd.csv"), "price,size\n300,100\n390,100\n");
    Path out = folder.resolve("contributions.csv");
    Run.done("score", model, odd, "--contributions", "--false-alarms", 0.01, "--out", out);
    List<String> lines = Files.readAllLines(out);
    assertEquals("price,size,log_prob,percentile,anomaly,odd_size,odd_price,oddest", lines.get(0));
    String[] usual = lines.get(1).split(",", -1);
    assertEquals("0", usual[4]);
    assertTrue(Double.parseDouble(usual[6]) < 1, lines.get(1));
    String[] strange = lines.get(2).split(",", -1);
    assertEquals(List.of("0", "1"), List.of(strange[3], strange[4]));
    assertTrue(Double.parseDouble(strange[6]) > 4, lines.get(2));
  }

  /** More rows than are scored at a time, so that parts must come back in their order. */
  private static String many(String last) {
    var random = new SplittableRandom(9);
    var text = new StringBuilder("id,size,price\n");
    for (int i = 0; i < 9_000; i++)
      text.append(i).append(",\"").append(100 + 10 * random.nextGaussian()).append("\",300\n");
    return text.append(last).toString();
  }

  @Test
  void rowsStayInTheirOrder() throws IOException {
    Path file = Files.writeString(folder.resolve("many.csv"), many(""));
    Path out = folder.resolve("many-scores.csv.gz");
    Run run = Run.done("score", model, file, "--out", out);
    assertTrue(run.err().contains("9,000 rows"), run.err());
    Table read = Tables.read(out, TableOptions.defaults());
    assertEquals(List.of("id", "size", "price", "log_prob", "percentile"), read.names());
    double[] logProb = Models.load(model.toString()).logProb(read.rows().select(1, 2));
    for (int i = 0; i < 9_000; i++) {
      assertEquals(i, read.rows().get(i, 0));
      assertEquals(logProb[i], read.rows().get(i, 3));
    }
  }

  @Test
  void aBadRowFarDownLeavesNoFile() throws IOException {
    Path out = Files.writeString(folder.resolve("kept.csv"), "as it was");
    Path bad = Files.writeString(folder.resolve("bad.csv"), many("9000,x,1\n"));
    String place = "bad.csv, row 9001, column size: 'x' is not a number";
    Run.fails(1, List.of(place), "score", model, bad, "--out", out);
    assertEquals("as it was", Files.readString(out));
    // On standard output what was scored before is out already.
    Run run = Run.of("score", model, bad);
    assertEquals(1, run.status());
    assertTrue(run.err().contains(place), run.err());
    Files.writeString(bad, many("9000,1\n"));
    place = "bad.csv, row 9001 (line 9002): 2 fields where 3 are expected";
    Run.fails(1, List.of(place), "score", model, bad, "--out", out);
    assertEquals("as it was", Files.readString(out));
    run = Run.done("score", model, bad, "--skip-bad-rows");
    assertEquals(9_001, run.lines().size());
    assertTrue(run.err().contains("bad rows left out: 1, the first: "), run.err());
    Files.writeString(bad, many("9000,inf,1\n"));
    run = Run.done("score", model, bad, "--skip-bad-rows");
    assertEquals(9_001, run.lines().size());
    assertTrue(run.err().contains("row 9001, column size: 'inf' is infinite"), run.err());
  }

  @Test
  void otherFormatsStreamTheSameRows() throws IOException {
    Path file = Files.writeString(folder.resolve("many2.csv"), many(""));
    String csv = Run.done("score", model, file).out();
    Run query = Run.done("score", model, "SELECT * FROM '" + file + "'");
    assertEquals(csv, query.out());
    Path json = folder.resolve("many.jsonl");
    var lines = new StringBuilder();
    for (String line : many("").lines().skip(1).toList()) {
      String[] fields = line.replace("\"", "").split(",", -1);
      lines.append("{\"id\": ").append(fields[0]).append(", \"size\": ").append(fields[1]);
      lines.append(", \"price\": ").append(fields[2]).append("}\n");
    }
    Files.writeString(json, lines);
    assertEquals(csv, Run.done("score", model, json).out());
  }

  @Test
  void infoTellsTheScores() {
    String text = Run.done("info", flagging).out();
    assertTrue(text.contains("400 held-out rows: "), text);
    assertTrue(text.contains("5.0000 % false alarms"), text);
    Map<String, JsonValue> scores =
        Run.done("info", flagging, "--json").json().get("scores").members();
    Flow flow = Models.load(flagging.toString());
    assertEquals(flow.scores().orElseThrow().alarm().threshold(), scores.get("threshold").number());
    assertEquals(ROWS / 10, scores.get("rows").integer());
  }

  @Test
  void evaluateTellsThePrecision() throws IOException {
    Path mixed = write("mixed.csv", 500, true);
    Run run = Run.done("evaluate", model, mixed, "--labels", "odd", "--at", 100, "--json");
    List<JsonValue> precisions = run.json().get("precision_at").list();
    assertEquals(50, precisions.get(0).members().get("k").integer());
    assertEquals(1, precisions.get(0).members().get("precision").number(), 0.02);
    assertEquals(100, precisions.get(1).members().get("k").integer());
    assertEquals(0.5, precisions.get(1).members().get("precision").number());
    String text = Run.done("evaluate", model, mixed, "--labels", "odd").out();
    assertTrue(text.contains("precision at 50"), text);
    Run.fails(2, List.of("--at needs --labels"), "evaluate", model, mixed, "--at", 3);
    Run.fails(
        2,
        List.of("--at must be from 1 to the table's 500 rows, was 501"),
        "evaluate",
        model,
        mixed,
        "--labels",
        "odd",
        "--at",
        501);
  }

  @Test
  void whatCanNotBe() throws IOException {
    Path toy = folder.resolve("toy");
    Run.done("train", "circles", "--steps", 5, "--hidden", 8, "--out", toy);
    Run.fails(
        1,
        List.of("--false-alarms needs the quantiles of scores, which the model lacks"),
        "score",
        toy,
        "circles",
        "--false-alarms",
        0.1);
    Run.fails(
        2, List.of("--false-alarms must be above 0"), "score", model, table, "--false-alarms", 1);
    Run.fails(
        2,
        List.of("--false-alarms must be above 0"),
        "train",
        table,
        "--false-alarms",
        5,
        "--out",
        toy);
    Run.fails(
        2, List.of("--false-alarms"), "train", "circles", "--false-alarms", 0.1, "--out", toy);
    Path taken = Files.writeString(folder.resolve("taken.csv"), "size,price,percentile\n1,2,3\n");
    Run.fails(1, List.of("has a column 'percentile' already"), "score", model, taken);
  }
}
