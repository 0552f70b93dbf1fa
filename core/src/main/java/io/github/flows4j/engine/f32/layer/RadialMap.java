package io.github.flows4j.engine.f32.layer;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Pass;

/**
 * y = x + h d, d = x - x_0, r = |d|, h = (p - a) / (a + r), with a = |alpha| and p =
 * softplus(beta). Parameters: x_0, alpha, beta.
 *
 * <p>The Jacobian stretches by 1 + h = (r + p) / (a + r) across d, and by (r^2 + 2 a r + a p) / (a
 * + r)^2 along it: both positive since p is, and a and r are not negative. At the centre both are p
 * / a, and what has no derivative there counts as constant.
 */
@SuppressWarnings("cast")
final class RadialMap implements RowMap {
  /** Numbers of the row that is being worked at. */
  private static final int INNER = 0; // a

  private static final int OUTER = 1; // p
  private static final int RADIUS = 2; // r
  private static final int ACROSS = 3; // 1 + h
  private static final int ALONG = 4;
  private static final int PULL = 5; // h
  private static final int SUM = 6; // a + r
  private static final int AREA = 7; // r^2 + 2 a r + a p
  private static final int NUMBERS = 8;

  /** Keeps quotients finite where alpha is 0 and a row at the centre. */
  private static final double FLOOR = 1e-300;

  private final int features;
  private final int numbers;

  RadialMap(int features, BufferPlan plan) {
    this.features = features;
    numbers = plan.doubles(NUMBERS);
  }

  @Override
  public int parameters() {
    return features + 2;
  }

  @Override
  public double forward(Pass pass, int r, float[] x, float[] theta) {
    double[] row = at(distance(pass, r, x, theta), row(pass, r, theta));
    for (int j = 0; j < features; j++) {
      int i = r * features + j;
      x[i] = (float) (x[i] + row[PULL] * (x[i] - (double) theta[j * pass.rows() + r]));
    }
    return logDet(row);
  }

  /**
   * The distance R of y from the centre is r (r + p) / (a + r), so r is the positive root of r^2 +
   * (p - R) r - R a, taken in the form that adds numbers of one sign.
   */
  @Override
  public double inverse(Pass pass, int r, float[] y, float[] theta) {
    double[] row = row(pass, r, theta);
    double far = distance(pass, r, y, theta);
    double linear = row[OUTER] - far;
    double product = far * row[INNER];
    double root = Math.sqrt(linear * linear + 4 * product);
    at(linear > 0 ? 2 * product / (linear + root) : 0.5 * (root - linear), row);
    for (int j = 0; j < features; j++) {
      int i = r * features + j;
      double center = theta[j * pass.rows() + r];
      y[i] = (float) (center + (y[i] - center) / row[ACROSS]);
    }
    return -logDet(row);
  }

  private double logDet(double[] row) {
    return (features - 1) * Math.log(row[ACROSS]) + Math.log(row[ALONG]);
  }

  @Override
  public void backward(
      Pass pass, int r, float[] x, float[] theta, double seed, float[] grad, float[] gradTheta) {
    int rows = pass.rows();
    double[] row = at(distance(pass, r, x, theta), row(pass, r, theta));
    double inner = row[INNER];
    double outer = row[OUTER];
    double radius = row[RADIUS];
    double sum = row[SUM];
    double area = row[AREA];
    double pull = row[PULL];
    double gradPull = 0; // grad . d
    for (int j = 0; j < features; j++) {
      int i = r * features + j;
      gradPull += grad[i] * (x[i] - (double) theta[j * rows + r]);
    }
    // log|det| = (features - 1) log(r + p) + log(area) - (features + 1) log(a + r)
    double edges = (features + 1) / sum;
    double ofOuter = (features - 1) / Math.max(radius + outer, FLOOR);
    double gradRadius = -gradPull * pull / sum + seed * (ofOuter + 2 * sum / area - edges);
    double gradInner = -gradPull * row[ACROSS] / sum + seed * ((2 * radius + outer) / area - edges);
    double gradOuter = gradPull / sum + seed * (ofOuter + inner / area);
    double alongD = radius > 0 ? gradRadius / radius : 0;
    for (int j = 0; j < features; j++) {
      int i = r * features + j;
      double gradD = pull * grad[i] + alongD * (x[i] - (double) theta[j * rows + r]);
      gradTheta[j * rows + r] = (float) -gradD;
      grad[i] = (float) (grad[i] + gradD);
    }
    double alpha = theta[features * rows + r];
    double beta = theta[(features + 1) * rows + r];
    gradTheta[features * rows + r] = (float) (gradInner * Math.signum(alpha));
    gradTheta[(features + 1) * rows + r] = (float) (gradOuter / (1 + Math.exp(-beta)));
  }

  /** The Jacobian is symmetric: one factor across d, another along it. */
  @Override
  public void backwardInverse(
      Pass pass, int r, float[] x, float[] theta, double seed, float[] grad) {
    int rows = pass.rows();
    double[] row = at(distance(pass, r, x, theta), row(pass, r, theta));
    double radius = row[RADIUS];
    double slope =
        (features - 1) / Math.max(radius + row[OUTER], FLOOR)
            + 2 * row[SUM] / row[AREA]
            - (features + 1) / row[SUM];
    double own = radius > 0 ? -seed * slope / radius : 0;
    double alongD = 0; // d . (grad + own d)
    for (int j = 0; j < features; j++) {
      int i = r * features + j;
      double d = x[i] - (double) theta[j * rows + r];
      alongD += d * (grad[i] + own * d);
    }
    // 1 / ALONG - 1 / ACROSS = h r / ((a + r) ALONG ACROSS), over r^2
    double extra =
        radius > 0 ? alongD / radius * row[PULL] / (row[SUM] * row[ALONG] * row[ACROSS]) : 0;
    for (int j = 0; j < features; j++) {
      int i = r * features + j;
      double d = x[i] - (double) theta[j * rows + r];
      grad[i] = (float) ((grad[i] + own * d) / row[ACROSS] + extra * d);
    }
  }

  private double distance(Pass pass, int r, float[] x, float[] theta) {
    double squares = 0;
    for (int j = 0; j < features; j++) {
      double d = x[r * features + j] - (double) theta[j * pass.rows() + r];
      squares += d * d;
    }
    return Math.sqrt(squares);
  }

  private double[] row(Pass pass, int r, float[] theta) {
    double beta = theta[(features + 1) * pass.rows() + r];
    double[] row = pass.doubles(numbers);
    row[INNER] = Math.abs(theta[features * pass.rows() + r]);
    row[OUTER] = Math.max(beta, 0) + Math.log1p(Math.exp(-Math.abs(beta)));
    return row;
  }

  /** Adds what the distance tells to what the parameters do. */
  private static double[] at(double radius, double[] row) {
    double inner = row[INNER];
    double outer = row[OUTER];
    double sum = Math.max(inner + radius, FLOOR);
    row[RADIUS] = radius;
    row[SUM] = sum;
    row[PULL] = (outer - inner) / sum;
    row[ACROSS] = Math.max(radius + outer, FLOOR) / sum;
    row[AREA] = Math.max(radius * (radius + 2 * inner) + inner * outer, FLOOR);
    row[ALONG] = row[AREA] / sum / sum;
    return row;
  }
}
