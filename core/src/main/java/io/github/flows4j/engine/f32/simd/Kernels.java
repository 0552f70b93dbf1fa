package io.github.flows4j.engine.f32.simd;

/**
 * The heavy arithmetic of the engine: matrix products on register tiles, transcendental functions
 * over arrays, and the optimizer's update. One instance serves every thread; nothing is allocated
 * by a call.
 *
 * <p>Matrices are row-major in arrays that the caller owns, given as array, offset of the first
 * element, and distance between rows. Column counts {@code n} are multiples of {@link #lanes()}:
 * whoever lays out a matrix pads its columns (and fills the padding with zeros). Row counts {@code
 * m} and depths {@code k} are free, zero included. Output arrays never overlap input arrays unless
 * a method says so.
 *
 * <p>NaN and infinities pass through as in plain arithmetic; no method checks for them.
 */
public interface Kernels {

  /** The name shown to users: {@code vector} or {@code scalar}. */
  String name();

  /** Columns are padded to a multiple of this many elements. */
  int lanes();

  /** The smallest multiple of {@link #lanes()} that is at least n. */
  default int pad(int n) {
    int lanes = lanes();
    return (n + lanes - 1) / lanes * lanes;
  }

  /**
   * A dense layer forward: C = bias + A B, then max(0, .) if relu.
   *
   * @param m rows of A and C
   * @param n columns of B and C, a multiple of {@link #lanes()}
   * @param k columns of A, rows of B
   */
  void affine(
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
      boolean relu);

  /**
   * A dense layer with few outputs forward: C = bias + A B', a dot product for each element.
   *
   * @param m rows of A and C
   * @param n rows of B, columns of C, 1 to 4; C's rows have {@link #lanes()} columns, those behind
   *     the n are set to 0
   * @param k columns of A and B, a multiple of {@link #lanes()}
   */
  void dots(
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
      int cRow);

  /** C = A B, with shapes as in {@link #affine}. */
  void product(
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
      int cRow);

  /** C += A B, with shapes as in {@link #affine}. */
  void addProduct(
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
      int cRow);

  /**
   * C = (A B) where gate &gt; 0, else 0: the input gradient of a layer whose input came out of a
   * ReLU.
   *
   * @param gate the ReLU's outputs, [m, n], rows {@code gateRow} apart
   */
  void gatedProduct(
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
      int cRow);

  /**
   * C += A' B: the weight gradient of a dense layer, summed over the k rows of a tile.
   *
   * @param m columns of A, rows of C
   * @param k rows of A and of B
   */
  void addTransposedProduct(
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
      int cRow);

  /** C = A' B, with shapes as in {@link #addTransposedProduct}. */
  void transposedProduct(
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
      int cRow);

  /**
   * What a 3 x 3 convolution sees: row i of P, 9 * channels elements without a gap between rows,
   * has the channels of the nine pixels around pixel {@code from + i}, tap by tap from the one
   * above to the left, zeros where there is no pixel.
   *
   * @param from the first pixel, counted over all images, one after the other
   * @param count pixels, any number
   * @param x pixels {@code xRow} elements apart, at least {@code pad(channels)}
   * @param p has room for {@link #lanes()} more elements behind the last row, which may change
   */
  void patches(
      int height,
      int width,
      int channels,
      int from,
      int count,
      float[] x,
      int xAt,
      int xRow,
      float[] p,
      int pAt);

  /**
   * The adjoint of {@link #patches} over one image: Y = bias + the sum over the nine taps t of what
   * the pixels have for their neighbour at tap t, elements (t, channel) of row pixel of T; then
   * max(0, .) if relu.
   *
   * @param from the first row of pixels of the image to write
   * @param to one past the last
   * @param t rows {@code tRow} apart, pixel 0 of the image at {@code tAt}, which may be negative
   *     where the first rows of pixels are not read; has room for {@link #lanes()} more elements
   *     behind the last row
   * @param bias {@code pad(channels)} elements, or null for zeros
   * @param y pixels {@code yRow} elements apart, pixel 0 of the image at {@code yAt}; {@code
   *     pad(channels)} of each are written, with zeros behind the channels if the bias has them
   */
  void fold(
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
      int yRow);

  /** sum[j] += a[i, j] summed over the m rows: the bias gradient of a dense layer. */
  void addColumnSums(int m, int n, float[] a, int aAt, int aRow, float[] sum, int sumAt);

