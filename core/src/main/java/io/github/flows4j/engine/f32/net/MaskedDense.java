package io.github.flows4j.engine.f32.net;

import io.github.flows4j.engine.f32.memory.Arrangement;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Slot;
import io.github.flows4j.engine.f32.simd.Kernels;
import java.util.ArrayList;
import java.util.List;

/**
 * One masked dense layer, lanes over the rows of a tile: Y = W X, where X is [1 + inputs][rows
 * padded] with ones in its first row for the bias. Weights are sorted by {@link Arrangement}, so
 * that a run of output rows needs only the leading rows of X; both ways, blocks of rows skip what
 * is masked for all of them.
 */
public final class MaskedDense {
  /** Rows or columns that share a depth: the height of the wide register tiles. */
  private static final int BLOCK = 6;

  /** So many are one product where there are no more of them, or where products are not deep. */
  private static final int SHALLOW_BLOCK = 12;

  private static final int DEEP = 64;

  /** Rows of the gradient that share a width: the height of the narrow register tiles. */
  private static final int GRADIENT_ROWS = 12;

  /** Columns of the gradient taken together, in vectors: with their inputs they stay in L1. */
  private static final int GRADIENT_VECTORS = 4;

  /** How many vectors of outputs of a single row share a depth. */
  static final int SINGLE_VECTORS = 2;

  private final Kernels kernels;
  private final Slot weight;
  private final Arrangement arrangement;
  private final List<Block> outputs = new ArrayList<>();
  private final List<Block> inputs = new ArrayList<>();
  private final List<Patch> patches = new ArrayList<>();

  /**
   * A run of output rows and the leading columns they need, or a run of columns and the first row
   * that needs them.
   */
  private record Block(int from, int to, int limit) {}

  /** Rows {@code from} to {@code to} of the gradient, some columns wide. */
  private record Patch(int from, int to, int column, int width) {}

  /** The layer of a weight that has an arrangement. */
  public MaskedDense(Kernels kernels, Slot weight) {
    this.kernels = kernels;
    this.weight = weight;
    arrangement = weight.arrangement();
    int height = arrangement.columns() > DEEP ? BLOCK : SHALLOW_BLOCK;
    for (int row = 0; row < arrangement.rows(); row += height) {
      int end = Math.min(row + height, arrangement.rows());
      add(outputs, new Block(row, end, depth(row, end)));
    }
    height = arrangement.rows() > DEEP ? BLOCK : SHALLOW_BLOCK;
    for (int column = 1; column < arrangement.columns(); column += height) {
      int end = Math.min(column + height, arrangement.columns());
      add(inputs, new Block(column, end, firstRow(column, end)));
    }
    int width = GRADIENT_VECTORS * kernels.lanes();
    for (int column = 0; column < weight.stride(); column += width) addPatches(column, width);
  }

  /** A number that no other layer of the flow has. */
  int place() {
    return weight.at();
  }

  /** The patches of a run of columns; neighbours of the same width are one. */
  private void addPatches(int column, int most) {
    int start = 0;
    int open = 0;
    for (int row = 0; row < arrangement.rows(); row += GRADIENT_ROWS) {
      int end = Math.min(row + GRADIENT_ROWS, arrangement.rows());
      int columns = Math.min(weight.stride(), kernels.pad(depth(row, end)));
      int width = Math.max(0, Math.min(most, columns - column));
      if (width == open) continue;
      if (open > 0) patches.add(new Patch(start, row, column, open));
      start = row;
      open = width;
    }
    if (open > 0) patches.add(new Patch(start, arrangement.rows(), column, open));
  }

  /** Neighbours with the same limit are one block. */
  private static void add(List<Block> blocks, Block next) {
    if (!blocks.isEmpty()) {
      Block last = blocks.get(blocks.size() - 1);
      if (last.limit() == next.limit()) {
        blocks.set(blocks.size() - 1, new Block(last.from(), next.to(), last.limit()));
        return;
      }
    }
    blocks.add(next);
  }

  private int depth(int from, int to) {
    int depth = 0;
    for (int row = from; row < to; row++) depth = Math.max(depth, arrangement.depth(row));
    return depth;
  }

  private int firstRow(int from, int to) {
    int first = arrangement.rows();
    for (int column = from; column < to; column++)
      first = Math.min(first, arrangement.firstRow(column));
    return first;
  }

  /** Numbers of a row of the transposed inputs. */
  public int transposedStride() {
    return weight.stride();
  }

  /** How its weight is kept. */
  public Arrangement arrangement() {
    return arrangement;
  }

