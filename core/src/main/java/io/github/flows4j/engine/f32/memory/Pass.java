package io.github.flows4j.engine.f32.memory;

import io.github.flows4j.engine.Collective;
import java.util.List;

/**
 * What one thread carries through the layers: a tile of rows, the buffers the layers work in, and
 * where gradients go. Not safe for use by two threads at once.
 */
public final class Pass {
  /** What a pass is for. */
  public enum Mode {
    /** Scoring and sampling: running statistics. */
    EVALUATION,
    /** A training step: batch statistics. */
    TRAINING,
    /** The pass before the first step: layers that start from data set their weights. */
    INITIALIZATION
  }

  private final Weights weights;
  private final List<BufferPlan> plans;
  private final boolean keeping;
  private final int context;
  private final int features;

  private int capacity;
  private float[] x;
  private float[] contextRows;
  private float[] contextGradient;
  private double[] logDet;
  private float[] seed;
  private float[][][] kept;
  private float[][] shared;

  private int rows;
  private float[][] current;
  private final double[][][] doubles;
  private double[][] currentDoubles;
  private final Run run = new Run();
  private boolean narrow;
  private float[] gradient;
  private Mode mode = Mode.EVALUATION;
  private Collective collective = Collective.ALONE;
  private int batchRows;
  private boolean movesRunning;

  /**
   * A pass over tiles of up to {@code capacity} rows.
   *
   * @param plans the buffers of each layer
   * @param keeping whether a layer's buffers outlive the next layer's work, as backward passes need
   */
  public Pass(
      Weights weights,
      List<BufferPlan> plans,
      int features,
      int context,
      int capacity,
      boolean keeping) {
    this.weights = weights;
    this.plans = List.copyOf(plans);
    doubles = new double[plans.size()][][];
    for (int i = 0; i < doubles.length; i++) doubles[i] = plans.get(i).allocateDoubles();
    this.keeping = keeping;
    this.features = features;
    this.context = context;
    allocate(capacity);
  }

  private void allocate(int rowCapacity) {
    capacity = rowCapacity;
    x = new float[Math.multiplyExact(rowCapacity, features)];
    contextRows = new float[Math.multiplyExact(rowCapacity, context)];
    contextGradient = new float[contextRows.length];
    logDet = new double[rowCapacity];
    seed = new float[rowCapacity];
    if (keeping) {
      kept = new float[plans.size()][][];
      for (int i = 0; i < kept.length; i++) kept[i] = plans.get(i).allocate(padded(rowCapacity));
    } else {
      shared = BufferPlan.allocateShared(plans, padded(rowCapacity));
    }
  }

  /** So many rows rounded up to whole vectors: what a buffer has room for, row by row or not. */
  public int padded(int count) {
    return weights.padded(count);
  }

  /**
   * Whether the tile is one row that is only to be scored: then a masked network works on it as a
   * vector of units instead of vectors of rows.
   */
  public boolean single() {
    return rows == 1 && !keeping && weights.fixed();
  }

  /** Says whether the layer at work treats the tile as a single row; see {@link #lanes}. */
  public void narrow(boolean now) {
    narrow = now;
  }

  /** Numbers between neighbours of a unit or feature: rows rounded up, or 1 for a single row. */
  public int lanes() {
    return narrow ? 1 : padded(rows);
  }

  /** Makes room for at least so many rows; contents are lost where it has to grow. */
  public void reserve(int rowCapacity) {
    if (rowCapacity > capacity) allocate(rowCapacity);
  }

  /** The most rows that a tile can have now. */
  public int capacity() {
    return capacity;
  }

  /** Begins a tile: its rows, with log-determinants and context gradients at zero. */
  public void begin(int tileRows) {
    rows = tileRows;
    narrow = false;
    java.util.Arrays.fill(logDet, 0, tileRows, 0);
    java.util.Arrays.fill(contextGradient, 0, tileRows * context, 0);
  }

  /** Turns to the buffers of a layer. */
  public void enter(int layer) {
    current = keeping ? kept[layer] : shared;
    currentDoubles = doubles[layer];
  }

  /** A buffer of the layer entered. */
  public float[] buffer(int number) {
    return current[number];
  }

  /** An array in double precision of the layer entered. */
  public double[] doubles(int number) {
    return currentDoubles[number];
  }

  /**
   * Sets what the pass is for.
   *
   * @param gradientTo where weight gradients are added, or null
   * @param workers those that share the batch
   * @param rowsOfBatch rows of the batch over all workers
   * @param movingRunning whether this pass, one of those of the batch, moves the running statistics
   */
  public void purpose(
      Mode what, float[] gradientTo, Collective workers, int rowsOfBatch, boolean movingRunning) {
    mode = what;
    gradient = gradientTo;
    collective = workers;
    batchRows = rowsOfBatch;
    movesRunning = movingRunning;
  }

  /** Whether running statistics are to be moved by this pass. */
  public boolean movesRunning() {
    return movesRunning;
  }

  /** The flow's numbers. */
  public Weights weights() {
    return weights;
  }

  /** The flat array of the flow's numbers. */
  public float[] values() {
    return weights.values();
  }

  /**
   * The tile's rows, [rows, features], which layers transform in place; in backward passes their
   * gradient.
   */
  public float[] x() {
    return x;
  }

  /** The tile's context, [rows, context columns]. */
  public float[] contextRows() {
    return contextRows;
  }

  /** Gradients by context, [rows, context columns], to which layers add. */
  public float[] contextGradient() {
    return contextGradient;
  }

  /** Log-determinants, one a row, to which layers add. */
  public double[] logDet() {
    return logDet;
  }

  /** The derivative of the objective by each row's log-density. */
  public float[] seed() {
    return seed;
  }

  /** Rows of the tile. */
  public int rows() {
    return rows;
  }

  /** Context columns. */
  public int context() {
    return context;
  }

  /** Features of a row. */
  public int features() {
    return features;
  }

  /**
   * Where weight gradients are added, in the layout of the flat array; null where none are wanted.
   */
  public float[] gradient() {
    return gradient;
  }

  /** Does away with weight gradients until {@link #showGradient}; returns where they go. */
  public float[] hideGradient() {
    float[] hidden = gradient;
    gradient = null;
    return hidden;
  }

  /** Has weight gradients added again where {@link #hideGradient} took them from. */
  public void showGradient(float[] hidden) {
    gradient = hidden;
  }

  /** The pass's one run of numbers, to be aimed. */
  public Run run() {
    return run;
  }

  /** What the pass is for. */
  public Mode mode() {
    return mode;
  }

  /** Sums over the workers of the batch. */
  public Collective collective() {
    return collective;
  }

  /** Rows of the whole batch. */
  public int batchRows() {
    return batchRows;
  }
}
