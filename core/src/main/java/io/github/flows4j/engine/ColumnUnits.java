package io.github.flows4j.engine;

import java.util.Arrays;

/** Columns standardized, each by its own mean and scale. */
final class ColumnUnits implements Units {
  private final double[] mean;
  private final double[] scale;
  private final double logDet;

  ColumnUnits(double[] mean, double[] scale) {
    this.mean = mean;
    this.scale = scale;
    double sum = 0;
    for (double s : scale) sum -= Math.log(s);
    logDet = sum;
  }

  /** So many columns of the same mean and scale. */
  static ColumnUnits alike(int columns, double mean, double scale) {
    double[] means = new double[columns];
    double[] scales = new double[columns];
    Arrays.fill(means, mean);
    Arrays.fill(scales, scale);
    return new ColumnUnits(means, scales);
  }

  @Override
  public int columns() {
    return mean.length;
  }

  @Override
  public void toFlow(double[] values, int rows, double[] logDets, int at) {
    int columns = mean.length;
    for (int r = 0; r < rows; r++) {
      int row = r * columns;
      for (int j = 0; j < columns; j++) values[row + j] = (values[row + j] - mean[j]) / scale[j];
      if (logDets != null) logDets[at + r] += logDet;
    }
  }

  @Override
  public void toUser(double[] values, int rows, double[] logDets, int at) {
    int columns = mean.length;
    for (int r = 0; r < rows; r++) {
      int row = r * columns;
      for (int j = 0; j < columns; j++) values[row + j] = values[row + j] * scale[j] + mean[j];
      if (logDets != null) logDets[at + r] -= logDet;
    }
  }

  @Override
  public void gradientToUser(double[] gradient, double[] user, int rows) {
    int columns = mean.length;
    for (int r = 0; r < rows; r++)
      for (int j = 0; j < columns; j++) gradient[r * columns + j] /= scale[j];
  }

  @Override
  public boolean reaches(double user) {
    return true;
  }
}
