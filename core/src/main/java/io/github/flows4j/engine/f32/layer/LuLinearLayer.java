package io.github.flows4j.engine.f32.layer;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Slot;
import io.github.flows4j.engine.f32.net.Rowwise;
import io.github.flows4j.engine.f32.simd.Kernels;
import java.util.Arrays;

/**
 * y = L U x + bias, by two products; the inverse by two triangular solves. U's diagonal is sign
 * exp(log_diagonal), L's is 1.
 *
 * <p>A product needs its triangle without what training leaves beside it, so each is copied to a
 * buffer of its own first: a small part of a tile's work.
 */
@SuppressWarnings("cast")
final class LuLinearLayer implements Layer {
  /** Columns that a triangular solve takes one by one, before a product takes what they give. */
  private static final int BLOCK = 32;

  private final int features;
  private final int stride;
  private final Kernels kernels;
  private final Slot lower;
  private final Slot upper;
  private final Slot logDiagonal;
  private final Slot bias;
  private final Slot sign;
  private final int diagonal;
  private final int outer;
  private final int middle;
  private final int gradOuter;
  private final int gradMiddle;
  private final int matrix;
  private final int block;
  private final int known;

  LuLinearLayer(String name, int features, Kernels kernels, Layout layout, BufferPlan plan) {
    this.features = features;
    this.kernels = kernels;
    stride = kernels.pad(features);
    lower = layout.slot(name + "lower");
    upper = layout.slot(name + "upper");
    logDiagonal = layout.slot(name + "log_diagonal");
    bias = layout.slot(name + "bias");
    sign = layout.slot(name + "sign");
    diagonal = plan.fixed(features);
    outer = plan.perRow(stride);
    middle = plan.perRow(stride);
    gradOuter = plan.perRow(stride);
    gradMiddle = plan.perRow(stride);
    matrix = plan.fixed(features * stride);
    block = kernels.pad(BLOCK);
    known = plan.perRow(block);
  }

  @Override
  public void forward(Pass pass) {
    float[] x = pass.buffer(outer);
    float[] t = pass.buffer(middle);
    Rowwise.pad(pass.rows(), features, pass.x(), x, stride);
    product(pass, x, upper(pass, false), t);
    float[] y = pass.buffer(gradOuter);
    product(pass, t, lower(pass, false), y);
    float[] values = pass.values();
    for (int r = 0; r < pass.rows(); r++)
      for (int j = 0; j < features; j++)
        pass.x()[r * features + j] = y[r * stride + j] + values[bias.at() + j];
    addLogDet(pass, 1);
  }

  @Override
  public void inverse(Pass pass) {
    float[] x = pass.buffer(outer);
    float[] t = pass.buffer(middle);
    float[] values = pass.values();
    Rowwise.pad(pass.rows(), features, pass.x(), t, stride);
    for (int r = 0; r < pass.rows(); r++)
      for (int j = 0; j < features; j++) t[r * stride + j] -= values[bias.at() + j];
    solve(pass, values, lower.at(), lower.stride(), true, null, t);
    System.arraycopy(t, 0, x, 0, pass.rows() * stride);
    solve(pass, values, upper.at(), upper.stride(), false, diagonal(pass), x);
    Rowwise.compact(pass.rows(), features, x, stride, pass.x());
    addLogDet(pass, -1);
  }

  /**
   * Rows x become the solutions of sum over j of x_j m[j][i] = x_i, by substitution: once x_j is
   * known, its part is taken from those to come, within a block of columns one by one, from all
   * beyond it by one product.
   *
   * @param up whether m[j][i] is for i above j, which come later, or for those below
   * @param d m's diagonal; ones where null
   */
  private void solve(Pass pass, float[] m, int mAt, int mRow, boolean up, float[] d, float[] x) {
    float[] negative = pass.buffer(known);
    int blocks = (features + block - 1) / block;
    for (int b = 0; b < blocks; b++) {
      int from = (up ? b : blocks - 1 - b) * block;
      int to = Math.min(from + block, features);
      for (int r = 0; r < pass.rows(); r++) {
        for (int k = 0; k < to - from; k++) {
          int j = up ? from + k : to - 1 - k;
          if (d != null) x[r * stride + j] /= d[j];
          float value = x[r * stride + j];
          int at = mAt + j * mRow;
          int end = up ? to : j;
          for (int i = up ? j + 1 : from; i < end; i++) x[r * stride + i] -= value * m[at + i];
        }
        for (int k = 0; k < to - from; k++) negative[r * block + k] = -x[r * stride + from + k];
      }
      int first = up ? to : 0;
      int rest = up ? (to == features ? 0 : stride - to) : from;
      if (rest == 0) continue;
      kernels.addProduct(
          pass.rows(),
          rest,
          to - from,
          negative,
          0,
          block,
          m,
          mAt + from * mRow + first,
          mRow,
          x,
          first,
          stride);
    }
  }

  @Override
  public void backward(Pass pass) {
    float[] x = pass.buffer(outer);
    float[] t = pass.buffer(middle);
    float[] gradY = pass.buffer(gradOuter);
    float[] gradT = pass.buffer(gradMiddle);
    Rowwise.pad(pass.rows(), features, pass.x(), gradY, stride);
    addBiasGradient(pass, gradY, 1);
    addTriangle(pass, t, gradY, lower, 1);
    product(pass, gradY, lower(pass, true), gradT);
    addTriangle(pass, x, gradT, upper, 1);
    addDiagonal(pass, x, gradT, 1);
    product(pass, gradT, upper(pass, true), gradY);
    Rowwise.compact(pass.rows(), features, gradY, stride, pass.x());
  }

