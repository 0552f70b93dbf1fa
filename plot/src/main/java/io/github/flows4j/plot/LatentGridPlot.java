package io.github.flows4j.plot;

import io.github.flows4j.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * How a flow bends the latent plane: a grid of lines there on the left, the image of each line on
 * the right.
 *
 * <p>Lines along which the first latent coordinate is constant are blue, the others red. Lines have
 * gaps where they are not finite.
 */
public final class LatentGridPlot {
  private static final int SIDE = 480;
  private static final int POINTS_PER_LINE = 1201;

  private final List<double[][]> latent;
  private final List<double[][]> data;
  private final Limits dataLimits;

  private LatentGridPlot(List<double[][]> latent, List<double[][]> data, Limits dataLimits) {
    this.latent = latent;
    this.data = data;
    this.dataLimits = dataLimits;
  }

  /**
   * A grid of {@code count} lines each way over [-half, half] x [-half, half], every line as points
   * [1201][2]; first the lines of constant first coordinate.
   */
  public static List<double[][]> lines(int count, double half) {
    if (count < 2) throw new IllegalArgumentException("count must be >= 2, was " + count);
    if (!(half > 0 && half < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException("half must be positive and finite, was " + half);
    List<double[][]> lines = new ArrayList<>();
    for (int constant = 0; constant < 2; constant++) {
      for (int k = 0; k < count; k++) {
        double[][] line = new double[POINTS_PER_LINE][2];
        for (int i = 0; i < POINTS_PER_LINE; i++) {
          line[i][constant] = half * (2.0 * k / (count - 1) - 1);
          line[i][1 - constant] = half * (2.0 * i / (POINTS_PER_LINE - 1) - 1);
        }
        lines.add(line);
      }
    }
    return lines;
  }

  /**
   * The image of a grid of 21 x 21 lines from -3 to 3.
   *
   * @param toData maps latent points [points, 2] to data points [points, 2]; called once
   * @throws IllegalArgumentException if it gives another shape or nothing finite
   */
  public static LatentGridPlot of(UnaryOperator<Rows> toData) {
    List<double[][]> latent = lines(21, 3);
    Rows images =
        toData.apply(Rows.of(latent.stream().flatMap(Arrays::stream).toArray(double[][]::new)));
    int points = latent.size() * POINTS_PER_LINE;
    if (images.columns() != 2 || images.count() != points)
      throw new IllegalArgumentException(
          "the images of Rows[" + points + " x 2] must have that shape, were " + images);
    List<double[][]> data = new ArrayList<>();
    for (int from = 0; from < points; from += POINTS_PER_LINE) {
      double[][] line = new double[POINTS_PER_LINE][];
      for (int i = 0; i < POINTS_PER_LINE; i++) line[i] = images.row(from + i);
      data.add(line);
    }
    return of(latent, data);
  }

  /**
   * Latent lines and their images, each line as points [points][2], in the same order.
   *
   * @throws IllegalArgumentException if the lines do not correspond or none has a finite point
   */
  public static LatentGridPlot of(List<double[][]> latent, List<double[][]> data) {
    if (latent.isEmpty()) throw new IllegalArgumentException("no lines to draw");
    if (latent.size() != data.size())
      throw new IllegalArgumentException(
          latent.size() + " latent lines, but " + data.size() + " images");
    for (int i = 0; i < latent.size(); i++) {
      if (latent.get(i).length != data.get(i).length)
        throw new IllegalArgumentException(
            "line "
                + i
                + " has "
                + latent.get(i).length
                + " points, its image "
                + data.get(i).length);
    }
    List<double[][]> latentCopy = copy(latent);
    List<double[][]> dataCopy = copy(data);
    return new LatentGridPlot(latentCopy, dataCopy, limits(dataCopy));
  }

  /** With other limits of the right panel than {@linkplain Limits#robust robust} ones. */
  public LatentGridPlot withDataLimits(Limits limits) {
    return new LatentGridPlot(latent, data, limits);
  }

  /** Draws it, about 1,060 x 580 pixels when the limits are square. */
  public Picture draw() {
    return Sheet.beside(
        panel("latent space", latent, limits(latent)), panel("data space", data, dataLimits));
  }

  private Panel.Drawn panel(String title, List<double[][]> lines, Limits limits) {
    Panel panel = Panel.equalAspect(limits, SIDE).title(title).legend();
    for (int constant = 0; constant < 2; constant++) {
      List<double[]> points = new ArrayList<>();
      for (int i = 0; i < lines.size(); i++) {
        if (constantCoordinate(latent.get(i)) != constant) continue;
        points.addAll(Arrays.asList(lines.get(i)));
        points.add(new double[] {0, Double.NaN});
      }
      double[] x = points.stream().mapToDouble(p -> p[0]).toArray();
      double[] y = points.stream().mapToDouble(p -> p[1]).toArray();
      panel.line(
          constant == 0 ? "z0 constant" : "z1 constant",
          x,
          y,
          Ink.faded(constant == 0 ? Ink.REAL : Ink.GENERATED, 0.75),
          1.2);
    }
    return panel.draw();
  }

  private static int constantCoordinate(double[][] line) {
    return spread(line, 0) <= spread(line, 1) ? 0 : 1;
  }

  private static double spread(double[][] line, int coordinate) {
    double[] sorted = Arrays.stream(line).mapToDouble(p -> p[coordinate]).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[sorted.length - 1] - sorted[0];
  }

  private static Limits limits(List<double[][]> lines) {
    double[][] points = lines.stream().flatMap(Arrays::stream).toArray(double[][]::new);
    return Limits.robust(Rows.of(points));
  }

  private static List<double[][]> copy(List<double[][]> lines) {
    return lines.stream()
        .map(line -> Arrays.stream(line).map(double[]::clone).toArray(double[][]::new))
        .toList();
  }
}
