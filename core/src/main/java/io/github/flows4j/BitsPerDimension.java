package io.github.flows4j;

import java.util.Arrays;

/**
 * Bits per dimension of images of whole grey levels k under a flow's density p of x = k + u, u
 * uniform; the fewer the better, and with no knowledge at all log2(levels). With D numbers an
 * image, {@code mean} is -E[log p(k + u)] / (D ln 2), the usual figure, which by Jensen's
 * inequality is at least that of the probability of k; {@code bound} is -log(E[p(k + u)]) / (D ln
 * 2) over the same draws, which is lower and nears that of the probability itself as draws are
 * added (arXiv: 1509.00519, eq. 8). Immutable.
 */
public final class BitsPerDimension {
  private final double[] means;
  private final double[] bounds;
  private final int draws;

  BitsPerDimension(double[] means, double[] bounds, int draws) {
    this.means = means;
    this.bounds = bounds;
    this.draws = draws;
  }

  /** Of one image's log-densities over several draws of noise. */
  static double mean(double[] logProb, int dimensions) {
    double sum = 0;
    for (double value : logProb) sum -= value;
    return sum / logProb.length / (dimensions * Math.log(2));
  }

  /** As {@link #mean(double[], int)}, of the mean density. */
  static double bound(double[] logProb, int dimensions) {
    double largest = Arrays.stream(logProb).max().orElseThrow();
    if (Double.isInfinite(largest)) return -largest;
    double sum = 0;
    for (double value : logProb) sum += Math.exp(value - largest);
    return -(largest + Math.log(sum / logProb.length)) / (dimensions * Math.log(2));
  }

  /** The mean over all images; infinite if one has density 0. */
  public double mean() {
    return average(means);
  }

  /** Of {@link #mean()}: the images' standard deviation (n - 1) over sqrt(images). */
  public double standardError() {
    return error(means);
  }

  /** The importance-weighted figure's mean over all images; infinite if one has density 0. */
  public double bound() {
    return average(bounds);
  }

  /** Of {@link #bound()}: the images' standard deviation (n - 1) over sqrt(images). */
  public double boundStandardError() {
    return error(bounds);
  }

  /** One number an image, averaged over the draws; copied. */
  public double[] means() {
    return means.clone();
  }

  /** One number an image, importance-weighted; copied. */
  public double[] bounds() {
    return bounds.clone();
  }

  /** Draws of noise for each image. */
  public int draws() {
    return draws;
  }

  /** Images. */
  public int images() {
    return means.length;
  }

  private static double average(double[] values) {
    double sum = 0;
    for (double value : values) sum += value;
    return sum / values.length;
  }

  private static double error(double[] values) {
    double mean = average(values);
    double squares = 0;
    for (double value : values) squares += (value - mean) * (value - mean);
    return Math.sqrt(squares / (values.length - 1.0) / values.length);
  }

  @Override
  public String toString() {
    return "BitsPerDimension["
        + mean()
        + " +- "
        + standardError()
        + ", bound "
        + bound()
        + " +- "
        + boundStandardError()
        + "; "
        + images()
        + " images, "
        + draws
        + " draws]";
  }
}
