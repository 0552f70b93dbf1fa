package io.github.flows4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.flows4j.data.RawColumn.NumberColumn;
import io.github.flows4j.data.RawColumn.TextColumn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Real sets, where they lie beside the repository; sums and counts are those of Python's csv,
 * zipfile and struct modules.
 */
class RawSharedDataTest {
  private static final RawOptions DEFAULTS = RawOptions.defaults();
  private static final RawOptions BARE = DEFAULTS.withHeader(false);

  private static Path shared(String name) {
    Path file = Path.of(name);
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      file = at.resolve("shared/data").resolve(name);
      if (Files.exists(file)) return file;
    }
    assumeTrue(false, "skipped: no shared/data/" + name + " beside the repository");
    return file;
  }

  private static double sum(RawColumn column) {
    return Arrays.stream(assertInstanceOf(NumberColumn.class, column).toArray()).sum();
  }

  @Test
  void readsAdult() {
    RawTable table = RawTables.read(shared("uci/adult-train.csv.gz"), BARE);
    assertEquals(32_561, table.rows());
    assertEquals(15, table.names().size());
    int[] numbers = {0, 2, 4, 10, 11, 12};
    double[] sums = {1_256_257, 6_179_373_392.0, 328_237, 35_089_324, 2_842_700, 1_316_684};
    assertArrayEquals(
        sums, Arrays.stream(numbers).mapToDouble(i -> sum(table.column(i))).toArray());
    for (int i : numbers) assertTrue(((NumberColumn) table.column(i)).whole());
    int[] texts = {1, 3, 5, 6, 7, 8, 9, 13, 14};
    int[] levels = {8, 16, 7, 14, 6, 5, 2, 41, 2};
    assertArrayEquals(
        levels,
        Arrays.stream(texts)
            .map(i -> assertInstanceOf(TextColumn.class, table.column(i)).levels().size())
            .toArray());
    assertArrayEquals(
        new int[] {0, 1836, 0, 0, 0, 0, 1843, 0, 0, 0, 0, 0, 0, 583, 0},
        IntStream.range(0, 15).map(i -> table.column(i).missing()).toArray());
    assertEquals(List.of("<=50K", ">50K"), ((TextColumn) table.column("x14")).levels());
  }

  @Test
  void readsHousingWithItsGaps() {
    RawTable table = RawTables.read(shared("california_housing/housing.csv.gz"), DEFAULTS);
    assertEquals(20_640, table.rows());
    assertEquals(
        207, assertInstanceOf(NumberColumn.class, table.column("total_bedrooms")).missing());
    assertEquals(
        Set.of("<1H OCEAN", "INLAND", "NEAR BAY", "ISLAND", "NEAR OCEAN"),
        Set.copyOf(((TextColumn) table.column("ocean_proximity")).levels()));
  }

  @Test
  void readsSbibm() {
    RawTable samples =
        RawTables.read(
            shared("sbibm/two_moons/obs_01/reference_posterior_samples.csv.gz"), DEFAULTS);
    assertEquals(List.of("parameter_1", "parameter_2"), samples.names());
    assertEquals(10_000, samples.rows());
    // Python's sum is exact to the last digit, a stream's to about 1e-12.
    assertEquals(-1156.66614867, sum(samples.column(0)), 1e-8);
    RawTable observation =
        RawTables.read(shared("sbibm/two_moons/obs_01/observation.csv"), DEFAULTS);
    assertEquals(1, observation.rows());
    assertEquals(-0.6396706, sum(observation.column("data_1")));
  }

  @Test
  void readsAdbench() {
    RawTable magic = RawTables.read(shared("adbench/22_magic.gamma.npz"), DEFAULTS);
    assertEquals(19_020, magic.rows());
    assertEquals(11, magic.names().size());
    assertEquals(6688, sum(magic.column("y")));
    assertEquals(-0.510955459582477, ((NumberColumn) magic.column("x0")).get(1));
    assertEquals(-0.336795337383931, ((NumberColumn) magic.column("x1")).get(0));
    RawTable shuttle = RawTables.read(shared("adbench/32_shuttle.npz"), DEFAULTS);
    assertEquals(49_097, shuttle.rows());
    assertEquals(2_304_240, sum(shuttle.column("x0")));
    assertEquals(503_830, sum(shuttle.column("x8")));
    assertEquals(3511, sum(shuttle.column("y")));
    RawTable cancer = RawTables.read(shared("adbench/4_breastw.npz"), DEFAULTS);
    assertEquals(3034, sum(cancer.column("x0")));
    assertEquals(1095, sum(cancer.column("x8")));
    assertEquals(239, sum(cancer.column("y")));
  }

  @Test
  void duckDbReadsAdultAlike() {
    Path file = shared("uci/adult-train.csv.gz");
    RawTable table =
        RawTables.query(
            "SELECT sum(column00) a, count(*) n, count(DISTINCT trim(column13)) c FROM read_csv('"
                + file.toString().replace("'", "''")
                + "', header = false)",
            DEFAULTS);
    assertEquals(1_256_257, sum(table.column("a")));
    assertEquals(32_561, sum(table.column("n")));
    assertEquals(42, sum(table.column("c"))); // 41 and ?
  }
}
