package io.github.flows4j.cli.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Rows;
import io.github.flows4j.metrics.ProbabilityIntegralTransform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sections on plain data. */
class SectionsTest {
  @TempDir Path folder;

  private static Rows normal(int rows, int columns, long seed, double shift) {
    var random = new SplittableRandom(seed);
    double[] values = new double[rows * columns];
    for (int i = 0; i < values.length; i++) values[i] = shift + random.nextGaussian();
    return Rows.wrap(columns, values);
  }

  private static String html(Page page) {
    return page.html().lines().filter(line -> !line.startsWith(".")).toList().toString();
  }

  @Test
  void textsAreMadeHarmless() {
    assertEquals("&lt;a href=&#39;x&#39;&gt; &amp;&quot;", Markup.escape("<a href='x'> &\""));
    assertEquals("\uFFFD\uFFFD\uFFFD\uFFFD\t", Markup.escape("\u0000\u0008\uD800\u202E\t"));
    assertEquals("\uD83D\uDE00", Markup.escape("\uD83D\uDE00"));
    assertEquals("sub_me\u2026ing_1", Markup.shortened("sub_metering_1", 12));
    assertEquals("short", Markup.shortened("short", 5));
    // No half of a pair is left.
    String faces = "\uD83D\uDE00".repeat(9);
    assertEquals(4, Markup.shortened(faces, 4).codePointCount(0, 7));
  }

  @Test
  void barsOfCategoriesBearTheirNames() {
    double[] codes = new double[90];
    for (int i = 0; i < codes.length; i++) codes[i] = i % 2;
    Page page = new Page("x");
    List<Feature> features = List.of(new Feature("colour", List.of("red & green", "blue", "none")));
    Marginals.write(page, features, Rows.of(1, codes), Rows.of(1, codes), 1);
    String html = html(page);
    assertTrue(html.contains("red &amp; green") && html.contains(">blue<"), html);
    // The level that no row has, has its place too.
    assertTrue(html.contains(">none<"), html);
    assertTrue(html.contains("v-good"), html);
  }

  @Test
  void binsAreSharedAndFewValuesHaveTheirOwn() {
    Binned values = Binned.of(new double[] {1, 1, 2, 4}, 0);
    assertTrue(values.discrete());
    assertArrayEquals(
        new double[] {0.5, 0.25, 0.25}, values.shares(new double[] {1.4, -9, 2.9, 3.1}));
    double[] many = new double[1_000];
    for (int i = 0; i < many.length; i++) many[i] = i;
    Binned bins = Binned.of(many, 0);
    assertFalse(bins.discrete());
    double[] shares = bins.shares(many);
    double sum = 0;
    for (double share : shares) sum += share;
    assertEquals(1, sum, 1e-9);
    assertEquals(0, bins.shares(new double[] {1e9, Double.NaN})[0]);
  }

  @Test
  void verdictsFollowTheData() {
    Rows real = normal(800, 3, 1, 0);
    Page alike = new Page("x");
    Distances.write(alike, real, normal(400, 3, 2, 0), 1);
    assertTrue(html(alike).contains("as near to real ones"), html(alike));
    Page off = new Page("x");
    Distances.write(off, real, normal(400, 3, 2, 1), 1);
    assertTrue(html(off).contains("clearly told from real ones"), html(off));
    assertTrue((double) off.values().get("c2st") > 0.65);
    List<Feature> features = Feature.numbers(List.of("a", "b", "c"));
    Page marginals = new Page("x");
    Marginals.write(marginals, features, real, normal(800, 3, 3, 0.4), 1);
    assertTrue(html(marginals).contains("At least one column is clearly off"));
    Page calibration = new Page("x");
    double[] column = real.column(0);
    var shifted = ProbabilityIntegralTransform.ofDraws(column, normal(800, 50, 4, 0.5), 1);
    Calibration.write(calibration, List.of("a"), List.of(shifted), 50);
    assertTrue(html(calibration).contains("generated too high"), html(calibration));
    Page wide = new Page("x");
    double[] draws = normal(800, 50, 4, 0).toArray();
    for (int i = 0; i < draws.length; i++) draws[i] *= 2;
    var stretched = ProbabilityIntegralTransform.ofDraws(column, Rows.wrap(50, draws), 1);
    Calibration.write(wide, List.of("a"), List.of(stretched), 50);
    assertTrue(html(wide).contains("generated too wide"), html(wide));
    Page copied = new Page("x");
    Memorisation.write(copied, real, normal(500, 3, 9, 0), normal(500, 3, 9, 0));
    assertTrue(html(copied).contains("copies training rows"));
    Page fresh = new Page("x");
    Memorisation.write(fresh, real, normal(800, 3, 7, 0), normal(900, 3, 9, 0));
    assertTrue(html(fresh).contains("No sign of copying"), html(fresh));
  }

  @Test
  void historyIsReadOrRefusedByLine() throws IOException {
    Path file = folder.resolve("history.csv");
    String head = "step,epoch,loss,gradient_norm,learning_rate,validation\n";
    Files.writeString(
        file, head + "1,0,5,1,1,\n2,0,3,1,1,3.5\n3,0,NaN,1,1,\n4,0,1,1,1,2.5\n9,0,1,1,1,4.5\n");
    Page page = new Page("x");
    LearningCurve.read(file).write(page, Double.NaN, "a row");
    assertEquals(4L, page.values().get("best_step"));
    assertEquals(2.5, page.values().get("best_validation"));
    assertTrue(html(page).contains("overfitting"));
    Files.writeString(file, head + "1,0,what,1,1,\n");
    var refused = assertThrows(IOException.class, () -> LearningCurve.read(file));
    assertTrue(refused.getMessage().contains("1,0,what"), refused.getMessage());
    Files.writeString(file, "a,b\n");
    assertThrows(IOException.class, () -> LearningCurve.read(file));
  }
}
