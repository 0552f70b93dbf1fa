package io.github.flows4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Rows;
import io.github.flows4j.spec.CategoryColumn;
import io.github.flows4j.spec.NumberColumn;
import io.github.flows4j.spec.NumberColumn.Kind;
import io.github.flows4j.spec.TableColumn;
import io.github.flows4j.spec.TableSchema;
import io.github.flows4j.spec.Warp;
import io.github.flows4j.train.TrainingData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepeatedValuesTest {
  private static final SplittableRandom RANDOM = new SplittableRandom(5);

  private static boolean in(IntToDoubleFunction second, TableColumn type) {
    double[] values = new double[2_000];
    for (int r = 0; r < 1_000; r++) {
      values[2 * r] = RANDOM.nextGaussian();
      values[2 * r + 1] = second.applyAsDouble(r);
    }
    TrainingData data = TrainingData.of(Rows.of(2, values));
    if (type != null)
      data = data.withTable(TableSchema.of(List.of(NumberColumn.real("x", 0, 1), type), List.of()));
    return RepeatedValues.in(data, 0.1);
  }

  private static TableColumn whole(double scale) {
    return new NumberColumn("n", Kind.WHOLE, 1, new Warp.Identity(), 0, scale, 0);
  }

  @Test
  void aValueOfTwoRowsInAHundredRepeats() {
    assertFalse(in(r -> RANDOM.nextGaussian(), null));
    assertFalse(in(r -> r < 19 ? 0 : RANDOM.nextGaussian(), null));
    assertTrue(in(r -> r < 20 ? 0 : RANDOM.nextGaussian(), null));
    assertFalse(in(r -> Math.floor(r / 10.0), null));
    assertTrue(in(r -> Math.floor(r / 20.0), null));
  }

  @Test
  void wideCellsAndCategoriesDoNot() {
    assertFalse(in(r -> r % 30, whole(8.7)));
    assertTrue(in(r -> r % 30, whole(11)));
    assertFalse(in(r -> r % 2, new CategoryColumn("c", List.of("a", "b"), List.of(1.0, 1.0))));
    // missing values are no value
    NumberColumn gaps = new NumberColumn("n", Kind.REAL, 0, new Warp.Identity(), 0, 1, 0.5);
    assertFalse(in(r -> r % 2 == 0 ? Double.NaN : RANDOM.nextGaussian(), gaps));
  }

  @Test
  void autoAddsNoiseThereUnlessToldOtherwise(@TempDir Path folder) throws Exception {
    Path repeating = table(folder.resolve("repeating.csv"), r -> r % 3 == 0 ? 0.0 : 1 + r / 7.0);
    Run run = train(repeating, folder.resolve("a"));
    assertTrue(run.err().contains("noise 0.1 where values repeat"), run.err());
    assertTrue(run.err().contains(", noise 0.1, "), run.err());
    assertFalse(train(repeating, folder.resolve("b"), "--noise", 0).err().contains("noise 0.1,"));
    Path smooth = table(folder.resolve("smooth.csv"), r -> r * r / 7.0);
    assertFalse(train(smooth, folder.resolve("c")).err().contains("noise"));
    Run.fails(
        2, List.of("--noise"), "train", "two-moons", "--noise", 0.1, "--out", folder.resolve("d"));
    Run.fails(
        2,
        List.of("noise must be finite and >= 0, was -1"),
        "train",
        smooth,
        "--noise",
        -1,
        "--out",
        folder.resolve("e"));
    assertEquals(5, folder.toFile().list().length);
  }

  private static Run train(Path table, Path out, Object... more) {
    Object[] arguments = new Object[9 + more.length];
    Object[] usual = {
      "train", table, "--ensemble", 1, "--steps", 3, "--flow", "auto", "--out=" + out
    };
    System.arraycopy(usual, 0, arguments, 0, 9);
    System.arraycopy(more, 0, arguments, 9, more.length);
    return Run.done(arguments);
  }

  private static Path table(Path file, IntToDoubleFunction second) throws Exception {
    StringJoiner lines = new StringJoiner("\n", "x,y\n", "\n");
    for (int r = 0; r < 200; r++) lines.add(r * 0.37 % 1 + "," + second.applyAsDouble(r));
    return Files.writeString(file, lines.toString());
  }
}
