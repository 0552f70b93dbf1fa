package io.github.flows4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderedFoldTest {
  private static String merged(String left, String right) {
    return "(" + left + " " + right + ")";
  }

  /** Parts come in any order, and in groups that were folded elsewhere. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8, 13, 64})
  void theOrderOfMergingIsOfThePlacesAlone(int parts) {
    Set<String> seen = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      List<Integer> order = new ArrayList<>(IntStream.range(0, parts).boxed().toList());
      Collections.shuffle(order, random);
      List<OrderedFold<String>> groups = new ArrayList<>();
      for (int g = 0; g < 4; g++) groups.add(new OrderedFold<>(OrderedFoldTest::merged));
      for (int place : order) groups.get(random.nextInt(4)).add(place, "" + place);
      OrderedFold<String> all = new OrderedFold<>(OrderedFoldTest::merged);
      for (OrderedFold<String> group : groups) all.addAll(group);
      seen.add(all.result("none"));
    }
    assertEquals(1, seen.size());
    String only = seen.iterator().next().replaceAll("[()]", "");
    assertEquals(String.join(" ", IntStream.range(0, parts).mapToObj(i -> "" + i).toList()), only);
  }

  @Test
  void nothingIsNone() {
    assertEquals("none", new OrderedFold<String>(OrderedFoldTest::merged).result("none"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 6, 8, 20, 64, 100, 1000})
  void everyPartitionHasAPlaceAndThoseFoldedTogetherAreNeighbours(int partitions) {
    int scale = Math.max(2, (int) Math.ceil(Math.sqrt(partitions)));
    int groups = partitions / scale;
    Set<Integer> places = new HashSet<>();
    Map<Integer, List<Integer>> byGroup = new HashMap<>();
    for (int p = 0; p < partitions; p++) {
      int place = OrderedFold.place(p, partitions);
      assertTrue(places.add(place));
      if (groups > 1 && partitions > scale + Math.ceil((double) partitions / scale))
        byGroup.computeIfAbsent(p % groups, g -> new ArrayList<>()).add(place);
    }
    byGroup
        .values()
        .forEach(
            group -> {
              Collections.sort(group);
              assertEquals(group.size() - 1, group.get(group.size() - 1) - group.get(0));
            });
  }
}
