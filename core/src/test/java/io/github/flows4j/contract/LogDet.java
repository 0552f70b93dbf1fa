package io.github.flows4j.contract;

/** log|det| of a small matrix by elimination with partial pivoting. */
final class LogDet {
  private LogDet() {}

  static double of(double[][] matrix) {
    int n = matrix.length;
    double[][] a = new double[n][];
    for (int i = 0; i < n; i++) a[i] = matrix[i].clone();
    double sum = 0;
    for (int k = 0; k < n; k++) {
      int pivot = k;
      for (int i = k + 1; i < n; i++) if (Math.abs(a[i][k]) > Math.abs(a[pivot][k])) pivot = i;
      double[] swap = a[k];
      a[k] = a[pivot];
      a[pivot] = swap;
      sum += Math.log(Math.abs(a[k][k]));
      for (int i = k + 1; i < n; i++) {
        double factor = a[i][k] / a[k][k];
        for (int j = k; j < n; j++) a[i][j] -= factor * a[k][j];
      }
    }
    return sum;
  }
}
