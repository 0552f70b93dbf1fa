package io.github.flows4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Rows;
import io.github.flows4j.spec.NumberColumn;
import io.github.flows4j.spec.NumberColumn.Kind;
import io.github.flows4j.spec.TableColumn;
import io.github.flows4j.spec.TableSchema;
import io.github.flows4j.spec.Warp;
import io.github.flows4j.train.TrainingData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DependentColumnsTest {
  private static final int ROWS = 500;

  /** Low, high, a third number, and high - low with some noise. */
  private static double[] ranges(double noise) {
    SplittableRandom random = new SplittableRandom(3);
    double[] values = new double[4 * ROWS];
    for (int at = 0; at < values.length; at += 4) {
      values[at] = 100 + random.nextGaussian();
      values[at + 1] = values[at] + random.nextDouble();
      values[at + 2] = random.nextGaussian();
      values[at + 3] = 7 * (values[at + 1] - values[at]) + noise * random.nextGaussian();
    }
    return values;
  }

  private static List<String> notes(double[] values) {
    return DependentColumns.notes(TrainingData.of(Rows.of(4, values)), false);
  }

  private static List<String> notes(double[] values, TableColumn... types) {
    TrainingData data = TrainingData.of(Rows.of(4, values));
    return DependentColumns.notes(data.withTable(TableSchema.of(List.of(types), List.of())), false);
  }

  private static TableColumn real(String name) {
    return NumberColumn.real(name, 0, 1);
  }

  private static TableColumn whole(String name) {
    return new NumberColumn(name, Kind.WHOLE, 1, new Warp.Identity(), 0, 1, 0);
  }

  @Test
  void namesTheColumnAndWhatMakesIt() {
    List<String> notes = notes(ranges(0), real("low"), real("high"), real("other"), real("range"));
    assertEquals(1, notes.size());
    assertTrue(notes.get(0).startsWith("range is a linear function of low, high: "), notes.get(0));
    assertEquals(1, notes(ranges(0)).size());
    assertEquals(List.of(), notes(ranges(0.1)));
  }

  @Test
  void twoOfThreeCopiesFollow() {
    double[] values = ranges(1);
    for (int at = 0; at < values.length; at += 4) {
      values[at + 2] = 5 - 2 * values[at];
      values[at + 3] = (float) values[at];
    }
    List<String> notes = notes(values, real("a"), real("b"), real("c"), real("d"));
    assertEquals(2, notes.size());
    assertTrue(notes.get(0).startsWith("c is a linear function of a: "), notes.get(0));
    assertTrue(notes.get(1).startsWith("d is a linear function of a: "), notes.get(1));
  }

  /** Spread over its cells a sum is no function of its parts; what follows from cells is. */
  @Test
  void cellsHaveDensity() {
    double[] values = ranges(1);
    for (int at = 0; at < values.length; at += 4) {
      values[at] = Math.floor(values[at]);
      values[at + 1] = Math.floor(10 * values[at + 1]);
      values[at + 2] = values[at] + values[at + 1];
      values[at + 3] = values[at] / 7;
    }
    assertEquals(List.of(), notes(values, whole("a"), whole("b"), whole("c"), whole("d")));
    List<String> notes = notes(values, whole("a"), whole("b"), whole("c"), real("d"));
    assertEquals(1, notes.size());
    assertTrue(notes.get(0).startsWith("d is a linear function of a: "), notes.get(0));
  }

  /** Any column is a linear function of as many others as there are rows. */
  @Test
  void fewRowsShowNothing() {
    assertEquals(List.of(), notes(Arrays.copyOf(ranges(0), 7 * 4)));
    assertEquals(1, notes(Arrays.copyOf(ranges(0), 8 * 4)).size());
  }

  @Test
  void gapsAndConstantsAreLeftOut() {
    double[] values = ranges(0);
    values[5 * 4 + 3] = Double.NaN;
    for (int at = 2; at < values.length; at += 4) values[at] = 3;
    assertEquals(List.of(), notes(values));
  }

  @Test
  void trainSaysSo(@TempDir Path folder) throws Exception {
    double[] values = ranges(0);
    StringJoiner lines = new StringJoiner("\n", "low,high,other,range\n", "\n");
    for (int at = 0; at < values.length; at += 4)
      lines.add(values[at] + "," + values[at + 1] + "," + values[at + 2] + "," + values[at + 3]);
    Path table = Files.writeString(folder.resolve("ranges.csv"), lines.toString());
    Run run =
        Run.done("train", table, "--flow", "realnvp", "--steps", 2, "--out", folder.resolve("m"));
    assertTrue(run.err().contains("range is a linear function of low, high: such"), run.err());
    Run noisy =
        Run.done(
            "train",
            table,
            "--flow",
            "realnvp",
            "--steps",
            2,
            "--noise",
            0.1,
            "--out",
            folder.resolve("n"));
    assertTrue(noisy.err().contains("low, high: without the noise"), noisy.err());
  }
}
