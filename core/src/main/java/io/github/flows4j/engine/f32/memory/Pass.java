package io.github.flows4j.engine.f32.memory;

import io.github.flows4j.engine.Collective;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.ImageShape;
import java.util.ArrayList;
import java.util.Arrays;
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
  private final Keeping keeping;
  private final boolean[] recomputed;
  private final int given;
  private final int context;
  private final boolean embedded;
  private final int width;
  private final boolean images;
  private final int leastMoved;

  private int capacity;
  private float[] x;
  private float[] givenContext;
  private float[] givenGradient;
  private float[] contextRows;
  private float[] contextGradient;
  private double[] logDet;
  private float[] seed;
  private float[][][] kept;
  private float[][] inputs;
  private float[] spareRows;
  private double[] spareLogDet;
  private int entered;
  private float[][] shared;

  private float[] left = new float[0];
  private double[] placeLogDet = new double[0];
  private float[] placeSeed = new float[0];
  private int rows;
  private int features;
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
  private double dropout;
  private int dropoutKey;

  /**
   * A pass over tiles of up to {@code capacity} rows.
   *
   * @param plans the buffers of each layer
   * @param spec the flow: what a row and its context are
   * @param keeping whether a layer's buffers outlive the next layer's work, as backward passes need
   * @param leastMoved the fewest numbers of a row that a map is given at once
   * @param recomputable of which layers it may keep the inputs only
   */
  public Pass(
      Weights weights,
      List<BufferPlan> plans,
      FlowSpec spec,
      int capacity,
      Keeping keeping,
      int leastMoved,
      boolean[] recomputable) {
    this.weights = weights;
    this.plans = List.copyOf(plans);
    doubles = new double[plans.size()][][];
    for (int i = 0; i < doubles.length; i++) doubles[i] = plans.get(i).allocateDoubles();
    this.keeping = keeping;
    this.leastMoved = leastMoved;
    recomputed = keeping == Keeping.INPUTS ? recomputable.clone() : new boolean[plans.size()];
    width = spec.features();
    features = width;
    images = spec.shape() instanceof ImageShape;
    given = spec.context();
    context = spec.conditioning();
    embedded = spec.embedding().isPresent();
    allocate(capacity);
  }

  private void allocate(int rowCapacity) {
    capacity = rowCapacity;
    x = new float[Math.multiplyExact(rowCapacity, width)];
    if (images) left = new float[x.length];
    contextRows = new float[Math.multiplyExact(rowCapacity, context)];
    contextGradient = new float[contextRows.length];
    givenContext = embedded ? new float[Math.multiplyExact(rowCapacity, given)] : contextRows;
    givenGradient = embedded ? new float[givenContext.length] : contextGradient;
    logDet = new double[rowCapacity];
    seed = new float[rowCapacity];
    // Maps take numbers in whole vectors. Rows of vectors are rounded up for them; images are so
    // large that buffers have a part of a row to spare instead.
    int rowRoom = images ? rowCapacity : padded(rowCapacity);
    double spare = images ? (double) padded(1) / leastMoved : 0;
    List<BufferPlan> sharing = new ArrayList<>();
    kept = new float[plans.size()][][];
    inputs = new float[plans.size()][];
    for (int i = 0; i < kept.length; i++) {
      if (keeping == Keeping.NOTHING || recomputed[i]) sharing.add(plans.get(i));
      else kept[i] = plans.get(i).allocate(rowRoom, spare);
      if (recomputed[i]) inputs[i] = new float[x.length];
    }
    shared = BufferPlan.allocateShared(sharing, rowRoom, spare);
    for (int i = 0; i < kept.length; i++) if (kept[i] == null) kept[i] = shared;
    if (keeping == Keeping.INPUTS) {
      spareRows = new float[x.length];
      spareLogDet = new double[rowCapacity];
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
    return rows == 1 && keeping == Keeping.NOTHING && weights.fixed();
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
    features = width;
    narrow = false;
    Arrays.fill(logDet, 0, tileRows, 0);
    Arrays.fill(contextGradient, 0, tileRows * context, 0);
  }

  /** Turns to the buffers of a layer. */
  public void enter(int layer) {
    current = kept[layer];
    currentDoubles = doubles[layer];
    entered = layer;
  }

  /** Before the layer entered runs forward: keeps its input if that is all that is kept of it. */
  public void keepInput() {
    if (recomputed[entered]) System.arraycopy(x, 0, inputs[entered], 0, rows * features);
  }

  /** Whether the layer entered is to run forward once more before it runs backward. */
  public boolean recomputes() {
    return recomputed[entered];
  }

  /** Puts the gradient aside and the kept input of the layer entered in its place. */
  public void beginAgain() {
    swapSpares();
    System.arraycopy(inputs[entered], 0, x, 0, rows * features);
  }

  /** After the layer has run forward once more: the gradient is back in its place. */
  public void endAgain() {
    swapSpares();
  }

  private void swapSpares() {
    float[] otherRows = x;
    x = spareRows;
    spareRows = otherRows;
    double[] otherLogDet = logDet;
    logDet = spareLogDet;
    spareLogDet = otherLogDet;
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
    dropout = 0;
  }

  /**
   * Has networks leave out hidden units until the next {@link #purpose}.
   *
   * @param probability of each unit, in [0, 1)
   * @param key what else which ones depends on
   */
  public void dropping(double probability, int key) {
    dropout = probability;
    dropoutKey = key;
  }

  /** The probability that a hidden unit is left out; 0 for none. */
  public double dropout() {
    return dropout;
  }

  /** What, beside its place, it depends on which are left out. */
  public int dropoutKey() {
    return dropoutKey;
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

  /**
   * Numbers of images that have become latent on the way, or their gradient: [rows, numbers of a
   * whole row], each at its place in the latent row.
   */
  public float[] left() {
    return left;
  }

  /** Says how many numbers of a row are left for the layers to come. */
  public void features(int now) {
    features = now;
  }

  /** Numbers of a whole row, as it came and as it ends. */
  public int width() {
    return width;
  }

  /**
   * Until {@link #joinPlaces}, takes each place of an image for a row: a layer of vectors then
   * works on the channels of every pixel.
   */
  public void splitPlaces(int places) {
    int all = Math.multiplyExact(rows, places);
    if (placeLogDet.length < all) {
      placeLogDet = new double[all];
      placeSeed = new float[all];
    }
    Arrays.fill(placeLogDet, 0, all, 0);
    for (int r = 0; r < rows; r++) Arrays.fill(placeSeed, r * places, (r + 1) * places, seed[r]);
    swapPlaces();
    rows = all;
    features /= places;
    batchRows *= places;
  }

  /** Ends {@link #splitPlaces} of as many places. */
  public void joinPlaces(int places) {
    swapPlaces();
    rows /= places;
    features *= places;
    batchRows /= places;
    for (int r = 0; r < rows; r++) {
      double sum = 0;
      for (int p = r * places; p < (r + 1) * places; p++) sum += placeLogDet[p];
      logDet[r] += sum;
    }
  }

  private void swapPlaces() {
    double[] dets = logDet;
    logDet = placeLogDet;
    placeLogDet = dets;
    float[] seeds = seed;
    seed = placeSeed;
    placeSeed = seeds;
  }

  /**
   * The tile's context as it is given, [rows, {@link #given}]; the same array as {@link
   * #contextRows} where no network is between.
   */
  public float[] givenContext() {
    return givenContext;
  }

  /** Gradients by {@link #givenContext}, once a backward pass has come to its end. */
  public float[] givenGradient() {
    return givenGradient;
  }

  /** The tile's context as layers and base see it, [rows, {@link #context}]. */
  public float[] contextRows() {
    return contextRows;
  }

  /** Gradients by {@link #contextRows}, to which layers and base add. */
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

  /** Context columns as they are given. */
  public int given() {
    return given;
  }

  /** Numbers of a row's context that layers and base see. */
  public int context() {
    return context;
  }

  /** Features of a row, as far as they are left for the layer at work. */
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
