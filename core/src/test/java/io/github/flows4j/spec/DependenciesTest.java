package io.github.flows4j.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class DependenciesTest {
  private static void refused(String message, Executable maker) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, maker).getMessage());
  }

  private static String seen(Dependencies dependencies, int feature) {
    return dependencies.seen(feature).toString();
  }

  @Test
  void orders() {
    Dependencies ascending = Dependencies.ascending(4);
    assertEquals("{}", seen(ascending, 0));
    assertEquals("{0, 1}", seen(ascending, 2));
    assertEquals(List.of(0, 1, 2, 3), ascending.generations());
    assertEquals(4, ascending.passes());
    Dependencies descending = Dependencies.descending(4);
    assertEquals("{1, 2, 3}", seen(descending, 0));
    assertEquals("{}", seen(descending, 3));
    assertEquals(List.of(3, 2, 1, 0), descending.generations());
    assertEquals(4, descending.features());
    assertEquals(Dependencies.random(9, 5), Dependencies.random(9, 5));
    assertEquals(
        IntStream.range(0, 9).boxed().toList(),
        ((Dependencies.Ranks) Dependencies.random(9, 5)).ranks().stream().sorted().toList());
    assertTrue(
        IntStream.range(0, 20).mapToObj(seed -> Dependencies.random(9, seed)).distinct().count()
            > 18);
  }

  @Test
  void ranksMayBeShared() {
    Dependencies ranks = new Dependencies.Ranks(List.of(7, 2, 7, 0));
    assertEquals("{1, 3}", seen(ranks, 0));
    assertEquals("{3}", seen(ranks, 1));
    assertEquals(List.of(2, 1, 2, 0), ranks.generations());
    assertEquals(3, ranks.passes());
    refused("ranks must not be empty", () -> new Dependencies.Ranks(List.of()));
    refused("ranks must be >= 0, were [0, -1]", () -> new Dependencies.Ranks(List.of(0, -1)));
  }

  @Test
  void passesCutTheOrder() {
    Dependencies.Ranks descending = new Dependencies.Ranks(List.of(4, 3, 2, 1, 0));
    assertEquals(List.of(1, 1, 0, 0, 0), descending.withPasses(2).ranks());
    assertEquals(List.of(2, 1, 1, 0, 0), descending.withPasses(3).ranks());
    assertEquals(descending, descending.withPasses(5));
    // steps of two features each: the fourth is not needed
    assertEquals(3, descending.withPasses(4).passes());
    refused("passes must be in 2..5, was 1", () -> descending.withPasses(1));
    refused("passes must be in 2..5, was 6", () -> descending.withPasses(6));
    Dependencies.Ranks one = new Dependencies.Ranks(List.of(0));
    assertEquals(one, one.withPasses(1));
    refused("passes must be in 1..1, was 2", () -> one.withPasses(2));
  }

  @Test
  void graphs() {
    Dependencies graph = new Dependencies.Adjacency(List.of("0000", "1000", "1000", "0110"));
    assertEquals("{}", seen(graph, 0));
    assertEquals("{1, 2}", seen(graph, 3));
    assertEquals(List.of(0, 1, 1, 2), graph.generations());
    assertEquals(3, graph.passes());
    refused("adjacency must not be empty", () -> new Dependencies.Adjacency(List.of()));
    refused(
        "adjacency row 1 must be 2 characters 0 or 1, was 1",
        () -> new Dependencies.Adjacency(List.of("00", "1")));
    refused(
        "adjacency row 0 must be 2 characters 0 or 1, was 2x",
        () -> new Dependencies.Adjacency(List.of("2x", "10")));
    refused("adjacency has a cycle: 1 -> 1", () -> new Dependencies.Adjacency(List.of("00", "11")));
    refused(
        "adjacency has a cycle: 0 -> 2 -> 0",
        () -> new Dependencies.Adjacency(List.of("001", "000", "110")));
    // feature 0 only waits for the cycle
    refused(
        "adjacency has a cycle: 1 -> 2 -> 1",
        () -> new Dependencies.Adjacency(List.of("010", "001", "010")));
  }

  @Test
  void aPathOfThousandsIsNoTrouble() {
    int features = 3_000;
    List<String> rows = new ArrayList<>();
    for (int j = 0; j < features; j++)
      rows.add(j < features - 1 ? chain(features, j + 1) : "0".repeat(features));
    assertEquals(features, new Dependencies.Adjacency(rows).passes());
    rows.set(features - 1, chain(features, 0));
    String message =
        assertThrows(IllegalArgumentException.class, () -> new Dependencies.Adjacency(rows))
            .getMessage();
    assertTrue(message.startsWith("adjacency has a cycle: 0 -> 1 -> 2 -> "), message);
  }

  private static String chain(int features, int next) {
    return "0".repeat(next) + "1" + "0".repeat(features - next - 1);
  }

  @Test
  void generationsFollowWhatIsSeen() {
    Random random = new Random(20_261_122);
    for (int trial = 0; trial < 200; trial++) {
      int features = 2 + random.nextInt(8);
      Dependencies graph = RandomSpecs.graph(features, random);
      List<Integer> generations = graph.generations();
      for (int j = 0; j < features; j++) {
        BitSet seen = graph.seen(j);
        int expected = seen.stream().map(k -> generations.get(k) + 1).max().orElse(0);
        assertEquals(expected, generations.get(j), graph + ", feature " + j);
      }
    }
  }
}
