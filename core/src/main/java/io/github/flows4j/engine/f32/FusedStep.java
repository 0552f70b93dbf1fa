package io.github.flows4j.engine.f32;

import io.github.flows4j.engine.Collective;
import io.github.flows4j.engine.f32.memory.FlatTensors;
import io.github.flows4j.engine.f32.memory.Keeping;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Slot;
import io.github.flows4j.engine.f32.simd.KernelProvider;
import io.github.flows4j.engine.training.Batch;
import io.github.flows4j.engine.training.SampleLoss;
import io.github.flows4j.engine.training.StepResult;
import io.github.flows4j.engine.training.TrainingState;
import io.github.flows4j.engine.training.TrainingStep;
import io.github.flows4j.engine.training.Update;
import io.github.flows4j.engine.training.Workers;
import io.github.flows4j.spec.BatchNorm;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Tensors;
import java.util.Arrays;
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
  private final FlowSpec spec;
  private final FlowProgram program;
  private final Descent descent;
  private final boolean batchStatistics;
  private final int tile;
  private final Workers workers;
  private final StepJob job = new StepJob();
  private final Collective[] collectives;
  private final Pass[] passes;
  private final Pass[] averagePasses;
  private final SamplingPass[] samplers;
  private final double[] losses;
  private final double[][] shared;
  private final double[][] totals;
  private long steps;
  private boolean averaging;

  /**
   * Steps for a flow from the given tensors, with moments at zero.
   *
   * @param recomputing whether networks run forward a second time instead of keeping what they need
   * @throws IllegalArgumentException if the tensors are not those of the flow or threads is below 1
   */
  public FusedStep(FlowSpec spec, Tensors tensors, int threads, boolean recomputing) {
    tensors.check(spec);
    this.spec = spec;
    program = new FlowProgram(spec, KernelProvider.kernels());
    descent = new Descent(program.layout(), program.kernels(), tensors, threads);
    batchStatistics = spec.transforms().stream().anyMatch(BatchNorm.class::isInstance);
    Keeping keeping = recomputing ? Keeping.INPUTS : Keeping.EVERYTHING;
    tile = program.tile(keeping);
    workers = new Workers(threads);
    passes = new Pass[threads];
    samplers = new SamplingPass[threads];
    shared = new double[threads][];
    totals = new double[threads][0];
    averagePasses = new Pass[threads];
    collectives = new Collective[threads];
    for (int w = 0; w < threads; w++) {
      passes[w] = program.pass(descent.weights(), tile, keeping);
      averagePasses[w] = program.pass(descent.average(), tile, Keeping.NOTHING);
      collectives[w] = collective(w);
    }
    losses = new double[threads];
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
    return move(batch, null, update);
  }

  @Override
  public StepResult sampleStep(Batch latents, SampleLoss loss, Update update) {
    return move(latents, loss, update);
  }

  @Override
  public StepResult gradient(Batch batch, double[] gradient) {
    return look(batch, null, gradient);
  }

  @Override
  public StepResult sampleGradient(Batch latents, SampleLoss loss, double[] gradient) {
    return look(latents, loss, gradient);
  }

  private StepResult move(Batch batch, SampleLoss loss, Update update) {
    job.of(batch, loss, update, steps + 1);
    workers.run(job);
    StepResult result = new StepResult(loss(), descent.norm());
    if (result.finite()) moved(update);
    return result;
  }

  private void moved(Update update) {
    steps++;
    averaging = update.averageDecay() > 0;
    if (averaging) descent.averageStatistics();
  }

  @Override
  public StepResult descend(double loss, double[] gradient, Update update) {
    checkLength(gradient);
    descent.takeGradient(spec.tensors(), gradient);
    double norm = descent.norm();
    StepResult result = new StepResult(loss, norm);
    if (!result.finite()) return result;
    workers.run(worker -> descent.apply(worker, update, norm, steps + 1));
    moved(update);
    return result;
  }

  private void checkLength(double[] gradient) {
    if (gradient.length != size())
      throw new IllegalArgumentException(
          "gradient must have length " + size() + ", was " + gradient.length);
  }

  private StepResult look(Batch batch, SampleLoss loss, double[] gradient) {
    checkLength(gradient);
    job.of(batch, loss, null, steps);
    workers.run(job);
    descent.copyGradient(spec.tensors(), gradient);
    return new StepResult(loss(), descent.norm());
  }

  /** The workers' part of a step; one object for all steps, so that a step allocates nothing. */
  private final class StepJob implements IntConsumer {
    private Batch batch;
    private SampleLoss sampleLoss;
    private Update update;
    private double weight;
    private long step;

    /**
     * Aims it.
     *
     * @param loss a loss of samples, or null for the likelihood of rows
     * @param by how the weights are to move, or null if they are not
     */
    void of(Batch rows, SampleLoss loss, Update by, long number) {
      batch = rows;
      sampleLoss = loss;
      update = by;
      weight = totalWeight(rows);
      step = number;
    }

    @Override
    public void accept(int worker) {
      if (sampleLoss == null) accumulate(batch, weight, worker, update, step);
      else accumulateSamples(batch, weight, sampleLoss, worker);
      workers.barrier();
      descent.reduce(worker);
      if (update == null) return;
      workers.barrier();
      double norm = descent.norm();
      if (Double.isFinite(loss()) && Double.isFinite(norm))
        descent.apply(worker, update, norm, step);
    }
  }

  private void accumulateSamples(Batch latents, double weight, SampleLoss loss, int worker) {
    if (samplers[worker] == null)
      samplers[worker] = new SamplingPass(program, descent.weights(), tile);
    float[] gradient = descent.gradient(worker);
    Arrays.fill(gradient, 0);
    int from = end(latents, worker - 1);
    int end = end(latents, worker);
    losses[worker] = samplers[worker].accumulate(latents, from, end, weight, loss, gradient);
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
          for (int from = end(batch, worker - 1); from < end; from += tile) {
            load(pass, batch, from, Math.min(tile, end - from));
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
    Pass pass = program.pass(descent.weights(), batch.count(), Keeping.NOTHING);
    pass.purpose(Pass.Mode.INITIALIZATION, null, Collective.ALONE, batch.count(), false);
    load(pass, batch, 0, batch.count());
    program.forward(pass);
    float[] values = descent.weights().values();
    System.arraycopy(values, 0, descent.average().values(), 0, values.length);
  }

  @Override
  public String diagnose(Batch batch) {
    return diagnose(batch, batchStatistics ? Pass.Mode.TRAINING : Pass.Mode.EVALUATION, false);
  }

  @Override
  public String diagnoseSamples(Batch latents) {
    return diagnose(latents, Pass.Mode.EVALUATION, true);
  }

  private String diagnose(Batch batch, Pass.Mode mode, boolean sampling) {
    Pass pass = passes[0];
    pass.reserve(batch.count());
    pass.purpose(mode, null, Collective.ALONE, batch.count(), false);
    load(pass, batch, 0, batch.count());
    return new Diagnosis(spec, program).of(pass, sampling, descent.gradient(0));
  }

  @Override
  public Tensors tensors() {
    return export(descent.weights().values(), false);
  }

  @Override
  public Tensors average() {
    return averaging ? export(descent.average().values(), false) : tensors();
  }

  private Tensors export(float[] values, boolean trainedOnly) {
    return FlatTensors.read(spec, program.layout(), values, trainedOnly);
  }

  @Override
  public void load(Tensors tensors) {
    tensors.check(spec);
    descent.weights().load(tensors);
    descent.average().load(tensors);
    averaging = false;
  }

  @Override
  public TrainingState state() {
    return new TrainingState(
        steps,
        tensors(),
        export(descent.firstMoment(), true),
        export(descent.secondMoment(), true),
        average());
  }

  @Override
  public void restore(TrainingState state) {
    load(state.tensors());
    state.average().check(spec);
    descent.average().load(state.average());
    averaging = !state.average().equals(state.tensors());
    steps = state.steps();
    FlatTensors.write(state.first(), program.layout(), descent.firstMoment());
    FlatTensors.write(state.second(), program.layout(), descent.secondMoment());
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

  private void accumulate(Batch batch, double weight, int worker, Update update, long step) {
    Pass pass = passes[worker];
    float[] gradient = descent.gradient(worker);
    Arrays.fill(gradient, 0);
    Pass.Mode mode = Pass.Mode.TRAINING;
    boolean moving = update != null && worker == 0;
    pass.purpose(mode, gradient, collectives[worker], batch.count(), moving);
    int from = end(batch, worker - 1);
    int end = end(batch, worker);
    int most = batchStatistics ? Math.max(1, end - from) : tile;
    pass.reserve(most);
    double loss = 0;
    do {
      int rows = Math.min(most, end - from);
      load(pass, batch, from, rows);
      if (update != null) pass.dropping(update.dropout(), (int) (step * 0x9E3779B9L) + from);
      for (int r = 0; r < rows; r++) pass.seed()[r] = (float) (-batch.weights()[from + r] / weight);
      program.forward(pass);
      program.addLogProb(pass);
      loss -= weighted(pass, batch, from);
      program.backward(pass);
      from += most;
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
      pass.givenContext()[i] = (float) batch.context()[from * context + i];
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

  private double loss() {
    double loss = 0;
    for (double part : losses) loss += part;
    return loss;
  }
}
