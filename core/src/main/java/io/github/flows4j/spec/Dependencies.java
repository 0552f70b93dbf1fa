package io.github.flows4j.spec;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Which features the parameters of each feature may depend on in an {@link Autoregressive}
 * transform: a graph without cycles.
 */
public sealed interface Dependencies {
  /** How many features there are. */
  int features();

  /** The features that the parameters of one may depend on. */
  BitSet seen(int feature);

  /**
   * The step of each feature in sequential sampling: 0 where it depends on no other, else one more
   * than the largest step among those it depends on.
   */
  List<Integer> generations();

  /** How many steps sequential sampling takes. */
  default int passes() {
    return generations().stream().mapToInt(g -> g + 1).max().orElse(0);
  }

  /** Every feature depends on those before it. */
  static Dependencies ascending(int features) {
    return new Ranks(IntStream.range(0, features).boxed().toList());
  }

  /** Every feature depends on those behind it. */
  static Dependencies descending(int features) {
    return new Ranks(IntStream.range(0, features).map(j -> features - 1 - j).boxed().toList());
  }

  /** An order drawn from a seed. */
  static Dependencies random(int features, long seed) {
    List<Integer> ranks = new ArrayList<>(IntStream.range(0, features).boxed().toList());
    Collections.shuffle(ranks, new Random(new SplittableRandom(seed).nextLong()));
    return new Ranks(ranks);
  }

  /**
   * A rank for each feature: its parameters may depend on the features of smaller rank. Equal ranks
   * make fewer steps of sampling; two ranks make a coupling.
   *
   * @param ranks one for each feature, not negative
   */
  record Ranks(List<Integer> ranks) implements Dependencies {
    /**
     * Checks the ranks.
     *
     * @throws IllegalArgumentException if there are none or one is negative
     */
    public Ranks {
      ranks = List.copyOf(ranks);
      if (ranks.isEmpty()) throw new IllegalArgumentException("ranks must not be empty");
      for (int rank : ranks)
        if (rank < 0) throw new IllegalArgumentException("ranks must be >= 0, were " + ranks);
    }

    /**
     * The same order in so many steps, of ceil(D / passes) features each (the last may have fewer),
     * as zuko cuts it.
     *
     * @param passes at least 2 unless there is one feature, at most the number of features
     */
    public Ranks withPasses(int passes) {
      int features = ranks.size();
      if (passes < Math.min(2, features) || passes > features)
        throw new IllegalArgumentException(
            "passes must be in " + Math.min(2, features) + ".." + features + ", was " + passes);
      int size = (features + passes - 1) / passes;
      return new Ranks(ranks.stream().map(rank -> rank / size).toList());
    }

    @Override
    public int features() {
      return ranks.size();
    }

    @Override
    public BitSet seen(int feature) {
      BitSet seen = new BitSet();
      for (int k = 0; k < ranks.size(); k++) if (ranks.get(k) < ranks.get(feature)) seen.set(k);
      return seen;
    }

    @Override
    public List<Integer> generations() {
      List<Integer> levels = ranks.stream().distinct().sorted().toList();
      return ranks.stream().map(rank -> Collections.binarySearch(levels, rank)).toList();
    }
  }

  /**
   * A graph of the caller's own.
   *
   * @param rows for each feature one character for every feature: {@code 1} where it depends on it;
   *     the diagonal must be {@code 0}
   */
  record Adjacency(List<String> rows) implements Dependencies {
    /**
     * Checks that the graph has no cycle.
     *
     * @throws IllegalArgumentException naming the row that is not as it should be, or the features
     *     of a cycle
     */
    public Adjacency {
      rows = List.copyOf(rows);
      if (rows.isEmpty()) throw new IllegalArgumentException("adjacency must not be empty");
      for (int j = 0; j < rows.size(); j++) {
        if (!rows.get(j).matches("[01]{" + rows.size() + "}"))
          throw new IllegalArgumentException(
              "adjacency row "
                  + j
                  + " must be "
                  + rows.size()
                  + " characters 0 or 1, was "
                  + rows.get(j));
        if (rows.get(j).charAt(j) == '1')
          throw new IllegalArgumentException("adjacency has a cycle: " + j + " -> " + j);
      }
      generations(rows);
    }

    @Override
    public int features() {
      return rows.size();
    }

    @Override
    public BitSet seen(int feature) {
      BitSet seen = new BitSet();
      for (int k = 0; k < rows.size(); k++) if (rows.get(feature).charAt(k) == '1') seen.set(k);
      return seen;
    }

    @Override
    public List<Integer> generations() {
      return generations(rows);
    }

    /** Without recursion: a path may be as long as a file is. */
    private static List<Integer> generations(List<String> rows) {
      Integer[] generation = new Integer[rows.size()];
      long[] waitsFor = rows.stream().mapToLong(Adjacency::ones).toArray();
      List<Integer> step = new ArrayList<>();
      for (int j = 0; j < waitsFor.length; j++) if (waitsFor[j] == 0) step.add(j);
      for (int g = 0; !step.isEmpty(); g++) {
        List<Integer> next = new ArrayList<>();
        for (int k : step) {
          generation[k] = g;
          for (int j = 0; j < waitsFor.length; j++)
            if (rows.get(j).charAt(k) == '1' && --waitsFor[j] == 0) next.add(j);
        }
        step = next;
      }
      for (int j = 0; j < generation.length; j++)
        if (generation[j] == null)
          throw new IllegalArgumentException(
              "adjacency has a cycle: "
                  + String.join(
                      " -> ", cycle(j, rows, generation).stream().map(String::valueOf).toList()));
      return List.of(generation);
    }

    private static long ones(String row) {
      return row.chars().filter(c -> c == '1').count();
    }

    /** From a feature that never had its turn: each such waits for another such. */
    private static List<Integer> cycle(int from, List<String> rows, Integer[] generation) {
      List<Integer> path = new ArrayList<>();
      BitSet met = new BitSet();
      int j = from;
      while (!met.get(j)) {
        met.set(j);
        path.add(j);
        int k = 0;
        while (rows.get(j).charAt(k) == '0' || generation[k] != null) k++;
        j = k;
      }
      List<Integer> cycle = new ArrayList<>(path.subList(path.indexOf(j), path.size()));
      cycle.add(j);
      return cycle;
    }
  }
}
