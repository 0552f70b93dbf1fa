package io.github.flows4j.engine.f32.net;

import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Slot;
import io.github.flows4j.engine.f32.simd.Kernels;
import java.util.Arrays;

/**
 * One convolution over the images of a tile, with a border of zeros. Images lie pixel by pixel
 * without borders, one after the other, so that a tile is a matrix [pixels of all images][channels
 * padded].
 *
 * <p>A kernel of 1 x 1 is a dense layer over pixels. One of 3 x 3 comes in two forms, each the
 * other's adjoint ({@link Slot} has the weight in the one that costs less):
 *
 * <ul>
 *   <li>taps in rows: a product over patches, [pixels][9 inputs]; the gradient by input is a
 *       product to [pixels][9 inputs], folded;
 *   <li>taps in columns, for few outputs: a product to [pixels][9 outputs], folded; the gradient by
 *       input is a product over patches of the gradient by output.
 * </ul>
 *
 * <p>Patches are made a block of pixels at a time, small enough to stay in the cache; beside a
 * product by so many columns the copying costs a few percent.
 */
final class Convolution {
  /** Numbers of a block of patches. */
  private static final int BLOCK = 1 << 14;

  /** Numbers, or at least three rows of pixels, that wait to be folded. */
  private static final int FOLDED = 1 << 15;

  private final Kernels kernels;
  private final Slot weight;
  private final Slot bias;
  private final int height;
  private final int width;
  private final int inputs;
  private final int outputs;
  private final int inputStride;
  private final boolean wide;
  private final int block;
  private final int chunk;
  private final int patchesLength;
  private final int foldedLength;
  private final int partLength;

  /** The convolution whose tensors are {@code name.weight} and {@code name.bias}. */
  Convolution(Kernels kernels, Layout layout, String name, int height, int width) {
    this.kernels = kernels;
    this.height = height;
    this.width = width;
    weight = layout.slot(name + ".weight");
    bias = layout.slot(name + ".bias");
    outputs = weight.tensor().shape().get(0);
    inputs = weight.tensor().shape().get(1);
    inputStride = kernels.pad(inputs);
    wide = weight.taps() > 1;
    int surroundings = weight.taps() * patched();
    // a multiple of the rows of the widest register tiles
    block = Math.max(12, Math.min(240, BLOCK / surroundings / 12 * 12));
    int row = Math.multiplyExact(width, foldedRow());
    chunk = Math.max(1, Math.min(height, FOLDED / row - 2));
    patchesLength = wide ? Math.multiplyExact(block, surroundings) + kernels.lanes() : 0;
    foldedLength =
        wide ? Math.multiplyExact(Math.min(height, chunk + 2), row) + kernels.lanes() : 0;
    partLength = weight.tapsInColumns() ? weight.outputs() * inputStride : 0;
  }

  /** Channels of what is made into patches. */
  private int patched() {
    return weight.tapsInColumns() ? outputs : inputs;
  }

  /** Numbers of a pixel that wait to be folded. */
  private int foldedRow() {
    return weight.tapsInColumns() ? weight.stride() : weight.transposedStride();
  }

  /** Distance between pixels of the output: its channels, padded. */
  int stride() {
    return bias.stride();
  }

  /** Distance between pixels of the input. */
  int inputStride() {
    return inputStride;
  }

  /** Numbers of scratch memory it works in, whatever the rows. */
  int scratch() {
    int product = Math.max(patchesLength, foldedLength);
    return Math.addExact(
        product, Math.addExact(partLength, weight.tapsInColumns() ? weight.length() : 0));
  }

  private int pixels(Pass pass) {
    return pass.rows() * height * width;
  }

  /** y = W * x + b, then ReLU if asked. */
  void forward(Pass pass, float[] scratch, float[] x, float[] y, boolean relu) {
    forward(pass, scratch, x, pass.values(), bias.at(), 0, y, relu);
  }

