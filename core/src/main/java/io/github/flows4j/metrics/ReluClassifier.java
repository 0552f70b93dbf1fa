package io.github.flows4j.metrics;

import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;

/**
 * A network that tells two kinds of rows apart: two hidden layers of rectified units and a logistic
 * output, trained on the mean cross-entropy as scikit-learn's {@code MLPClassifier} does by
 * default. For one thread.
 */
final class ReluClassifier {
  private static final int BATCH = 200;
  private static final int MAX_EPOCHS = 10_000;

  /** An epoch has to lower the loss by this much; after more than PATIENCE that don't, it ends. */
  private static final double TOLERANCE = 1e-4;

  private static final int PATIENCE = 10;

  /** Of the term decay / (2 batch) |W|^2 that is added to a batch's loss. */
  private static final double DECAY = 1e-4;

  private final float[][] rows;
  private final int secondFrom;
  private final int batch;
  private final float[][] input;
  private final float[][] inputByRow;
  private final DenseLayer first;
  private final DenseLayer second;
  private final DenseLayer last;
  private long steps;

  /**
   * With random weights.
   *
   * @param rows [rows][features], those of the second kind from {@code secondFrom} on
   */
  ReluClassifier(float[][] rows, int secondFrom, int hidden, int batch, SplittableRandom random) {
    this.rows = rows;
    this.secondFrom = secondFrom;
    this.batch = batch;
    int features = rows[0].length;
    input = new float[features][batch];
    inputByRow = new float[batch][];
    first = new DenseLayer(features, hidden, batch, random);
    second = new DenseLayer(hidden, hidden, batch, random);
    last = new DenseLayer(hidden, 1, batch, random);
  }

  /**
   * Trained on the rows of the given indices, which are left in another order.
   *
   * @throws CancellationException if the thread is interrupted
   */
  static ReluClassifier train(
      float[][] rows, int secondFrom, int hidden, int[] indices, SplittableRandom random) {
    int batch = Math.min(BATCH, indices.length);
    var classifier = new ReluClassifier(rows, secondFrom, hidden, batch, random);
    double best = Double.POSITIVE_INFINITY;
    int idle = 0;
    for (int epoch = 0; epoch < MAX_EPOCHS && idle <= PATIENCE; epoch++) {
      double loss = classifier.epoch(indices, random);
      idle = loss > best - TOLERANCE ? idle + 1 : 0;
      best = Math.min(best, loss);
    }
    return classifier;
  }

  private double epoch(int[] indices, SplittableRandom random) {
    shuffle(indices, random);
    double loss = 0;
    for (int from = 0; from < indices.length; from += batch) {
      if (Thread.currentThread().isInterrupted())
        throw new CancellationException("interrupted while training a classifier");
      loss += step(indices, from, Math.min(batch, indices.length - from));
    }
    return loss / indices.length;
  }

  static void shuffle(int[] indices, SplittableRandom random) {
    for (int i = indices.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int index = indices[i];
      indices[i] = indices[other];
      indices[other] = index;
    }
  }

  /** Trains on {@code count} rows; returns their summed loss before the step. */
  private double step(int[] indices, int from, int count) {
    double loss = 0.5 * DECAY * sumOfSquaredWeights() + gradient(indices, from, count);
    float rate = AdamVector.rate(++steps);
    first.step(rate, (float) DECAY, count);
    second.step(rate, (float) DECAY, count);
    last.step(rate, (float) DECAY, count);
    return loss;
  }

  private double sumOfSquaredWeights() {
    return first.sumOfSquaredWeights() + second.sumOfSquaredWeights() + last.sumOfSquaredWeights();
  }

  /** The summed cross-entropy, whose gradient the layers then hold. */
  private double gradient(int[] indices, int from, int count) {
    forward(indices, from, count);
    first.transpose(count);
    second.transpose(count);
    double loss = 0;
    for (int r = 0; r < count; r++) {
      double logit = last.output[0][r];
      boolean isSecond = indices[from + r] >= secondFrom;
      // In (0, 1], so that neither overflows nor cancels.
      double exp = Math.exp(-Math.abs(logit));
      double probability = (logit > 0 ? 1 : exp) / (1 + exp);
      // log(1 + e^s) with s the logit against the row's own kind.
      loss += Math.log1p(exp) + Math.max(0, isSecond ? -logit : logit);
      last.delta[0][r] = (float) (isSecond ? probability - 1 : probability);
    }
    last.gradient(second.outputByRow, count);
    last.backward(second, count);
    second.gradient(first.outputByRow, count);
    second.backward(first, count);
    first.gradient(inputByRow, count);
    return loss;
  }

  private void forward(int[] indices, int from, int count) {
    for (int r = 0; r < count; r++) {
      float[] row = rows[indices[from + r]];
      inputByRow[r] = row;
      for (int i = 0; i < row.length; i++) input[i][r] = row[i];
    }
    first.forward(input, count);
    first.rectify(count);
    second.forward(first.output, count);
    second.rectify(count);
    last.forward(second.output, count);
  }

  /** How many of the rows are taken for what they are; a tie is taken for the first kind. */
  int correct(int[] indices) {
    int correct = 0;
    for (int from = 0; from < indices.length; from += batch) {
      int count = Math.min(batch, indices.length - from);
      forward(indices, from, count);
      for (int r = 0; r < count; r++)
        if (last.output[0][r] > 0 == indices[from + r] >= secondFrom) correct++;
    }
    return correct;
  }
}
