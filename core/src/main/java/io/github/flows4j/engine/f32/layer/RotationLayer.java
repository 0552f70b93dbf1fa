package io.github.flows4j.engine.f32.layer;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Slot;
import io.github.flows4j.engine.f32.net.Rowwise;
import io.github.flows4j.engine.f32.simd.Kernels;
import java.util.Arrays;

/**
 * y = R x, R = exp(A - A'). A pass keeps R with the A it was made of, so that it is made again only
 * when A has changed: once a training step, once in all where a flow is only run.
 *
 * <p>Backward: with G = dL/dR, dL/d(A - A') is the derivative of the exponential at (A - A')' in
 * the direction G, once for each tile. This costs 3 products of D x D matrices where R alone costs
 * 1, about 6 + log2(|A - A'|) times.
 */
@SuppressWarnings("cast")
final class RotationLayer implements Layer {
  private final int features;
  private final int stride;
  private final Kernels kernels;
  private final Slot generator;
  private final MatrixExponential exponential;
  private final int ownA;
  private final int ownR;
  private final int input;
  private final int output;
  private final int matrix;

  RotationLayer(String name, int features, Kernels kernels, Layout layout, BufferPlan plan) {
    this.features = features;
    this.kernels = kernels;
    stride = kernels.pad(features);
    generator = layout.slot(name + "generator");
    exponential = new MatrixExponential(features, plan);
    // A, and whether it is there
    ownA = plan.doubles(features * features + 1);
    ownR = plan.doubles(exponential.size());
    input = plan.perRow(stride);
    output = plan.perRow(stride);
    matrix = plan.fixed(features * stride);
  }

  @Override
  public void forward(Pass pass) {
    apply(pass, true);
  }

  @Override
  public void inverse(Pass pass) {
    apply(pass, false);
  }

  @Override
  public void backward(Pass pass) {
    addGradient(pass, pass.x(), features, pass.buffer(input), stride);
    apply(pass, false);
  }

  /** Of x = R' z: dL/dR is that of y = R x with the two changing places. */
  @Override
  public void backwardInverse(Pass pass) {
    Rowwise.pad(pass.rows(), features, pass.x(), pass.buffer(output), stride);
    addGradient(pass, pass.buffer(input), stride, pass.buffer(output), stride);
    apply(pass, true);
  }

  /** The pass's rows times R or R'; what they were stays in the buffer of inputs. */
  private void apply(Pass pass, boolean forward) {
    double[] rotation = rotation(pass);
    int row = exponential.stride();
    float[] b = pass.buffer(matrix);
    Arrays.fill(b, 0, features * stride, 0);
    for (int i = 0; i < features; i++)
      for (int j = 0; j < features; j++)
        b[i * stride + j] = (float) (forward ? rotation[j * row + i] : rotation[i * row + j]);
    float[] x = pass.x();
    float[] in = pass.buffer(input);
    float[] out = pass.buffer(output);
    Rowwise.pad(pass.rows(), features, x, in, stride);
    kernels.product(pass.rows(), stride, features, in, 0, stride, b, 0, stride, out, 0, stride);
    Rowwise.compact(pass.rows(), features, out, stride, x);
  }

  private double[] rotation(Pass pass) {
    double[] a = pass.doubles(ownA);
    double[] own = pass.doubles(ownR);
    int size = features * features;
    boolean same = a[size] == 1;
    for (int i = 0; i < features; i++)
      for (int j = 0; j < features; j++) {
        double now = generator(pass, i, j);
        same &= a[i * features + j] == now;
        a[i * features + j] = now;
      }
    if (same) return own;
    a[size] = 1;
    argument(pass, 1);
    System.arraycopy(exponential.compute(pass, false), 0, own, 0, own.length);
    return own;
  }

  private double generator(Pass pass, int i, int j) {
    return pass.values()[generator.at() + j * generator.stride() + i];
  }

  /** A - A', or the same with the other sign, which is its transpose. */
  private double[] argument(Pass pass, int sign) {
    double[] x = exponential.argument(pass);
    for (int i = 0; i < features; i++)
      for (int j = 0; j < features; j++)
        x[i * exponential.stride() + j] = sign * (generator(pass, i, j) - generator(pass, j, i));
    return x;
  }

  /** Adds the gradient by A, with dL/dR the sum over rows of left right', right's rows padded. */
  private void addGradient(Pass pass, float[] left, int leftRow, float[] right, int rightRow) {
    float[] gradient = pass.gradient();
    if (gradient == null) return;
    float[] byRotation = pass.buffer(matrix);
    Arrays.fill(byRotation, 0, features * stride, 0);
    kernels.addTransposedProduct(
        features, stride, pass.rows(), left, 0, leftRow, right, 0, rightRow, byRotation, 0, stride);
    int row = exponential.stride();
    int size = exponential.size();
    double[] x = argument(pass, -1);
    for (int i = 0; i < features; i++)
      for (int j = 0; j < features; j++) x[size + i * row + j] = byRotation[i * stride + j];
    double[] exp = exponential.compute(pass, true);
    for (int i = 0; i < features; i++)
      for (int j = 0; j < features; j++)
        gradient[generator.at() + j * generator.stride() + i] +=
            (float) (exp[size + i * row + j] - exp[size + j * row + i]);
  }
}
