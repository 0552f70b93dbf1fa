package io.github.flows4j.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShuffledIndexTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 17, 256, 257, 10_000})
  void isAPermutation(int count) {
    for (long seed = 0; seed < 5; seed++) {
      ShuffledIndex order = new ShuffledIndex(count, seed);
      int[] all = IntStream.range(0, count).map(order::at).toArray();
      Arrays.sort(all);
      assertArrayEquals(IntStream.range(0, count).toArray(), all);
    }
  }

  /** Over many seeds every number stands at every place about as often. */
  @Test
  void placesAreFair() {
    int count = 10;
    int seeds = 20_000;
    int[][] times = new int[count][count];
    for (int seed = 0; seed < seeds; seed++) {
      ShuffledIndex order = new ShuffledIndex(count, seed);
      for (int place = 0; place < count; place++) times[place][order.at(place)]++;
    }
    double expected = (double) seeds / count;
    for (int[] row : times) for (int n : row) assertEquals(expected, n, 6 * Math.sqrt(expected));
  }

  /** Neighbours do not stay neighbours. */
  @Test
  void batchesAreMixed() {
    ShuffledIndex order = new ShuffledIndex(100_000, 3);
    double mean = IntStream.range(0, 256).map(order::at).average().orElseThrow();
    // The deviation of a mean of 256 of them is 1,800.
    assertEquals(50_000, mean, 6 * 1_800);
    assertFalse(Math.abs(order.at(0) - order.at(1)) == 1);
  }

  @Test
  void seedsDiffer() {
    int[] one = IntStream.range(0, 100).map(new ShuffledIndex(100, 1)::at).toArray();
    int[] two = IntStream.range(0, 100).map(new ShuffledIndex(100, 2)::at).toArray();
    assertFalse(Arrays.equals(one, two));
  }
}
