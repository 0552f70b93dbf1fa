package io.github.flows4j.engine.f32.simd;

/** {@link Kernels} in plain loops, for a JVM without the Vector API. */
@SuppressWarnings("cast") // the casts are redundant in the double-precision copy of this class
final class ScalarKernels implements Kernels {
  /** Columns that {@link ScalarTiles} takes at a time. */
  static final int LANES = 8;

  ScalarKernels() {}

  @Override
  public String name() {
    return "scalar";
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
    ScalarGemm.multiply(
        m, n, k, a, aAt, aRow, 1, b, bAt, bRow, bias, biasAt, 0, relu, null, 0, 0, c, cAt, cRow);
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
    ScalarDots.multiply(m, n, k, a, aAt, aRow, b, bAt, bRow, bias, biasAt, c, cAt, cRow);
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
    ScalarGemm.multiply(
        m, n, k, a, aAt, aRow, 1, b, bAt, bRow, null, 0, 0, false, null, 0, 0, c, cAt, cRow);
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
    ScalarGemm.multiply(
        m, n, k, a, aAt, aRow, 1, b, bAt, bRow, c, cAt, cRow, false, null, 0, 0, c, cAt, cRow);
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
    ScalarGemm.multiply(
        m, n, k, a, aAt, aRow, 1, b, bAt, bRow, null, 0, 0, false, gate, gateAt, gateRow, c, cAt,
        cRow);
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
    ScalarGemm.multiply(
        m, n, k, a, aAt, 1, aRow, b, bAt, bRow, c, cAt, cRow, false, null, 0, 0, c, cAt, cRow);
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
    ScalarGemm.multiply(
        m, n, k, a, aAt, 1, aRow, b, bAt, bRow, null, 0, 0, false, null, 0, 0, c, cAt, cRow);
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
    ScalarImages.patches(height, width, channels, from, count, x, xAt, xRow, p, pAt);
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
    ScalarImages.fold(
        height, width, channels, from, to, t, tAt, tRow, bias, biasAt, relu, y, yAt, yRow);
  }

  @Override
  public void addColumnSums(int m, int n, float[] a, int aAt, int aRow, float[] sum, int sumAt) {
    for (int j = 0; j < n; j += 4) {
      int p = aAt + j;
      float s0 = sum[sumAt + j];
      float s1 = sum[sumAt + j + 1];
      float s2 = sum[sumAt + j + 2];
      float s3 = sum[sumAt + j + 3];
      for (int i = 0; i < m; i++) {
        s0 += a[p];
        s1 += a[p + 1];
        s2 += a[p + 2];
        s3 += a[p + 3];
        p += aRow;
      }
      sum[sumAt + j] = s0;
      sum[sumAt + j + 1] = s1;
      sum[sumAt + j + 2] = s2;
      sum[sumAt + j + 3] = s3;
    }
  }

  @Override
  public void transpose(int m, int n, float[] a, int aAt, int aRow, float[] b, int bAt, int bRow) {
    Transpose.transpose(m, n, a, aAt, aRow, b, bAt, bRow);
  }

  @Override
  public void exp(int n, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < n; i++) {
      float e = (float) Math.exp(x[xAt + i]);
      y[yAt + i] = e < Float.MIN_NORMAL ? 0.0f : e;
    }
  }

  @Override
  public void log(int n, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < n; i++) {
      float v = x[xAt + i];
      y[yAt + i] = v >= 0 && v < Float.MIN_NORMAL ? Float.NEGATIVE_INFINITY : (float) Math.log(v);
    }
  }

  @Override
  public void tanh(int n, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] = (float) Math.tanh(x[xAt + i]);
    }
  }

  @Override
  public void gate(int n, float[] gate, int gateAt, float[] y, int yAt) {
    for (int i = 0; i < n; i++) y[yAt + i] = gate[gateAt + i] > 0.0f ? y[yAt + i] : 0.0f;
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
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        int p = i * n + j;
        float u = sign[j] * h[hAt + p];
        float e = u > 0 ? 1.0f : (float) Math.exp(u);
        float d = e < Float.MIN_NORMAL ? 0.0f : e;
        t[tAt + p] = v == null ? d : d * v[vAt + i * vRow + j];
        h[hAt + p] = sign[j] * (u > 0 ? u : e - 1.0f);
      }
    }
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
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        int p = i * n + j;
        float below = Math.min(sign[j] * h[hAt + p], 0.0f);
        float d = below + 1.0f;
        float grad = d * gradH[gradHAt + p];
        if (t != null) {
          // where it is not below 0 the unit is linear: its slope has no slope
          if (below < 0) grad += sign[j] * t[tAt + p] * gradT[gradTAt + p];
          gradT[gradTAt + p] *= d;
        }
        gradH[gradHAt + p] = grad;
      }
    }
  }

  @Override
  public void magnitudes(int n, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < n; i++) y[yAt + i] = Math.abs(x[xAt + i]);
  }

  @Override
  public void takeSigns(int n, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < n; i++) y[yAt + i] *= Math.signum(x[xAt + i]);
  }

  @Override
  public void add(int n, float[] x, int xAt, float[] y, int yAt) {
    if (xAt == yAt) {
      // with one index for both sides the JIT can tell that a store never hits a later load
      int end = xAt + n;
      for (int i = xAt; i < end; i++) {
        y[i] += x[i];
      }
    } else {
      for (int i = 0; i < n; i++) {
        y[yAt + i] += x[xAt + i];
      }
    }
  }

  @Override
  public double sumOfSquares(int n, float[] x, int xAt) {
    // eight running sums, so that one addition need not wait for the last
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int end = xAt + n;
    int i = xAt;
    for (; i + 7 < end; i += 8) {
      s0 += (double) x[i] * x[i];
      s1 += (double) x[i + 1] * x[i + 1];
      s2 += (double) x[i + 2] * x[i + 2];
      s3 += (double) x[i + 3] * x[i + 3];
      s4 += (double) x[i + 4] * x[i + 4];
      s5 += (double) x[i + 5] * x[i + 5];
      s6 += (double) x[i + 6] * x[i + 6];
      s7 += (double) x[i + 7] * x[i + 7];
    }
    for (; i < end; i++) {
      s0 += (double) x[i] * x[i];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
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
    float keep1 = (float) beta1;
    float keep2 = (float) beta2;
    float rest1 = (float) (1 - beta1);
    float rest2 = (float) (1 - beta2);
    int end = at + n;
    for (int i = at; i < end; i++) {
      float g = gradient[i] * gradientScale;
      float first = m[i] * keep1 + g * rest1;
      float second = v[i] * keep2 + g * rest2 * g;
      m[i] = first;
      v[i] = second;
      float step = first * stepSize / ((float) Math.sqrt(second) * inverseRootBias2 + epsilon);
      w[i] = w[i] * decay - step;
    }
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
    ScalarSpline.forward(shape, n, at, x, theta, thetaAt, stride, y, logDet, kept, keptAt);
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
    ScalarSpline.inverse(shape, n, at, y, theta, thetaAt, stride, x, logDet, scratch);
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
    ScalarSpline.backward(
        shape, n, at, x, theta, thetaAt, stride, kept, keptAt, gradY, gradLogDet, gradX, gradTheta);
  }
}
