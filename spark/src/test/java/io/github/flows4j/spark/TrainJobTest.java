package io.github.flows4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsFiles
class TrainJobTest {
  private static SparkSession session;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    session = Sessions.local();
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  /** What a run said, its exit status first. */
  private static String run(String... arguments) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream to = new PrintStream(said, true, StandardCharsets.UTF_8);
    return TrainJob.run(to, to, arguments) + "\n" + said.toString(StandardCharsets.UTF_8);
  }

  private Path table(String more) throws IOException {
    List<String> lines = new ArrayList<>(List.of("a,b,c"));
    for (double[] row : Sessions.normals(400, 3, 1))
      lines.add(String.format(Locale.ROOT, "%.4f,%.4f,%.4f", row[0], row[1], row[2]));
    lines.add(more);
    return Files.write(folder.resolve("rows.csv"), lines);
  }

  @Test
  void trainsThenScores() throws IOException {
    String table = table("0,10,20").toString();
    String model = folder.resolve("model").toString();
    String said =
        run(table, model, "--features", "a,b", "--context", "c", "--steps", "20", "--batch", "64");
    assertTrue(said.startsWith("0\nrealnvp of a, b given c, trained on 1 partitions\n"), said);
    assertTrue(said.contains("held-out mean log-density -"), said);
    assertTrue(
        run(table, model).startsWith("1\nflows4j: " + model + " is there already"), "overwrote");
    String scores = folder.resolve("scores").toString();
    assertEquals("0\nscores in " + scores + "\n", run("--score", model, table, scores));
    Dataset<Row> read = session.read().parquet(scores);
    assertEquals(401, read.filter("log_prob < 0").count());
    String file = Path.of(model, "flow.safetensors").toString();
    String csv = folder.resolve("scores.csv").toString();
    assertEquals("0\nscores in " + csv + "\n", run("--score", file, table, csv));
    assertEquals(401, session.read().option("header", true).csv(csv).count());
  }

  @Test
  void badInputIsOneLine() throws IOException {
    String table = table("1,,3").toString();
    String model = folder.resolve("model").toString();
    assertEquals("1\nflows4j: there is no table nosuch.csv\n", run("nosuch.csv", model));
    assertEquals(
        "1\nflows4j: there is no column d, only a, b, c\n", run(table, model, "--features", "d"));
    assertOneLine("b", run(table, model, "--steps", "5", "--held-out", "0"));
    assertOneLine("flow must be one of realnvp", run(table, model, "--flow", "nosuch"));
    assertEquals("1\nflows4j: there is no model nosuch\n", run("--score", "nosuch", table, model));
    String good = folder.resolve("good").toString();
    run(table, good, "--features", "a,c", "--steps", "5");
    session
        .read()
        .option("header", true)
        .option("inferSchema", true)
        .csv(table)
        .selectExpr("a", "b c")
        .write()
        .parquet(folder.resolve("holes").toString());
    String holes = folder.resolve("holes").toString();
    String scores = folder.resolve("scores").toString();
    assertOneLine("column c is null in a row", run("--score", good, holes, scores));
    assertEquals(
        "0\nscores in " + scores + "\n",
        run("--score", good, holes, scores, "--keep-invalid", "--overwrite"));
    assertEquals(1, session.read().parquet(scores).filter("log_prob IS NULL").count());
  }

  private static void assertOneLine(String part, String said) {
    assertTrue(said.startsWith("1\nflows4j: ") && said.contains(part), said);
    assertEquals(2, said.lines().count(), said);
  }

  @Test
  void wrongUsageShowsTheRightOne() {
    assertUsage("there is no option --nosuch", run("a.csv", "model", "--nosuch"));
    assertUsage("two names are needed after the options, TABLE MODEL, were a.csv", run("a.csv"));
    assertUsage("two names are needed after the options, TABLE OUT", run("--score", "m", "a.csv"));
    assertUsage("--steps must be a whole number, was x", run("a", "b", "--steps", "x"));
    assertUsage("--batch needs a value", run("a", "b", "--batch"));
    assertUsage("--batch must be at most 2147483647", run("a", "b", "--batch", "3000000000"));
    assertUsage("--held-out must be >= 0 and < 1, was 1.0", run("a", "b", "--held-out", "1"));
    assertUsage("steps given invalid value 0", run("a", "b", "--steps", "0"));
  }

  private static void assertUsage(String part, String said) {
    assertTrue(said.startsWith("2\nflows4j: ") && said.contains(part), said);
    assertTrue(said.contains("--sync-every"), said);
  }
}