  /**
   * With the bias of each image: that of row r at {@code startAt + r * startRow}, {@link #stride()}
   * numbers.
   */
  void forward(
      Pass pass,
      float[] scratch,
      float[] x,
      float[] start,
      int startAt,
      int startRow,
      float[] y,
      boolean relu) {
    int pixels = height * width;
    if (startRow == 0 && !(wide && weight.tapsInColumns())) {
      gather(pass, scratch, x, 0, pixels(pass), start, startAt, y, relu);
      return;
    }
    for (int r = 0; r < pass.rows(); r++) {
      int from = startAt + r * startRow;
      if (wide && weight.tapsInColumns()) {
        scatter(
            r,
            scratch,
            x,
            inputStride,
            inputs,
            pass.values(),
            weight.at(),
            weight.stride(),
            outputs,
            start,
            from,
            relu,
            y,
            stride());
      } else {
        gather(pass, scratch, x, r * pixels, (r + 1) * pixels, start, from, y, relu);
      }
    }
  }

  /** Forward with the taps in rows: patches of pixels {@code from} to {@code to}, times W. */
  private void gather(
      Pass pass,
      float[] scratch,
      float[] x,
      int from,
      int to,
      float[] start,
      int startAt,
      float[] y,
      boolean relu) {
    int step = wide ? block : to - from;
    for (int q = from; q < to; q += step) {
      int count = Math.min(step, to - q);
      if (wide) kernels.patches(height, width, inputs, q, count, x, 0, inputStride, scratch, 0);
      kernels.affine(
          count,
          stride(),
          weight.inputs(),
          wide ? scratch : x,
          wide ? 0 : q * inputStride,
          wide ? weight.inputs() : inputStride,
          pass.values(),
          weight.at(),
          weight.stride(),
          start,
          startAt,
          y,
          q * stride(),
          stride(),
          relu);
    }
  }

  /**
   * Image r times B, folded: y = start + fold(x B), some rows of pixels at a time.
   *
   * @param k columns of x, rows of B
   * @param channels those of y
   */
  private void scatter(
      int r,
      float[] scratch,
      float[] x,
      int xRow,
      int k,
      float[] b,
      int bAt,
      int bRow,
      int channels,
      float[] start,
      int startAt,
      boolean relu,
      float[] y,
      int yRow) {
    int image = r * height * width;
    int row = width * bRow;
    int first = 0;
    int done = 0;
    for (int from = 0; from < height; from += chunk) {
      int to = Math.min(height, from + chunk);
      int kept = Math.max(0, from - 1);
      if (kept > first)
        System.arraycopy(scratch, (kept - first) * row, scratch, 0, (done - kept) * row);
      first = kept;
      int needed = Math.min(height, to + 1);
      kernels.product(
          (needed - done) * width,
          bRow,
          k,
          x,
          (image + done * width) * xRow,
          xRow,
          b,
          bAt,
          bRow,
          scratch,
          (done - first) * row,
          bRow);
      done = needed;
      kernels.fold(
          height,
          width,
          channels,
          from,
          to,
          scratch,
          -first * row,
          bRow,
          start,
          startAt,
          relu,
          y,
          image * yRow,
          yRow);
    }
  }

  /**
   * Backward: adds the gradients by weight and bias, if the pass wants them, and writes that by
   * input.
   *
   * @param x what {@link #forward} was given
   * @param throughRelu whether x came out of a ReLU and the gradient wanted is that by what went in
   */
  void backward(
      Pass pass, float[] scratch, float[] x, float[] gradY, boolean throughRelu, float[] gradX) {
    backward(pass, scratch, x, gradY, throughRelu, gradX, true);
  }

  /** As {@link #backward}, but the gradient by bias only if asked. */
  void backward(
      Pass pass,
      float[] scratch,
      float[] x,
      float[] gradY,
      boolean throughRelu,
      float[] gradX,
      boolean biased) {
    float[] gradient = pass.gradient();
    if (gradient != null && biased)
      kernels.addColumnSums(pixels(pass), stride(), gradY, 0, stride(), gradient, bias.at());
    if (weight.tapsInColumns()) backwardColumns(pass, scratch, x, gradY, throughRelu, gradX);
    else backwardRows(pass, scratch, x, gradY, throughRelu, gradX);
  }