  /**
   * Y = W X, then ReLU if asked, for output rows {@code from} to {@code to}; output row r is row
   * {@code yRow + r} of y.
   */
  public void forward(
      Pass pass, float[] x, float[] zeros, float[] y, int yRow, boolean relu, int from, int to) {
    if (pass.lanes() == 1) {
      single(pass, x, zeros, y, yRow, relu);
      return;
    }
    if (to - from <= SHALLOW_BLOCK) {
      if (from < to) product(pass, x, zeros, y, yRow, relu, from, to, depth(from, to));
      return;
    }
    for (int i = 0; i < outputs.size(); i++) {
      Block block = outputs.get(i);
      int start = Math.max(from, block.from());
      int end = Math.min(to, block.to());
      if (start < end) product(pass, x, zeros, y, yRow, relu, start, end, block.limit());
    }
  }

  /**
   * A single row: its units are a vector, and the product streams the transposed copy of the
   * weight, a few vectors of outputs at a time.
   */
  private void single(Pass pass, float[] x, float[] zeros, float[] y, int yRow, boolean relu) {
    int outputsPadded = weight.transposedStride();
    int width = SINGLE_VECTORS * kernels.lanes();
    for (int from = 0; from < outputsPadded; from += width) {
      int to = Math.min(from + width, outputsPadded);
      int depth = depth(from, Math.min(to, arrangement.rows()));
      kernels.affine(
          1,
          to - from,
          depth,
          x,
          0,
          depth,
          pass.weights().transposed(),
          weight.transposedAt() + from,
          outputsPadded,
          zeros,
          0,
          y,
          yRow + from,
          outputsPadded,
          relu);
    }
  }

  private void product(
      Pass pass,
      float[] x,
      float[] zeros,
      float[] y,
      int yRow,
      boolean relu,
      int from,
      int to,
      int depth) {
    int lanes = pass.lanes();
    kernels.affine(
        to - from,
        lanes,
        depth,
        pass.values(),
        weight.at() + from * weight.stride(),
        weight.stride(),
        x,
        0,
        lanes,
        zeros,
        0,
        y,
        (yRow + from) * lanes,
        lanes,
        relu);
  }

  /**
   * gradX = W' gradY for columns {@code from} to {@code to}, each a row of gradX; gradY's rows
   * begin at gradYRow.
   */
  public void backwardInput(
      Pass pass, float[] gradY, int gradYRow, float[] gradX, int from, int to) {
    if (to - from <= SHALLOW_BLOCK) {
      if (from < to) transposedProduct(pass, gradY, gradYRow, gradX, from, to, firstRow(from, to));
      return;
    }
    for (int i = 0; i < inputs.size(); i++) {
      Block block = inputs.get(i);
      int start = Math.max(from, block.from());
      int end = Math.min(to, block.to());
      if (start < end) transposedProduct(pass, gradY, gradYRow, gradX, start, end, block.limit());
    }
  }

  private void transposedProduct(
      Pass pass, float[] gradY, int gradYRow, float[] gradX, int from, int to, int firstRow) {
    int lanes = pass.lanes();
    kernels.transposedProduct(
        to - from,
        lanes,
        arrangement.rows() - firstRow,
        pass.values(),
        weight.at() + firstRow * weight.stride() + from,
        weight.stride(),
        gradY,
        (gradYRow + firstRow) * lanes,
        lanes,
        gradX,
        from * lanes,
        lanes);
  }

  /**
   * Adds the gradient by weight and bias, if the pass wants it; at what is masked it leaves numbers
   * without meaning, see {@link Arrangement#clearMasked}.
   *
   * @param transposed room for X', [rows][{@link #transposedStride}]
   */
  public void backwardWeights(
      Pass pass, float[] x, float[] transposed, float[] gradY, int gradYRow) {
    float[] gradient = pass.gradient();
    if (gradient == null) return;
    int lanes = pass.lanes();
    int stride = weight.stride();
    kernels.transpose(arrangement.columns(), pass.rows(), x, 0, lanes, transposed, 0, stride);
    for (int i = 0; i < patches.size(); i++) {
      Patch patch = patches.get(i);
      kernels.addProduct(
          patch.to() - patch.from(),
          patch.width(),
          pass.rows(),
          gradY,
          (gradYRow + patch.from()) * lanes,
          lanes,
          transposed,
          patch.column(),
          stride,
          gradient,
          weight.at() + patch.from() * stride + patch.column(),
          stride);
    }
  }
}
