package io.github.flows4j.engine.f32;

import io.github.flows4j.engine.Collective;
import io.github.flows4j.engine.f32.memory.FlatTensors;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Slot;
import io.github.flows4j.engine.f32.memory.Weights;
import io.github.flows4j.engine.f32.simd.KernelProvider;
import io.github.flows4j.engine.f32.simd.Kernels;
import io.github.flows4j.engine.training.Batch;
import io.github.flows4j.engine.training.StepResult;
import io.github.flows4j.engine.training.TrainingState;
import io.github.flows4j.engine.training.TrainingStep;
import io.github.flows4j.engine.training.Update;
import io.github.flows4j.engine.training.Workers;
import io.github.flows4j.spec.BatchNorm;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.TensorSpec;
import io.github.flows4j.spec.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Training steps on the CPU. The rows of a batch are dealt out to the workers in equal runs; each
 * takes its run through the flow and back in tiles whose activations stay in its L2 cache, adding
 * into a gradient of its own; then all sum, clip and apply Adam on slices of the weights. A flow
 * with batch statistics makes one tile of each worker's run, since every layer needs the whole
 * batch before the next.
 */
@SuppressWarnings("cast")
public final class FusedStep implements TrainingStep {
  private static final int TILE = 64;
  private static final int SLICE_ROWS = 32;

  private final FlowSpec spec;
  private final FlowProgram program;
  private final Kernels kernels;
  private final Weights weights;
  private final Weights average;
  private final boolean batchStatistics;
  private final Workers workers;
  private final StepJob job = new StepJob();
  private final Collective[] collectives;
  private final Pass[] passes;
  private final Pass[] averagePasses;
  private final float[][] gradients;
  private final float[] firstMoment;
  private final float[] secondMoment;
  private final List<Slice> slices;
  private final double[] sliceSquares;
  private final double[] losses;
  private final double[][] shared;
  private final double[][] totals;
  private long steps;
  private boolean averaging;

  /** A run of a tensor's rows in the flat array, the unit that workers share out. */
  private record Slice(Slot slot, int from, int to) {
    int at() {
      return slot.at() + from * slot.stride();
    }

    int length() {
      return (to - from) * slot.stride();
    }
  }

  /**
   * Steps for a flow from the given tensors, with moments at zero.
   *
   * @throws IllegalArgumentException if the tensors are not those of the flow or threads is below 1
   */
  public FusedStep(FlowSpec spec, Tensors tensors, int threads) {
    tensors.check(spec);
    this.spec = spec;
    kernels = KernelProvider.kernels();
    program = new FlowProgram(spec, kernels);
    Layout layout = program.layout();
    weights = new Weights(layout, kernels, tensors);
    average = new Weights(layout, kernels, tensors);
    batchStatistics = spec.transforms().stream().anyMatch(BatchNorm.class::isInstance);
    workers = new Workers(threads);
    passes = new Pass[threads];
    gradients = new float[threads][layout.trainedLength()];
    shared = new double[threads][];
    totals = new double[threads][0];
    averagePasses = new Pass[threads];
    collectives = new Collective[threads];
    for (int w = 0; w < threads; w++) {
      passes[w] = program.pass(weights, TILE, true);
      averagePasses[w] = program.pass(average, TILE, false);
      collectives[w] = collective(w);
    }
    firstMoment = new float[layout.trainedLength()];
    secondMoment = new float[layout.trainedLength()];
    slices = slices(layout);
    sliceSquares = new double[slices.size()];
    losses = new double[threads];
  }

  private static List<Slice> slices(Layout layout) {
    List<Slice> slices = new ArrayList<>();
    for (Slot slot : layout.slots()) {
      if (!slot.tensor().trained()) continue;
      for (int from = 0; from < slot.rows(); from += SLICE_ROWS)
        slices.add(new Slice(slot, from, Math.min(slot.rows(), from + SLICE_ROWS)));
    }
    return slices;
  }

  @Override
  public int size() {
    int size = 0;
    for (Slot slot : program.layout().slots())
      if (slot.tensor().trained()) size += slot.tensor().size();
    return size;
  }

