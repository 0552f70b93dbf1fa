package io.github.flows4j.metrics;

import io.github.flows4j.Rows;
import java.util.Arrays;

/**
 * Density and coverage of a generated sample against a real one (arXiv:2002.09797, eq. 4 and 6).
 *
 * <p>With B(x_i) the open ball around real row x_i that reaches to its k-th nearest other real row,
 * N real rows x and M generated rows y:
 *
 * <ul>
 *   <li>density = (1 / kM) sum_j #{i : y_j in B(x_i)}: about 1 for equal distributions, less for
 *       rows that lie where there are none, may exceed 1 for rows that keep to where there are
 *       most;
 *   <li>coverage = (1 / N) #{i : some y_j in B(x_i)}: at most 1, small if parts are never
 *       generated; see {@link #expectedCoverage}.
 * </ul>
 *
 * <p>Distances are Euclidean: scale the columns alike first. Exact, by brute force: N (N + M)
 * distances, a second for 10,000 rows each of few columns.
 *
 * @param density at least 0
 * @param coverage in [0, 1]
 * @param neighbours k
 */
public record DensityCoverage(double density, double coverage, int neighbours) {
  /** The k of the paper. */
  public static final int DEFAULT_NEIGHBOURS = 5;

  /** With k = 5. */
  public static DensityCoverage of(Rows real, Rows generated) {
    return of(real, generated, DEFAULT_NEIGHBOURS);
  }

  /**
   * With the given k.
   *
   * @param real [N, features]
   * @param generated [M, features]
   * @throws IllegalArgumentException if the columns differ, k is not in 1..N-1, there is no
   *     generated row, or a value is not finite
   */
  public static DensityCoverage of(Rows real, Rows generated, int neighbours) {
    if (neighbours < 1)
      throw new IllegalArgumentException("neighbours must be >= 1, was " + neighbours);
    Points.checkColumns(real, generated);
    Points x = Points.of("the real sample", real, Math.addExact(neighbours, 1));
    Points y = Points.of("the generated sample", generated, 1);
    double[] radii = squaredRadii(x, neighbours);
    boolean[] covered = new boolean[x.count()];
    double[] distances = x.newDistances();
    long inside = 0;
    for (int b = 0; b < x.blocks(); b++) {
      int from = x.blockStart(b);
      int to = x.blockEnd(b);
      for (int j = 0; j < y.count(); j++) {
        x.squaredDistances(y, j, b, to - from, distances);
        for (int i = from; i < to; i++) {
          if (distances[i - from] < radii[i]) {
            inside++;
            covered[i] = true;
          }
        }
      }
    }
    int coveredCount = 0;
    for (boolean c : covered) if (c) coveredCount++;
    return new DensityCoverage(
        (double) inside / neighbours / y.count(), (double) coveredCount / x.count(), neighbours);
  }

  /** The squared distance of each point to its k-th nearest other point. */
  private static double[] squaredRadii(Points x, int neighbours) {
    // Of each point its k smallest so far, ascending.
    double[][] nearest = new double[x.count()][neighbours];
    for (double[] row : nearest) Arrays.fill(row, Double.POSITIVE_INFINITY);
    double[] distances = x.newDistances();
    for (int b = 0; b < x.blocks(); b++) {
      int from = x.blockStart(b);
      int to = x.blockEnd(b);
      for (int i = 0; i < x.count(); i++) {
        x.squaredDistances(x, i, b, to - from, distances);
        if (i >= from && i < to) distances[i - from] = Double.POSITIVE_INFINITY;
        double[] row = nearest[i];
        for (int j = 0; j < to - from; j++)
          if (distances[j] < row[neighbours - 1]) insert(row, distances[j]);
      }
    }
    return Arrays.stream(nearest).mapToDouble(row -> row[neighbours - 1]).toArray();
  }

  private static void insert(double[] ascending, double value) {
    int at = ascending.length - 1;
    for (; at > 0 && ascending[at - 1] > value; at--) ascending[at] = ascending[at - 1];
    ascending[at] = value;
  }

  /**
   * The coverage to expect if both samples are from one continuous distribution: 1 - prod_{i=1..k}
   * (N - i) / (N + M - i), for N = M about 1 - 2^-k. A row's k nearest rows of either sample are
   * then equally likely to be any, and it is left uncovered if all k are real.
   *
   * @param real N, above k
   * @param generated M, at least 1
   * @param neighbours k, at least 1
   */
  public static double expectedCoverage(int real, int generated, int neighbours) {
    if (neighbours < 1 || real <= neighbours || generated < 1)
      throw new IllegalArgumentException(
          "need 1 <= neighbours < real and generated >= 1, were neighbours "
              + neighbours
              + ", real "
              + real
              + ", generated "
              + generated);
    double uncovered = 1;
    for (int i = 1; i <= neighbours; i++) uncovered *= (real - i) / ((double) real + generated - i);
    return 1 - uncovered;
  }
}