  private void backwardColumns(
      Pass pass, float[] scratch, float[] x, float[] gradY, boolean throughRelu, float[] gradX) {
    boolean wanted = pass.gradient() != null;
    int part = Math.max(patchesLength, foldedLength);
    if (wanted) Arrays.fill(scratch, part, part + partLength, 0.0f);
    int pixels = pixels(pass);
    int step = wide ? block : pixels;
    int columns = weight.outputs();
    for (int q = 0; q < pixels; q += step) {
      int count = Math.min(step, pixels - q);
      if (wide) kernels.patches(height, width, outputs, q, count, gradY, 0, stride(), scratch, 0);
      float[] a = wide ? scratch : gradY;
      int aRow = wide ? columns : stride();
      if (wanted)
        kernels.addTransposedProduct(
            columns,
            inputStride,
            count,
            a,
            0,
            aRow,
            x,
            q * inputStride,
            inputStride,
            scratch,
            part,
            inputStride);
      byInput(pass, a, 0, aRow, columns, q, count, x, throughRelu, gradX);
    }
    if (wanted) addTransposed(pass.gradient(), scratch, part);
  }

  /** The gradient by input of pixels {@code from} on: A times the transposed copy of the weight. */
  private void byInput(
      Pass pass,
      float[] a,
      int aAt,
      int aRow,
      int k,
      int from,
      int count,
      float[] x,
      boolean throughRelu,
      float[] gradX) {
    float[] b = pass.weights().transposed();
    int bAt = weight.transposedAt();
    int bRow = weight.transposedStride();
    int at = from * inputStride;
    if (throughRelu)
      kernels.gatedProduct(
          count,
          inputStride,
          k,
          a,
          aAt,
          aRow,
          b,
          bAt,
          bRow,
          x,
          at,
          inputStride,
          gradX,
          at,
          inputStride);
    else kernels.product(count, inputStride, k, a, aAt, aRow, b, bAt, bRow, gradX, at, inputStride);
  }

  /** Adds the gradient of a weight with its taps in columns, made transposed, to its place. */
  private void addTransposed(float[] gradient, float[] scratch, int part) {
    int turned = part + partLength;
    int columns = weight.outputs();
    kernels.transpose(
        columns, inputs, scratch, part, inputStride, scratch, turned, weight.stride());
    for (int i = 0; i < inputs; i++)
      kernels.add(
          columns,
          scratch,
          turned + i * weight.stride(),
          gradient,
          weight.at() + i * weight.stride());
  }

  private void backwardRows(
      Pass pass, float[] scratch, float[] x, float[] gradY, boolean throughRelu, float[] gradX) {
    int pixels = pixels(pass);
    if (pass.gradient() != null) addByWeight(pass, scratch, x, gradY);
    if (!wide) {
      byInput(pass, gradY, 0, stride(), outputs, 0, pixels, x, throughRelu, gradX);
      return;
    }
    for (int r = 0; r < pass.rows(); r++)
      scatter(
          r,
          scratch,
          gradY,
          stride(),
          outputs,
          pass.weights().transposed(),
          weight.transposedAt(),
          weight.transposedStride(),
          inputs,
          null,
          0,
          false,
          gradX,
          inputStride);
    if (throughRelu) kernels.gate(pixels * inputStride, x, 0, gradX, 0);
  }

  private void addByWeight(Pass pass, float[] scratch, float[] x, float[] gradY) {
    int pixels = pixels(pass);
    int step = wide ? block : pixels;
    for (int q = 0; q < pixels; q += step) {
      int count = Math.min(step, pixels - q);
      if (wide) kernels.patches(height, width, inputs, q, count, x, 0, inputStride, scratch, 0);
      kernels.addTransposedProduct(
          weight.inputs(),
          stride(),
          count,
          wide ? scratch : x,
          0,
          wide ? weight.inputs() : inputStride,
          gradY,
          q * stride(),
          stride(),
          pass.gradient(),
          weight.at(),
          weight.stride());
    }
  }
}