  @Override
  public StepResult step(Batch batch, Update update) {
    job.batch = batch;
    job.update = update;
    job.weight = totalWeight(batch);
    job.step = steps + 1;
    workers.run(job);
    StepResult result = new StepResult(loss(), norm());
    if (!result.finite()) return result;
    steps++;
    averaging = update.averageDecay() > 0;
    if (averaging) averageStatistics();
    return result;
  }

  /** The workers' part of a step; one object for all steps, so that a step allocates nothing. */
  private final class StepJob implements IntConsumer {
    private Batch batch;
    private Update update;
    private double weight;
    private long step;

    @Override
    public void accept(int worker) {
      accumulate(batch, weight, worker, true);
      workers.barrier();
      reduce(worker);
      workers.barrier();
      double norm = norm();
      if (Double.isFinite(loss()) && Double.isFinite(norm)) apply(worker, update, norm, step);
    }
  }

  @Override
  public StepResult gradient(Batch batch, double[] gradient) {
    if (gradient.length != size())
      throw new IllegalArgumentException(
          "gradient must have length " + size() + ", was " + gradient.length);
    double weight = totalWeight(batch);
    workers.run(
        worker -> {
          accumulate(batch, weight, worker, false);
          workers.barrier();
          reduce(worker);
        });
    int at = 0;
    for (TensorSpec tensor : spec.tensors()) {
      if (!tensor.trained()) continue;
      Slot slot = program.layout().slot(tensor.name());
      for (int i = 0; i < tensor.size(); i++) gradient[at++] = slot.get(gradients[0], i);
    }
    return new StepResult(loss(), norm());
  }

  @Override
  public double evaluate(Batch batch, boolean averaged) {
    double weight = totalWeight(batch);
    workers.run(
        worker -> {
          Pass pass = averaged && averaging ? averagePasses[worker] : passes[worker];
          pass.purpose(Pass.Mode.EVALUATION, null, Collective.ALONE, batch.count(), false);
          double loss = 0;
          int end = end(batch, worker);
          for (int from = end(batch, worker - 1); from < end; from += TILE) {
            load(pass, batch, from, Math.min(TILE, end - from));
            program.forward(pass);
            program.addLogProb(pass);
            loss -= weighted(pass, batch, from);
          }
          losses[worker] = loss / weight;
        });
    return Arrays.stream(losses).sum();
  }

  @Override
  public void initialize(Batch batch) {
    Pass pass = passes[0];
    pass.reserve(batch.count());
    pass.purpose(Pass.Mode.INITIALIZATION, null, Collective.ALONE, batch.count(), false);
    load(pass, batch, 0, batch.count());
    program.forward(pass);
    System.arraycopy(weights.values(), 0, average.values(), 0, weights.values().length);
  }

  @Override
  public String diagnose(Batch batch) {
    Pass pass = passes[0];
    pass.reserve(batch.count());
    pass.purpose(
        batchStatistics ? Pass.Mode.TRAINING : Pass.Mode.EVALUATION,
        null,
        Collective.ALONE,
        batch.count(),
        false);
    load(pass, batch, 0, batch.count());
    return new Diagnosis(spec, program).of(pass, gradients[0]);
  }

  @Override
  public Tensors tensors() {
    return export(weights.values(), false);
  }

  @Override
  public Tensors average() {
    return averaging ? export(average.values(), false) : tensors();
  }

  private Tensors export(float[] values, boolean trainedOnly) {
    return FlatTensors.read(spec, program.layout(), values, trainedOnly);
  }

  @Override
  public void load(Tensors tensors) {
    tensors.check(spec);
    weights.load(tensors);
    average.load(tensors);
    averaging = false;
  }

  @Override
  public TrainingState state() {
    return new TrainingState(
        steps, tensors(), export(firstMoment, true), export(secondMoment, true), average());
  }

  @Override
  public void restore(TrainingState state) {
    load(state.tensors());
    state.average().check(spec);
    average.load(state.average());
    averaging = !state.average().equals(state.tensors());
    steps = state.steps();
    FlatTensors.write(state.first(), program.layout(), firstMoment);
    FlatTensors.write(state.second(), program.layout(), secondMoment);
  }

  @Override
  public void close() {
    workers.close();
  }

