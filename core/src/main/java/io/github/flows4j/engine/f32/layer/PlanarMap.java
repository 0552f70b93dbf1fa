package io.github.flows4j.engine.f32.layer;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Pass;

/**
 * y = x + u' tanh(s), s = w.x + b, where u' is u moved along w until w.u' = k = softplus(w.u) - 1.
 * Parameters: u, w, b.
 *
 * <p>With h = tanh(s) and q = 1 - h^2 the determinant is 1 + k q = h^2 + q softplus(w.u), a sum of
 * two that are not negative and never both 0.
 *
 * <p>Where w is 0, u' is u, and the gradient by w is that for fixed u'.
 */
@SuppressWarnings("cast")
final class PlanarMap implements RowMap {
  /** Numbers of the row that is being worked at. */
  private static final int ALONG = 0; // w.u

  private static final int SOFTPLUS = 1; // k + 1
  private static final int MOVE = 2; // u' = u + MOVE w
  private static final int SQUARE = 3; // w.w
  private static final int BIAS = 4;
  private static final int TANH = 5; // h
  private static final int SLOPE = 6; // q
  private static final int DETERMINANT = 7;
  private static final int NUMBERS = 8;

  /** Far more than are needed: Newton's method takes about 5, halving alone 60. */
  private static final int MOST_STEPS = 200;

  private final int features;
  private final int numbers;

  PlanarMap(int features, BufferPlan plan) {
    this.features = features;
    numbers = plan.doubles(NUMBERS);
  }

  @Override
  public int parameters() {
    return 2 * features + 1;
  }

  @Override
  public double forward(Pass pass, int r, float[] x, float[] theta) {
    double[] row = row(pass, r, theta);
    bend(row, alongW(pass, r, x, theta) + row[BIAS]);
    for (int j = 0; j < features; j++) {
      int i = r * features + j;
      x[i] = (float) (x[i] + moved(pass, r, j, theta, row) * row[TANH]);
    }
    return Math.log(row[DETERMINANT]);
  }

  @Override
  public double inverse(Pass pass, int r, float[] y, float[] theta) {
    double[] row = row(pass, r, theta);
    bend(row, root(row[SOFTPLUS], alongW(pass, r, y, theta) + row[BIAS]));
    for (int j = 0; j < features; j++) {
      int i = r * features + j;
      y[i] = (float) (y[i] - moved(pass, r, j, theta, row) * row[TANH]);
    }
    return -Math.log(row[DETERMINANT]);
  }

  @Override
  public void backward(
      Pass pass, int r, float[] x, float[] theta, double seed, float[] grad, float[] gradTheta) {
    double[] row = row(pass, r, theta);
    bend(row, alongW(pass, r, x, theta) + row[BIAS]);
    double h = row[TANH];
    double gradMoved = 0; // grad . u'
    double gradW = 0; // grad . w
    for (int j = 0; j < features; j++) {
      double g = grad[r * features + j];
      gradMoved += g * moved(pass, r, j, theta, row);
      gradW += g * w(pass, r, j, theta);
    }
    double gradS = gradMoved * row[SLOPE] + seed * logSlope(row);
    double gradAlong = 0;
    double gradSquare = 0;
    if (row[SQUARE] > 0) {
      // MOVE = (k - ALONG) / SQUARE, k = softplus(ALONG) - 1
      double gradMove = h * gradW / row[SQUARE];
      double gradK = gradMove + seed * row[SLOPE] / row[DETERMINANT];
      gradAlong = gradK / (1 + Math.exp(-row[ALONG])) - gradMove;
      gradSquare = -gradMove * row[MOVE];
    }
    int rows = pass.rows();
    for (int j = 0; j < features; j++) {
      int i = r * features + j;
      double g = grad[i];
      double u = theta[j * rows + r];
      double w = w(pass, r, j, theta);
      gradTheta[j * rows + r] = (float) (h * g + gradAlong * w);
      gradTheta[(features + j) * rows + r] =
          (float) (gradS * x[i] + row[MOVE] * h * g + gradAlong * u + 2 * gradSquare * w);
      grad[i] = (float) (g + gradS * w);
    }
    gradTheta[2 * features * rows + r] = (float) gradS;
  }

