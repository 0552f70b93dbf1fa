package io.github.flows4j.engine.f32;

import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Slot;
import io.github.flows4j.engine.f32.memory.Stack;
import io.github.flows4j.engine.f32.memory.Weights;
import io.github.flows4j.engine.f32.simd.Kernels;
import io.github.flows4j.engine.training.Update;
import io.github.flows4j.spec.TensorSpec;
import io.github.flows4j.spec.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The weights in training and what moves them: a gradient for each worker, summed, clipped and
 * applied by Adam on slices that the workers share out.
 */
@SuppressWarnings("cast")
final class Descent {
  private static final int SLICE_ROWS = 32;
  private static final int SLICE_LENGTH = 4096;

  private final Layout layout;
  private final Kernels kernels;
  private final Weights weights;
  private final Weights average;
  private final float[][] gradients;
  private final float[] firstMoment;
  private final float[] secondMoment;
  private final List<Slice> slices;
  private final double[] sliceSquares;

  /**
   * A run of the flat array, the unit that workers share out: rows {@code from} to {@code to} of a
   * matrix, or a piece of anything else.
   */
  private record Slice(Slot slot, int from, int to, int at, int length) {
    /** Masked layers' gradients have numbers without meaning where their weights are masked. */
    void clearMasked(float[] gradient) {
      if (slot.arrangement() != null)
        slot.arrangement().clearMasked(gradient, at, slot.stride(), from, to);
    }
  }

  /** From the given tensors, with moments at zero. */
  Descent(Layout layout, Kernels kernels, Tensors tensors, int workers) {
    this.layout = layout;
    this.kernels = kernels;
    weights = new Weights(layout, kernels, tensors);
    average = new Weights(layout, kernels, tensors);
    gradients = new float[workers][layout.trainedLength()];
    firstMoment = new float[layout.trainedLength()];
    secondMoment = new float[layout.trainedLength()];
    slices = slices(layout);
    sliceSquares = new double[slices.size()];
  }

  private static List<Slice> slices(Layout layout) {
    List<Slice> slices = new ArrayList<>();
    for (Slot slot : layout.slots()) {
      if (!slot.tensor().trained()) continue;
      for (int from = 0; from < slot.rows(); from += SLICE_ROWS) {
        int to = Math.min(slot.rows(), from + SLICE_ROWS);
        int at = slot.at() + from * slot.stride();
        if (slot.matrix() || slot.stack() != null)
          slices.add(new Slice(slot, from, to, at, (to - from) * slot.stride()));
        else addPieces(slot, slices);
      }
    }
    return slices;
  }

  /** What is no matrix is one long row. */
  private static void addPieces(Slot slot, List<Slice> slices) {
    for (int from = 0; from < slot.length(); from += SLICE_LENGTH)
      slices.add(
          new Slice(slot, 0, 1, slot.at() + from, Math.min(SLICE_LENGTH, slot.length() - from)));
  }

  /** The weights. */
  Weights weights() {
    return weights;
  }

  /** Their moving average. */
  Weights average() {
    return average;
  }

  /** Adam's first moments, in the layout of the trained weights. */
  float[] firstMoment() {
    return firstMoment;
  }

  /** Adam's second moments, in the layout of the trained weights. */
  float[] secondMoment() {
    return secondMoment;
  }

  /** A worker's own gradient; after {@link #reduce}, that of the first is the sum of all. */
  float[] gradient(int worker) {
    return gradients[worker];
  }

  /** Sums the workers' gradients into the first, and each slice's squares. */
  void reduce(int worker) {
    for (int s = worker; s < slices.size(); s += gradients.length) {
      Slice slice = slices.get(s);
      int at = slice.at();
      int length = slice.length();
      for (int w = 1; w < gradients.length; w++)
        kernels.add(length, gradients[w], at, gradients[0], at);
      slice.clearMasked(gradients[0]);
      Stack stack = slice.slot().stack();
      // what passes add there is the gradient by |w|
      if (stack != null && stack.magnitudes())
        kernels.takeSigns(length, weights.values(), at, gradients[0], at);
      sliceSquares[s] = kernels.sumOfSquares(length, gradients[0], at);
    }
  }

  /** Takes the summed gradient from the order of the tensors, row-major. */
  void takeGradient(List<TensorSpec> tensors, double[] from) {
    Arrays.fill(gradients[0], 0);
    int at = 0;
    for (TensorSpec tensor : tensors) {
      if (!tensor.trained()) continue;
      Slot slot = layout.slot(tensor.name());
      for (int i = 0; i < tensor.size(); i++) slot.set(gradients[0], i, (float) from[at++]);
    }
    for (int s = 0; s < slices.size(); s++) {
      Slice slice = slices.get(s);
      sliceSquares[s] = kernels.sumOfSquares(slice.length(), gradients[0], slice.at());
    }
  }

  /** The length of the summed gradient. */
  double norm() {
    double squares = 0;
    for (double part : sliceSquares) squares += part;
    return Math.sqrt(squares);
  }

  /** Moves a worker's slices of the weights by the summed gradient. */
  void apply(int worker, Update update, double norm, long step) {
    float scale = (float) (norm > update.clipNorm() ? update.clipNorm() / norm : 1);
    float decay = (float) (1 - update.learningRate() * update.weightDecay());
    double bias1 = 1 - Math.pow(update.beta1(), (double) step);
    double bias2 = 1 - Math.pow(update.beta2(), (double) step);
    float stepSize = (float) (update.learningRate() / bias1);
    float inverseRootBias2 = (float) (1 / Math.sqrt(bias2));
    for (int s = worker; s < slices.size(); s += gradients.length) {
      Slice slice = slices.get(s);
      kernels.adam(
          slice.length(),
          slice.at(),
          weights.values(),
          firstMoment,
          secondMoment,
          gradients[0],
          scale,
          update.beta1(),
          update.beta2(),
          (float) update.epsilon(),
          decay,
          stepSize,
          inverseRootBias2);
      weights.transpose(slice.slot(), slice.from(), slice.to());
      if (update.averageDecay() > 0) average(slice, decayAt(update.averageDecay(), step));
    }
  }

  /** At first the average forgets fast, or what the weights began as would stay in it for long. */
  private static float decayAt(double decay, long step) {
    return (float) Math.min(decay, (1.0f + step) / (10.0f + step));
  }

  private void average(Slice slice, float decay) {
    float[] now = weights.values();
    float[] mean = average.values();
    float rest = 1.0f - decay;
    int end = slice.at() + slice.length();
    for (int i = slice.at(); i < end; i++) mean[i] = mean[i] * decay + now[i] * rest;
    average.transpose(slice.slot(), slice.from(), slice.to());
  }

  /** Running statistics are means already: the average takes them as they are. */
  void averageStatistics() {
    int from = layout.trainedLength();
    System.arraycopy(weights.values(), from, average.values(), from, layout.length() - from);
  }

  /** Copies the summed gradient in the order of the tensors, row-major. */
  void copyGradient(List<TensorSpec> tensors, double[] to) {
    int at = 0;
    for (TensorSpec tensor : tensors) {
      if (!tensor.trained()) continue;
      Slot slot = layout.slot(tensor.name());
      for (int i = 0; i < tensor.size(); i++) to[at++] = slot.get(gradients[0], i);
    }
  }
}
