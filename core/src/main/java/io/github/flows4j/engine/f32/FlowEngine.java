package io.github.flows4j.engine.f32;

import io.github.flows4j.engine.Collective;
import io.github.flows4j.engine.CompiledFlow;
import io.github.flows4j.engine.Workspace;
import io.github.flows4j.engine.f32.memory.Keeping;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Weights;
import io.github.flows4j.engine.f32.simd.KernelProvider;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Tensors;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** A flow with its weights, for evaluation. */
@SuppressWarnings("cast")
public final class FlowEngine implements CompiledFlow {
  private final FlowSpec spec;
  private final FlowProgram program;
  private final Weights weights;

  /** Compiles a flow; the tensors have been checked against it. */
  public FlowEngine(FlowSpec spec, Tensors tensors) {
    this.spec = spec;
    program = new FlowProgram(spec, KernelProvider.kernels());
    weights = new Weights(program.layout(), program.kernels(), tensors, true);
  }

  @Override
  public int tile(boolean gradients) {
    return program.tile(keeping(gradients));
  }

  private static Keeping keeping(boolean gradients) {
    return gradients ? Keeping.EVERYTHING : Keeping.NOTHING;
  }

  @Override
  public Workspace workspace(int capacity, boolean gradients) {
    return new Tile(spec, program.pass(weights, capacity, keeping(gradients)));
  }

  @Override
  public void forward(Workspace workspace, int rows) {
    Tile tile = (Tile) workspace;
    tile.begin(rows);
    program.forward(tile.pass);
    tile.end();
  }

  @Override
  public void inverse(Workspace workspace, int rows) {
    Tile tile = (Tile) workspace;
    tile.begin(rows);
    program.inverse(tile.pass);
    tile.end();
  }

  @Override
  public void sample(Workspace workspace, int rows) {
    Tile tile = (Tile) workspace;
    tile.begin(rows);
    program.sample(tile.pass);
    tile.end();
  }

  @Override
  public void logProb(Workspace workspace, int rows) {
    Tile tile = (Tile) workspace;
    tile.begin(rows);
    program.forward(tile.pass);
    program.addLogProb(tile.pass);
    System.arraycopy(tile.pass.logDet(), 0, tile.logDet, 0, rows);
  }

  @Override
  public void gradient(Workspace workspace, int rows) {
    Tile tile = (Tile) workspace;
    Pass pass = tile.pass;
    tile.begin(rows);
    pass.purpose(Pass.Mode.EVALUATION, null, Collective.ALONE, rows, false);
    Arrays.fill(pass.seed(), 0, rows, 1.0f);
    program.forward(pass);
    program.addLogProb(pass);
    program.backward(pass);
    tile.end();
    for (int i = 0; i < rows * spec.context(); i++)
      tile.contextGradient[i] = pass.givenGradient()[i];
  }

  @Override
  public void sampleBase(
      RandomGenerator random, int rows, double temperature, double[] context, double[] z) {
    double[] seen = program.base().conditioned() ? seen(context) : context;
    program.base().sample(weights.values(), random, rows, temperature, seen, z);
  }

  /** What the base sees of rows of context. */
  private double[] seen(double[] given) {
    if (spec.embedding().isEmpty()) return given;
    int columns = spec.context();
    int seen = spec.conditioning();
    int rows = given.length / columns;
    int tile = tile(false);
    Pass pass = program.pass(weights, Math.min(rows, tile), Keeping.NOTHING);
    double[] embedded = new double[Math.multiplyExact(rows, seen)];
    for (int from = 0; from < rows; from += tile) {
      int count = Math.min(tile, rows - from);
      pass.begin(count);
      for (int i = 0; i < count * columns; i++)
        pass.givenContext()[i] = (float) given[from * columns + i];
      program.embed(pass);
      for (int i = 0; i < count * seen; i++) embedded[from * seen + i] = pass.contextRows()[i];
    }
    return embedded;
  }

  @Override
  public boolean locationScale() {
    return program.base().locationScale();
  }

  @Override
  public String kernels() {
    return program.kernels().name();
  }

  /** A pass with its arrays in double precision. */
  private static final class Tile implements Workspace {
    private final Pass pass;
    private final int features;
    private final int contextColumns;
    private final double[] rows;
    private final double[] context;
    private final double[] logDet;
    private final double[] contextGradient;

    Tile(FlowSpec spec, Pass pass) {
      this.pass = pass;
      features = spec.features();
      contextColumns = spec.context();
      rows = new double[pass.capacity() * features];
      context = new double[pass.capacity() * contextColumns];
      logDet = new double[pass.capacity()];
      contextGradient = new double[context.length];
    }

    void begin(int count) {
      pass.begin(count);
      for (int i = 0; i < count * features; i++) pass.x()[i] = (float) rows[i];
      for (int i = 0; i < count * contextColumns; i++) pass.givenContext()[i] = (float) context[i];
    }

    void end() {
      for (int i = 0; i < pass.rows() * features; i++) rows[i] = pass.x()[i];
      System.arraycopy(pass.logDet(), 0, logDet, 0, pass.rows());
    }

    @Override
    public int capacity() {
      return pass.capacity();
    }

    @Override
    public double[] rows() {
      return rows;
    }

    @Override
    public double[] context() {
      return context;
    }

    @Override
    public double[] logDet() {
      return logDet;
    }

    @Override
    public double[] contextGradient() {
      return contextGradient;
    }
  }
}