  private static double totalWeight(Batch batch) {
    double sum = 0;
    for (int r = 0; r < batch.count(); r++) sum += batch.weights()[r];
    if (!(sum > 0 && sum < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException(
          "a batch needs weights with a positive, finite sum, had " + sum);
    return sum;
  }

  private int end(Batch batch, int worker) {
    return (int) ((long) batch.count() * (worker + 1) / workers.size());
  }

  private void accumulate(Batch batch, double weight, int worker, boolean movingRunning) {
    Pass pass = passes[worker];
    float[] gradient = gradients[worker];
    Arrays.fill(gradient, 0);
    Pass.Mode mode = Pass.Mode.TRAINING;
    boolean moving = movingRunning && worker == 0;
    pass.purpose(mode, gradient, collectives[worker], batch.count(), moving);
    int from = end(batch, worker - 1);
    int end = end(batch, worker);
    int tile = batchStatistics ? Math.max(1, end - from) : TILE;
    pass.reserve(tile);
    double loss = 0;
    do {
      int rows = Math.min(tile, end - from);
      load(pass, batch, from, rows);
      for (int r = 0; r < rows; r++) pass.seed()[r] = (float) (-batch.weights()[from + r] / weight);
      program.forward(pass);
      program.addLogProb(pass);
      loss -= weighted(pass, batch, from);
      program.backward(pass);
      from += tile;
    } while (from < end);
    losses[worker] = loss / weight;
  }

  private void load(Pass pass, Batch batch, int from, int rows) {
    pass.begin(rows);
    int features = spec.features();
    int context = spec.context();
    for (int i = 0; i < rows * features; i++)
      pass.x()[i] = (float) batch.rows()[from * features + i];
    for (int i = 0; i < rows * context; i++)
      pass.contextRows()[i] = (float) batch.context()[from * context + i];
  }

  private static double weighted(Pass pass, Batch batch, int from) {
    double sum = 0;
    for (int r = 0; r < pass.rows(); r++) sum += batch.weights()[from + r] * pass.logDet()[r];
    return sum;
  }

  /** Every worker adds up all parts itself, in the same order. */
  private Collective collective(int worker) {
    if (workers.size() == 1) return Collective.ALONE;
    return values -> {
      shared[worker] = values;
      workers.barrier();
      double[] total = totals(worker, values.length);
      Arrays.fill(total, 0, values.length, 0);
      for (double[] part : shared) for (int i = 0; i < values.length; i++) total[i] += part[i];
      workers.barrier();
      System.arraycopy(total, 0, values, 0, values.length);
    };
  }

  private double[] totals(int worker, int length) {
    if (totals[worker].length < length) totals[worker] = new double[length];
    return totals[worker];
  }

  /** Sums the workers' gradients into the first, and each slice's squares. */
  private void reduce(int worker) {
    for (int s = worker; s < slices.size(); s += workers.size()) {
      int at = slices.get(s).at();
      int length = slices.get(s).length();
      for (int w = 1; w < gradients.length; w++)
        kernels.add(length, gradients[w], at, gradients[0], at);
      sliceSquares[s] = kernels.sumOfSquares(length, gradients[0], at);
    }
  }

  private double loss() {
    double loss = 0;
    for (double part : losses) loss += part;
    return loss;
  }

  private double norm() {
    double squares = 0;
    for (double part : sliceSquares) squares += part;
    return Math.sqrt(squares);
  }

  private void apply(int worker, Update update, double norm, long step) {
    float scale = (float) (norm > update.clipNorm() ? update.clipNorm() / norm : 1);
    float decay = (float) (1 - update.learningRate() * update.weightDecay());
    double bias1 = 1 - Math.pow(update.beta1(), (double) step);
    double bias2 = 1 - Math.pow(update.beta2(), (double) step);
    float stepSize = (float) (update.learningRate() / bias1);
    float inverseRootBias2 = (float) (1 / Math.sqrt(bias2));
    for (int s = worker; s < slices.size(); s += workers.size()) {
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
      if (update.averageDecay() > 0) average(slice, (float) update.averageDecay());
    }
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
  private void averageStatistics() {
    int from = program.layout().trainedLength();
    int length = program.layout().length() - from;
    System.arraycopy(weights.values(), from, average.values(), from, length);
  }
}
