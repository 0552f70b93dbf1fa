package io.github.flows4j.engine;

import io.github.flows4j.spec.PixelScaling;
import java.util.Arrays;

/**
 * Pixels scaled by a logit ({@link PixelScaling.Logit}): y = log(s / (1 - s)), s = alpha + slope x,
 * slope = (1 - 2 alpha) / levels; dy/dx = slope / (s (1 - s)).
 */
final class LogitUnits implements Units {
  /** Factors and their products are kept above it: two of them make no subnormal number. */
  private static final double SMALL = 1e-150;

  /**
   * The largest s that comes back from a y: below 1 by more than x and then s again are rounded by,
   * so that what is drawn has a density.
   */
  private static final double LARGEST = 1 - 0x1p-51;

  private final int columns;
  private final double alpha;
  private final double slope;
  private final double smallest;
  private final double constant;

  LogitUnits(int columns, int levels, double alpha) {
    this.columns = columns;
    this.alpha = alpha;
    slope = (1 - 2 * alpha) / levels;
    // Where alpha is subtracted from s, what is left is as exact as alpha.
    smallest = alpha == 0 ? 0x1p-1000 : 0x1p-51;
    constant = columns * Math.log(slope);
  }

  @Override
  public int columns() {
    return columns;
  }

  /**
   * The sum of softplus(y) + softplus(-y) = -log(s (1 - s)) is the log of a product of many, taken
   * before it underflows.
   */
  @Override
  public void toFlow(double[] values, int rows, double[] logDet, int at) {
    for (int r = 0; r < rows; r++) {
      double sum = constant;
      double product = 1;
      for (int i = r * columns; i < (r + 1) * columns; i++) {
        double s = alpha + slope * values[i];
        double rest = 1 - s;
        double factor = s * rest;
        // false for s outside (0, 1), and for s so small that a product would be subnormal
        if (factor > SMALL) {
          values[i] = QuickLog.log(s / rest);
          product *= factor;
          if (product < SMALL) {
            sum -= Math.log(product);
            product = 1;
          }
        } else if (s > 0 && rest > 0) {
          values[i] = Math.log(s);
          sum -= Math.log(s);
        } else {
          values[i] = 0;
          sum = Double.NEGATIVE_INFINITY;
        }
      }
      if (logDet != null) logDet[at + r] += sum - Math.log(product);
    }
  }

  @Override
  public void toUser(double[] values, int rows, double[] logDet, int at) {
    for (int r = 0; r < rows; r++) {
      double sum = -constant;
      for (int i = r * columns; i < (r + 1) * columns; i++) {
        double y = values[i];
        double small = Math.exp(-Math.abs(y));
        // log s + log(1 - s) = -softplus(-y) - softplus(y)
        sum -= Math.abs(y) + 2 * Math.log1p(small);
        double s = (y < 0 ? small : 1) / (1 + small);
        values[i] = (Math.min(LARGEST, Math.max(smallest, s)) - alpha) / slope;
      }
      if (logDet != null) logDet[at + r] += sum;
    }
  }

  /** d/dx (log p(y) + log dy/dx) = dy/dx (d log p(y) / dy + 2 s - 1). */
  @Override
  public void gradientToUser(double[] gradient, double[] user, int rows) {
    for (int r = 0; r < rows; r++) {
      int row = r * columns;
      for (int i = row; i < row + columns; i++) {
        double s = alpha + slope * user[i];
        if (!(s > 0 && s < 1)) {
          Arrays.fill(gradient, row, row + columns, 0);
          break;
        }
        gradient[i] = slope / (s * (1 - s)) * (gradient[i] + 2 * s - 1);
      }
    }
  }

  @Override
  public boolean reaches(double user) {
    double s = alpha + slope * user;
    return s > 0 && s < 1;
  }
}
