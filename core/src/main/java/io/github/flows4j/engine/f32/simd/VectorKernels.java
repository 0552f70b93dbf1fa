package io.github.flows4j.engine.f32.simd;

import jdk.incubator.vector.FloatVector;

/**
 * {@link Kernels} on the Vector API, at the machine's preferred vector width.
 *
 * <p>Loaded by name from {@link KernelProvider}, so that nothing links to {@code
 * jdk.incubator.vector} on a JVM that runs without it. An element of a product does not depend on
 * how many rows are computed with it.
 */
final class VectorKernels implements Kernels {
  private static final int LANES = FloatVector.SPECIES_PREFERRED.length();

  VectorKernels() {}

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public void affine(
      int m,
      int n,
      int k,
      float[] a,
      int aAt,
      int aRow,
      float[] b,
      int bAt,
      int bRow,
      float[] bias,
      int biasAt,
      float[] c,
      int cAt,
      int cRow,
      boolean relu) {
    float floor = relu ? 0.0f : Float.NEGATIVE_INFINITY;
    VectorGemm.multiply(
        m, n, k, a, aAt, aRow, 1, b, bAt, bRow, bias, biasAt, 0, floor, c, cAt, cRow);
  }

  @Override
  public void dots(
      int m,
      int n,
      int k,
      float[] a,
      int aAt,
      int aRow,
      float[] b,
      int bAt,
      int bRow,
      float[] bias,
      int biasAt,
      float[] c,
      int cAt,
      int cRow) {
    VectorDots.multiply(m, n, k, a, aAt, aRow, b, bAt, bRow, bias, biasAt, c, cAt, cRow);
  }

  @Override
  public void product(
      int m,
      int n,
      int k,
      float[] a,
      int aAt,
      int aRow,
      float[] b,
      int bAt,
      int bRow,
      float[] c,
      int cAt,
      int cRow) {
    VectorGemm.multiply(
        m, n, k, a, aAt, aRow, 1, b, bAt, bRow, null, 0, 0, Float.NEGATIVE_INFINITY, c, cAt, cRow);
  }

  @Override
  public void addProduct(
      int m,
      int n,
      int k,
      float[] a,
      int aAt,
      int aRow,
      float[] b,
      int bAt,
      int bRow,
      float[] c,
      int cAt,
      int cRow) {
    VectorGemm.multiply(
        m,
        n,
        k,
        a,
        aAt,
        aRow,
        1,
        b,
        bAt,
        bRow,
        c,
        cAt,
        cRow,
        Float.NEGATIVE_INFINITY,
        c,
        cAt,
        cRow);
  }

  @Override
  public void gatedProduct(
      int m,
      int n,
      int k,
      float[] a,
      int aAt,
      int aRow,
      float[] b,
      int bAt,
      int bRow,
      float[] gate,
      int gateAt,
      int gateRow,
      float[] c,
      int cAt,
      int cRow) {
    VectorGemm.multiply(
        m, n, k, a, aAt, aRow, 1, b, bAt, bRow, null, 0, 0, Float.NEGATIVE_INFINITY, c, cAt, cRow);
    VectorElementwise.gate(m, n, gate, gateAt, gateRow, c, cAt, cRow);
  }

  @Override
  public void addTransposedProduct(
      int m,
      int n,
      int k,
      float[] a,
      int aAt,
      int aRow,
      float[] b,
      int bAt,
      int bRow,
      float[] c,
      int cAt,
      int cRow) {
    VectorGemm.multiply(
        m,
        n,
        k,
        a,
        aAt,
        1,
        aRow,
        b,
        bAt,
        bRow,
        c,
        cAt,
        cRow,
        Float.NEGATIVE_INFINITY,
        c,
        cAt,
        cRow);
  }

  @Override
  public void transposedProduct(
      int m,
      int n,
      int k,
      float[] a,
      int aAt,
      int aRow,
      float[] b,
      int bAt,
      int bRow,
      float[] c,
      int cAt,
      int cRow) {
    VectorGemm.multiply(
        m, n, k, a, aAt, 1, aRow, b, bAt, bRow, null, 0, 0, Float.NEGATIVE_INFINITY, c, cAt, cRow);
  }

  @Override
  public void patches(
      int height,
      int width,
      int channels,
      int from,
      int count,
      float[] x,
      int xAt,
      int xRow,
      float[] p,
      int pAt) {
    VectorImages.patches(height, width, channels, from, count, x, xAt, xRow, p, pAt);
  }