  /** B = A', for any m and n (no padding asked): B has n rows of m elements, {@code bRow} apart. */
  void transpose(int m, int n, float[] a, int aAt, int aRow, float[] b, int bAt, int bRow);

  /**
   * y = exp(x) for n elements, any n; 0 below the smallest normal number; y may be x. Within 2 ulp.
   */
  void exp(int n, float[] x, int xAt, float[] y, int yAt);

  /**
   * y = log(x) for n elements, any n; minus infinity below the smallest normal number, NaN below 0;
   * y may be x. Within 2 ulp of 1 + |y|.
   */
  void log(int n, float[] x, int xAt, float[] y, int yAt);

  /**
   * y = tanh(x) for n elements, any n; y may be x. Relative error below 1e-6 in single precision.
   */
  void tanh(int n, float[] x, int xAt, float[] y, int yAt);

  /** y = 0 where the gate is not positive, for n elements, a multiple of {@link #lanes()}. */
  void gate(int n, float[] gate, int gateAt, float[] y, int yAt);

  /**
   * Exponential linear units (arXiv:1511.07289, alpha 1) in place, [m, n], some of them mirrored: h
   * = s elu(s u) with a sign s of each column, and their slopes d = exp(min(s u, 0)), or t = d v
   * beside them. Columns without padding between rows. h is exact to half a unit in the last place
   * of 1.
   *
   * @param sign 1 or -1 for each column
   * @param h in: u
   * @param v null for slopes alone, or [m, n]; not t
   * @param vRow n, or 0 if all rows have the same v
   * @param t takes d or t
   */
  void elu(
      int m,
      int n,
      float[] sign,
      float[] h,
      int hAt,
      float[] v,
      int vAt,
      int vRow,
      float[] t,
      int tAt);

  /**
   * Backward through {@link #elu}: gradH becomes the gradient by u, gradT that by v. Slopes are
   * taken from h.
   *
   * @param t null if there is no t and no gradT
   */
  void eluBackward(
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
      int gradTAt);

  /** y = |x| for n elements, any n. */
  void magnitudes(int n, float[] x, int xAt, float[] y, int yAt);

  /** y = y sign(x) for n elements, any n: 0 where x is. */
  void takeSigns(int n, float[] x, int xAt, float[] y, int yAt);

  /** y += x for n elements, any n. */
  void add(int n, float[] x, int xAt, float[] y, int yAt);

  /**
   * The sum of squares of n elements, any n, in double; the same on every call with the same input.
   */
  double sumOfSquares(int n, float[] x, int xAt);

  /**
   * Adam's update (arXiv:1412.6980, algorithm 1) of n elements, any n, all arrays at the same
   * offset: g = gradientScale * gradient; m = beta1 m + (1-beta1) g; v = beta2 v + (1-beta2) g^2; w
   * = w * decay - stepSize * m / (sqrt(v) * inverseRootBias2 + epsilon).
   *
   * @param beta1 in double: 1 - beta rounds badly in single precision, and Adam's bias correction
   *     does not
   * @param decay 1 for Adam; 1 - learningRate * weightDecay for AdamW (arXiv:1711.05101)
   * @param stepSize learningRate / (1 - beta1^t)
   * @param inverseRootBias2 1 / sqrt(1 - beta2^t)
   */
  void adam(
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
      float inverseRootBias2);

  /**
   * Splines forward: y and logDet = log(dy/dx) of n numbers, any n, with numbers i of all arrays of
   * numbers at {@code at + i}, parameter p of number i at {@code thetaAt + p * stride + i}.
   *
   * @param kept {@link SplineShape#kept} elements for each number, n rounded up to whole vectors:
   *     what the backward pass takes up
   * @param scratch {@link SplineShape#scratch} elements
   */
  void splineForward(
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
      float[] scratch);

  /** Splines backwards: x and logDet = log(dx/dy), arguments as for {@link #splineForward}. */
  void splineInverse(
      SplineShape shape,
      int n,
      int at,
      float[] y,
      float[] theta,
      int thetaAt,
      int stride,
      float[] x,
      float[] logDet,
      float[] scratch);

  /**
   * A spline's derivatives after {@link #splineForward} of the same numbers with the same {@code n}
   * and {@code kept}, which stays as it is.
   *
   * @param gradTheta where gradients by parameters go, at the places of the parameters; not theta
   */
  void splineBackward(
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
      float[] scratch);
}