  /** The Jacobian is I + q u' w', a matrix of rank one more than the identity. */
  @Override
  public void backwardInverse(
      Pass pass, int r, float[] x, float[] theta, double seed, float[] grad) {
    double[] row = row(pass, r, theta);
    bend(row, alongW(pass, r, x, theta) + row[BIAS]);
    double own = -seed * logSlope(row);
    double along = 0; // u' . (grad + own w)
    for (int j = 0; j < features; j++)
      along +=
          moved(pass, r, j, theta, row) * (grad[r * features + j] + own * w(pass, r, j, theta));
    double step = own - row[SLOPE] * along / row[DETERMINANT];
    for (int j = 0; j < features; j++)
      grad[r * features + j] = (float) (grad[r * features + j] + step * w(pass, r, j, theta));
  }

  /** d log(determinant) / ds. */
  private static double logSlope(double[] row) {
    return -2 * (row[SOFTPLUS] - 1) * row[TANH] * row[SLOPE] / row[DETERMINANT];
  }

  private double w(Pass pass, int r, int j, float[] theta) {
    return theta[(features + j) * pass.rows() + r];
  }

  /** A component of u'. */
  private double moved(Pass pass, int r, int j, float[] theta, double[] row) {
    return theta[j * pass.rows() + r] + row[MOVE] * w(pass, r, j, theta);
  }

  private double alongW(Pass pass, int r, float[] x, float[] theta) {
    double sum = 0;
    for (int j = 0; j < features; j++) sum += x[r * features + j] * w(pass, r, j, theta);
    return sum;
  }

  /** What the row's parameters alone tell. */
  private double[] row(Pass pass, int r, float[] theta) {
    double along = 0;
    double square = 0;
    for (int j = 0; j < features; j++) {
      double w = w(pass, r, j, theta);
      along += w * theta[j * pass.rows() + r];
      square += w * w;
    }
    double[] row = pass.doubles(numbers);
    boolean still = square == 0; // then w.u' is 0
    row[ALONG] = along;
    row[SQUARE] = square;
    // softplus is positive; the floor keeps it so where it underflows
    double softplus = Math.max(along, 0) + Math.log1p(Math.exp(-Math.abs(along)));
    row[SOFTPLUS] = still ? 1 : Math.max(softplus, Double.MIN_NORMAL);
    row[MOVE] = still ? 0 : (row[SOFTPLUS] - 1 - along) / square;
    row[BIAS] = theta[2 * features * pass.rows() + r];
    return row;
  }

  /** Tanh, its slope 4 e / (1 + e)^2 and the determinant, with e = exp(-2 |s|). */
  private static void bend(double[] row, double s) {
    double less = Math.expm1(-2 * Math.abs(s)); // e - 1, in (-1, 0]
    double sum = 2 + less;
    double h = Math.copySign(-less / sum, s);
    row[TANH] = h;
    row[SLOPE] = 4 * (1 + less) / (sum * sum);
    row[DETERMINANT] = h * h + row[SLOPE] * row[SOFTPLUS];
  }

  /**
   * The s with s + k tanh(s) = target, which grows with s since k &gt; -1, and has the sign of the
   * target: by Newton's method from the end of the bracket from which it can't overshoot, and by
   * halving the bracket where it is slow or round-off leads it out.
   */
  private static double root(double softplus, double target) {
    double goal = Math.abs(target);
    if (goal == 0) return target;
    double k = softplus - 1;
    // tanh(s) is below 1 and below s
    double straight = goal / softplus;
    double low = k > 0 ? Math.max(goal - k, straight) : goal;
    double high = k > 0 ? goal : Math.min(goal - k, straight);
    double s = k > 0 ? low : high;
    double last = high - low;
    for (int i = 0; i < MOST_STEPS && low < high; i++) {
      double h = Math.tanh(s);
      double off = s + k * h - goal;
      if (off > 0) high = s;
      else low = s;
      double step = off / (h * h + (1 - h * h) * softplus);
      double next = s - step;
      if (Math.abs(step) <= Math.ulp(s)) return Math.copySign(next, target);
      if (!(next > low && next < high && Math.abs(step) <= 0.5 * last)) next = 0.5 * (low + high);
      if (next == s) break;
      last = Math.abs(next - s);
      s = next;
    }
    return Math.copySign(s, target);
  }
}