  @Override
  public void fold(
      int height,
      int width,
      int channels,
      int from,
      int to,
      float[] t,
      int tAt,
      int tRow,
      float[] bias,
      int biasAt,
      boolean relu,
      float[] y,
      int yAt,
      int yRow) {
    VectorImages.fold(
        height, width, channels, from, to, t, tAt, tRow, bias, biasAt, relu, y, yAt, yRow);
  }

  @Override
  public void addColumnSums(int m, int n, float[] a, int aAt, int aRow, float[] sum, int sumAt) {
    VectorElementwise.addColumnSums(m, n, a, aAt, aRow, sum, sumAt);
  }

  @Override
  public void transpose(int m, int n, float[] a, int aAt, int aRow, float[] b, int bAt, int bRow) {
    VectorTranspose.transpose(m, n, a, aAt, aRow, b, bAt, bRow);
  }

  @Override
  public void exp(int n, float[] x, int xAt, float[] y, int yAt) {
    VectorMath.exp(n, x, xAt, y, yAt);
  }

  @Override
  public void log(int n, float[] x, int xAt, float[] y, int yAt) {
    VectorMath.log(n, x, xAt, y, yAt);
  }

  @Override
  public void tanh(int n, float[] x, int xAt, float[] y, int yAt) {
    VectorMath.tanh(n, x, xAt, y, yAt);
  }

  @Override
  public void gate(int n, float[] gate, int gateAt, float[] y, int yAt) {
    VectorElementwise.gate(1, n, gate, gateAt, 0, y, yAt, 0);
  }

  @Override
  public void elu(
      int m,
      int n,
      float[] sign,
      float[] h,
      int hAt,
      float[] v,
      int vAt,
      int vRow,
      float[] t,
      int tAt) {
    VectorElu.forward(m, n, sign, h, hAt, v, vAt, vRow, t, tAt);
  }

  @Override
  public void eluBackward(
      int m,
      int n,
      float[] sign,
      float[] h,
      int hAt,
      float[] t,
      int tAt,
      float[] gradH,
      int gradHAt,
      float[] gradT,
      int gradTAt) {
    VectorElu.backward(m, n, sign, h, hAt, t, tAt, gradH, gradHAt, gradT, gradTAt);
  }

  @Override
  public void magnitudes(int n, float[] x, int xAt, float[] y, int yAt) {
    VectorElu.magnitudes(n, x, xAt, y, yAt);
  }

  @Override
  public void takeSigns(int n, float[] x, int xAt, float[] y, int yAt) {
    VectorElu.takeSigns(n, x, xAt, y, yAt);
  }

  @Override
  public void add(int n, float[] x, int xAt, float[] y, int yAt) {
    VectorElementwise.add(n, x, xAt, y, yAt);
  }

  @Override
  public double sumOfSquares(int n, float[] x, int xAt) {
    return VectorElementwise.sumOfSquares(n, x, xAt);
  }

  @Override
  public void adam(
      int n,
      int at,
      float[] w,
      float[] m,
      float[] v,
      float[] gradient,
      float gradientScale,
      double beta1,
      double beta2,
      float epsilon,
      float decay,
      float stepSize,
      float inverseRootBias2) {
    VectorElementwise.adam(
        n,
        at,
        w,
        m,
        v,
        gradient,
        gradientScale,
        beta1,
        beta2,
        epsilon,
        decay,
        stepSize,
        inverseRootBias2);
  }

  @Override
  public void splineForward(
      SplineShape shape,
      int n,
      int at,
      float[] x,
      float[] theta,
      int thetaAt,
      int stride,
      float[] y,
      float[] logDet,
      float[] kept,
      int keptAt,
      float[] scratch) {
    VectorSpline.forward(shape, n, at, x, theta, thetaAt, stride, y, logDet, kept, keptAt, scratch);
  }

  @Override
  public void splineInverse(
      SplineShape shape,
      int n,
      int at,
      float[] y,
      float[] theta,
      int thetaAt,
      int stride,
      float[] x,
      float[] logDet,
      float[] scratch) {
    VectorSpline.inverse(shape, n, at, y, theta, thetaAt, stride, x, logDet, scratch);
  }

  @Override
  public void splineBackward(
      SplineShape shape,
      int n,
      int at,
      float[] x,
      float[] theta,
      int thetaAt,
      int stride,
      float[] kept,
      int keptAt,
      float[] gradY,
      float[] gradLogDet,
      float[] gradX,
      float[] gradTheta,
      float[] scratch) {
    VectorSpline.backward(
        shape,
        n,
        at,
        x,
        theta,
        thetaAt,
        stride,
        kept,
        keptAt,
        gradY,
        gradLogDet,
        gradX,
        gradTheta,
        scratch);
  }
}
