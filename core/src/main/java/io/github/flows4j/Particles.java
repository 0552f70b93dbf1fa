package io.github.flows4j;

import java.util.Arrays;

/** Weighted rows of a flow, part of which was replaced by what is given. */
final class Particles {
  /** Between which kernels are sought: logs of parts of the deviations. */
  private static final double[] LOG_WIDTHS = {-9, 5};

  private static final int BISECTIONS = 30;

  private static final double[] WIDTHS = {0.125, 0.25, 0.5, 1, 2};

  private final double[] rows;
  private final double[] offsets;
  private final double[] logRatios;

  /**
   * Particles.
   *
   * @param rows in the flow's numbers, row by row, with what is given in its place
   * @param offsets how far what was replaced was from what is given, row by row
   * @param logRatios log of the target without its kernel, over the proposal; {@code -infinity} is
   *     a weight of 0
   */
  Particles(double[] rows, double[] offsets, double[] logRatios) {
    this.rows = rows;
    this.offsets = offsets;
    this.logRatios = logRatios;
  }

  double[] rows() {
    return rows;
  }

  /** The density r of what was replaced: independent normals around what is given. */
  static final class Kernel {
    private final double[] scales;

    /** Of so large deviations. */
    private Kernel(double[] scales) {
      this.scales = scales;
    }

    double logDensity(double[] offsets, int at) {
      double sum = 0;
      for (int j = 0; j < scales.length; j++) {
        double t = offsets[at + j] / scales[j];
        sum -= t * t / 2 + Math.log(scales[j]);
      }
      return sum - scales.length * Math.log(2 * Math.PI) / 2;
    }
  }

  double[] logWeights(Kernel kernel) {
    double[] logWeights = logRatios.clone();
    int width = offsets.length / logWeights.length;
    for (int i = 0; i < logWeights.length; i++) {
      logWeights[i] += kernel.logDensity(offsets, i * width);
      // An infinite row's ratio and kernel may be infinities that contradict each other.
      if (Double.isNaN(logWeights[i])) logWeights[i] = Double.NEGATIVE_INFINITY;
    }
    return logWeights;
  }

  /** The deviation of what was replaced, by number. */
  double[] deviations() {
    int count = logRatios.length;
    int width = offsets.length / count;
    double[] deviations = new double[width];
    for (int j = 0; j < width; j++) {
      double mean = 0;
      for (int i = 0; i < count; i++) mean += offsets[i * width + j] / count;
      double squares = 0;
      for (int i = 0; i < count; i++) {
        double t = offsets[i * width + j] - mean;
        squares += t * t / count;
      }
      deviations[j] = squares > 0 ? Math.sqrt(squares) : 1;
    }
    return deviations;
  }

  /** The kernel that these particles are worth most with, as wide as a part of the deviations. */
  Kernel bestKernel(double[] deviations) {
    Kernel best = null;
    double most = -1;
    for (double width : WIDTHS) {
      Kernel kernel = new Kernel(Arrays.stream(deviations).map(s -> width * s).toArray());
      double effective = ParticleWeights.effective(logWeights(kernel));
      if (effective > most) {
        most = effective;
        best = kernel;
      }
    }
    return best;
  }

  /**
   * The log weights of rows near what is given, by the narrowest kernel that leaves them worth so
   * many draws, or the widest.
   *
   * @param logOwn log weights that make the rows the flow's own
   */
  double[] nearest(double[] logOwn, double[] deviations, double wanted) {
    double low = LOG_WIDTHS[0];
    double high = LOG_WIDTHS[1];
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (ParticleWeights.effective(near(logOwn, deviations, middle)) >= wanted) high = middle;
      else low = middle;
    }
    return near(logOwn, deviations, high);
  }

  private double[] near(double[] logOwn, double[] deviations, double logWidth) {
    double width = Math.exp(logWidth);
    Kernel kernel = new Kernel(Arrays.stream(deviations).map(s -> width * s).toArray());
    double[] logs = new double[logOwn.length];
    for (int i = 0; i < logs.length; i++) {
      double log = logOwn[i] + kernel.logDensity(offsets, i * deviations.length);
      logs[i] = Double.isNaN(log) ? Double.NEGATIVE_INFINITY : log;
    }
    return logs;
  }
}
