package io.github.flows4j.metrics;

import io.github.flows4j.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * How well a trained classifier tells two samples apart (C2ST, arXiv:1610.06545), as the simulation
 * based inference benchmark sbibm does it (arXiv:2101.04653): its mean accuracy on rows it was not
 * trained on, in a cross-validation of 5 shuffled folds.
 *
 * <p>0.5 is chance, 1 is separable. For equal distributions and n rows in all the sd is somewhat
 * above 0.5 / sqrt(n). With few rows the accuracy is below the best that is possible: 10,000 rows
 * each are usual. Both samples should have the same number of rows, or the share of the larger one
 * is chance.
 *
 * <p>The classifier is scikit-learn's {@code MLPClassifier} with two hidden layers of 10 units a
 * feature and its defaults else: rectified units, Adam at rate 1e-3, batches of 200, L2 penalty
 * 1e-4, trained until 11 epochs in a row have not lowered the loss by 1e-4. Columns are shifted and
 * scaled by mean and sd (n - 1) of x; one that is constant in x is shifted only. Values of y more
 * than a million sds off are drawn in to there. Training is in single precision.
 *
 * <p>On two cores about a second for 10,000 rows each of 2 columns and some minutes for 10: time
 * grows with the rows, the epochs and the square of the columns.
 *
 * @param accuracy in [0, 1]
 */
public record ClassifierTwoSampleTest(double accuracy) {
  private static final int FOLDS = 5;
  private static final int HIDDEN_PER_FEATURE = 10;

  /** Of scaled values, whose products then stay far inside the range of floats. */
  private static final double LIMIT = 1e6;

  /**
   * With as many threads as there are processors, at most 5.
   *
   * @param x the reference, [at least 5, features]
   * @param y [at least 5, features]
   * @param seed of folds, weights and batches
   * @throws IllegalArgumentException if the columns differ, there are too few rows, or a value is
   *     not finite
   * @throws CancellationException if the thread is interrupted; it stays so
   */
  public static ClassifierTwoSampleTest of(Rows x, Rows y, long seed) {
    return of(x, y, seed, Runtime.getRuntime().availableProcessors());
  }

  /**
   * With at most the given number of threads, which doesn't change the result.
   *
   * @throws IllegalArgumentException as {@link #of(Rows, Rows, long)}, or if threads is below 1
   */
  public static ClassifierTwoSampleTest of(Rows x, Rows y, long seed, int threads) {
    if (threads < 1) throw new IllegalArgumentException("threads must be >= 1, was " + threads);
    Points.checkColumns(x, y);
    check("the first sample", x);
    check("the second sample", y);
    float[][] rows = scaled(x, y);
    int hidden = Math.multiplyExact(HIDDEN_PER_FEATURE, x.columns());
    var random = new SplittableRandom(seed);
    int[] order = IntStream.range(0, rows.length).toArray();
    ReluClassifier.shuffle(order, random);
    List<Callable<Double>> folds = new ArrayList<>();
    for (int fold = 0; fold < FOLDS; fold++) {
      // The first folds take the rows that are left over.
      int from = fold * (rows.length / FOLDS) + Math.min(fold, rows.length % FOLDS);
      int to = from + rows.length / FOLDS + (fold < rows.length % FOLDS ? 1 : 0);
      int[] held = Arrays.copyOfRange(order, from, to);
      int[] training = IntStream.range(0, rows.length - held.length).toArray();
      for (int i = 0; i < training.length; i++) training[i] = order[i < from ? i : i + held.length];
      SplittableRandom own = random.split();
      folds.add(
          () ->
              (double) ReluClassifier.train(rows, x.count(), hidden, training, own).correct(held)
                  / held.length);
    }
    double sum = 0;
    for (double accuracy : run(folds, Math.min(threads, FOLDS))) sum += accuracy;
    return new ClassifierTwoSampleTest(sum / FOLDS);
  }

  private static void check(String what, Rows rows) {
    if (rows.count() < FOLDS)
      throw new IllegalArgumentException(
          what + " must have at least " + FOLDS + " rows, had " + rows.count());
    for (int row = 0; row < rows.count(); row++)
      for (int column = 0; column < rows.columns(); column++)
        if (!Double.isFinite(rows.get(row, column)))
          throw new IllegalArgumentException(
              what + ", row " + row + ", column " + column + " is " + rows.get(row, column));
  }

  /** The rows of x, then those of y. */
  private static float[][] scaled(Rows x, Rows y) {
    float[][] scaled = new float[Math.addExact(x.count(), y.count())][x.columns()];
    for (int column = 0; column < x.columns(); column++) {
      double[] reference = x.column(column);
      // In units of the largest, so that squares neither overflow nor vanish.
      double unit = Arrays.stream(reference).map(Math::abs).max().orElseThrow();
      double mean = Arrays.stream(reference).map(v -> v / unit).average().orElseThrow();
      double squares =
          Arrays.stream(reference).map(v -> (v / unit - mean) * (v / unit - mean)).sum();
      double sd = Math.sqrt(squares / (reference.length - 1));
      // Compared value by value: rounding may leave a constant column a tiny sd.
      boolean constant = Arrays.stream(reference).allMatch(v -> v == reference[0]);
      for (int row = 0; row < scaled.length; row++) {
        double value = row < x.count() ? reference[row] : y.get(row - x.count(), column);
        double z = constant ? value - reference[0] : (value / unit - mean) / sd;
        scaled[row][column] = (float) Math.max(-LIMIT, Math.min(LIMIT, z));
      }
    }
    return scaled;
  }

  private static double[] run(List<Callable<Double>> folds, int threads) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Double>> futures = pool.invokeAll(folds);
      double[] results = new double[folds.size()];
      for (int i = 0; i < results.length; i++) results[i] = futures.get(i).get();
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var cancelled = new CancellationException("interrupted while training classifiers");
      cancelled.initCause(e);
      throw cancelled;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) throw error;
      throw new IllegalStateException("training a classifier failed", e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }
}