  /**
   * With t = L^-1 (y - bias) and x = U^-1 t, the gradients by t and y - bias solve the transposed
   * systems, and d(U^-1) = -U^-1 dU U^-1 gives those by the matrices.
   */
  @Override
  public void backwardInverse(Pass pass) {
    float[] x = pass.buffer(outer);
    float[] t = pass.buffer(middle);
    float[] gradY = pass.buffer(gradOuter);
    float[] gradT = pass.buffer(gradMiddle);
    float[] rowsOf = pass.weights().transposed();
    Rowwise.pad(pass.rows(), features, pass.x(), gradT, stride);
    int upperRow = upper.transposedStride();
    solve(pass, rowsOf, upper.transposedAt(), upperRow, true, diagonal(pass), gradT);
    System.arraycopy(gradT, 0, gradY, 0, pass.rows() * stride);
    solve(pass, rowsOf, lower.transposedAt(), lower.transposedStride(), false, null, gradY);
    addTriangle(pass, x, gradT, upper, -1);
    addDiagonal(pass, x, gradT, -1);
    addTriangle(pass, t, gradY, lower, -1);
    addBiasGradient(pass, gradY, -1);
    Rowwise.compact(pass.rows(), features, gradY, stride, pass.x());
  }

  /** out = in B, all with padded rows. */
  private void product(Pass pass, float[] in, float[] b, float[] out) {
    kernels.product(pass.rows(), stride, features, in, 0, stride, b, 0, stride, out, 0, stride);
  }

  /** L' as a matrix [from][to], or L. */
  private float[] lower(Pass pass, boolean transposed) {
    float[] b = triangle(pass, lower, transposed, !transposed);
    for (int i = 0; i < features; i++) b[i * stride + i] = 1.0f;
    return b;
  }

  /** U' as a matrix [from][to], or U. */
  private float[] upper(Pass pass, boolean transposed) {
    float[] b = triangle(pass, upper, transposed, transposed);
    float[] d = diagonal(pass);
    for (int i = 0; i < features; i++) b[i * stride + i] = d[i];
    return b;
  }

  /** A copy of the kept matrix or its transpose, of each row what is before or behind i. */
  private float[] triangle(Pass pass, Slot slot, boolean transposed, boolean behind) {
    float[] b = pass.buffer(matrix);
    float[] from = transposed ? pass.weights().transposed() : pass.values();
    int at = transposed ? slot.transposedAt() : slot.at();
    int row = transposed ? slot.transposedStride() : slot.stride();
    Arrays.fill(b, 0, features * stride, 0);
    for (int i = 0; i < features; i++) {
      int first = behind ? i + 1 : 0;
      int count = behind ? features - i - 1 : i;
      System.arraycopy(from, at + i * row + first, b, i * stride + first, count);
    }
    return b;
  }

  private float[] diagonal(Pass pass) {
    float[] d = pass.buffer(diagonal);
    float[] values = pass.values();
    for (int j = 0; j < features; j++)
      d[j] = values[sign.at() + j] * (float) Math.exp(values[logDiagonal.at() + j]);
    return d;
  }

  /** Adds factor * sum over rows of to from', as far as it belongs to the triangle. */
  private void addTriangle(Pass pass, float[] from, float[] to, Slot slot, int factor) {
    float[] gradient = pass.gradient();
    if (gradient == null) return;
    float[] sum = pass.buffer(matrix);
    Arrays.fill(sum, 0, features * stride, 0);
    kernels.addTransposedProduct(
        features, stride, pass.rows(), from, 0, stride, to, 0, stride, sum, 0, stride);
    for (int j = 0; j < features; j++) {
      int at = slot.at() + j * slot.stride();
      int first = slot.equals(lower) ? j + 1 : 0;
      int end = slot.equals(lower) ? features : j;
      for (int i = first; i < end; i++) gradient[at + i] += factor * sum[j * stride + i];
    }
  }

  private void addDiagonal(Pass pass, float[] x, float[] gradT, int factor) {
    float[] gradient = pass.gradient();
    if (gradient == null) return;
    float[] d = diagonal(pass);
    double seeds = 0;
    for (int r = 0; r < pass.rows(); r++) seeds += pass.seed()[r];
    for (int j = 0; j < features; j++) {
      double sum = seeds;
      for (int r = 0; r < pass.rows(); r++) {
        int i = r * stride + j;
        sum += (double) gradT[i] * x[i] * d[j];
      }
      gradient[logDiagonal.at() + j] += (float) (factor * sum);
    }
  }

  private void addBiasGradient(Pass pass, float[] gradY, int factor) {
    float[] gradient = pass.gradient();
    if (gradient == null) return;
    for (int r = 0; r < pass.rows(); r++)
      for (int j = 0; j < features; j++) gradient[bias.at() + j] += factor * gradY[r * stride + j];
  }

  private void addLogDet(Pass pass, int factor) {
    double sum = 0;
    for (int j = 0; j < features; j++) sum += pass.values()[logDiagonal.at() + j];
    for (int r = 0; r < pass.rows(); r++) pass.logDet()[r] += factor * sum;
  }
}
