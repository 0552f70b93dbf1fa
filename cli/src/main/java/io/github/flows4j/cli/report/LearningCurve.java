package io.github.flows4j.cli.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a training went through, from the table that train leaves beside its model. */
public final class LearningCurve {
  /** Points of the line of the training loss: more can't be told apart. */
  private static final int POINTS = 240;

  private final double[] steps;
  private final double[] losses;
  private final double[] looks;
  private final double[] validations;

  private LearningCurve(double[] steps, double[] losses, double[] looks, double[] validations) {
    this.steps = steps;
    this.losses = losses;
    this.looks = looks;
    this.validations = validations;
  }

  /**
   * Reads {@code history.csv}.
   *
   * @throws IOException if it is no such table; the message is for users
   */
  public static LearningCurve read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    List<String> head =
        Arrays.asList(lines.isEmpty() ? new String[0] : lines.get(0).split(",", -1));
    int step = head.indexOf("step");
    int loss = head.indexOf("loss");
    int validation = head.indexOf("validation");
    if (step < 0 || loss < 0 || validation < 0)
      throw new IOException(file + " has no columns step, loss and validation");
    List<double[]> losses = new ArrayList<>();
    List<double[]> looks = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      try {
        double at = Double.parseDouble(cells[step]);
        add(losses, at, cells[loss]);
        add(looks, at, cells[validation]);
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        throw new IOException(file + " has a line that is none: " + line, e);
      }
    }
    if (losses.isEmpty()) throw new IOException(file + " has no step");
    return new LearningCurve(
        column(losses, 0), column(losses, 1), column(looks, 0), column(looks, 1));
  }

  private static void add(List<double[]> points, double step, String cell) {
    if (cell.isEmpty()) return;
    double value = Double.parseDouble(cell);
    if (Double.isFinite(value)) points.add(new double[] {step, value});
  }

  private static double[] column(List<double[]> points, int column) {
    return points.stream().mapToDouble(point -> point[column]).toArray();
  }

  /**
   * The section.
   *
   * @param unit what losses are of, such as {@code a row}
   * @param best the step after which the weights were taken, or NaN to take the least validation
   */
  public void write(Page page, double best, String unit) {
    page.section("training", "Training");
    int least = -1;
    for (int i = 0; i < looks.length; i++)
      if (least < 0 || validations[i] < validations[least]) least = i;
    double at = Double.isNaN(best) && least >= 0 ? looks[least] : best;
    double last = steps[steps.length - 1];
    judge(page, least, at, last);
    page.largeFigures(List.of(new Page.Figure(picture(at), caption(at, unit))));
    page.hint(
        "Both curves should fall and then lie flat. A validation curve that rises while the"
            + " training loss goes on falling means overfitting: more data, a smaller flow or"
            + " weight decay. One that still falls at the end means that a longer training helps.");
    page.value("steps", (long) last);
    if (least >= 0) page.value("best_validation", validations[least]).value("best_step", (long) at);
  }

  private void judge(Page page, int least, double at, double last) {
    if (least < 0) {
      page.verdict(Verdict.NONE, "The training had no validation rows.");
      return;
    }
    double end = validations[validations.length - 1];
    double fallen = Math.max(1e-9, validations[0] - validations[least]);
    double risen = end - validations[least];
    if (risen > 0.1 * fallen && risen > 0.02)
      page.verdict(
          Verdict.WATCH,
          "The validation loss rose by "
              + Numbers.brief(risen)
              + " nats after its best, which says overfitting; the model is the one of the best"
              + " step, "
              + Numbers.count((long) at)
              + ".");
    else if (at >= 0.98 * last)
      page.verdict(
          Verdict.GOOD,
          "No overfitting, and the best step is the last one or near it: a longer training may"
              + " still gain something.");
    else page.verdict(Verdict.GOOD, "The validation loss fell and stayed low.");
  }

  private String caption(double best, String unit) {
    return "Training loss (pale, means over steps)"
        + (looks.length == 0 ? "" : " and validation loss (orange)")
        + ", nats "
        + unit
        + ", by step"
        + (Double.isNaN(best)
            ? "."
            : "; the dashed line is the best step, " + Numbers.count((long) best) + ".");
  }

  private Svg picture(double best) {
    Svg svg = new Svg(620, 280, "Losses by step");
    double[][] line = thinned();
    Frame frame = frame(line[1]);
    frame.drawY(svg, 6).drawX(svg, 6);
    svg.line("faint-line", each(line[0], true, frame), each(line[1], false, frame));
    svg.line("gen-line", each(looks, true, frame), each(validations, false, frame));
    if (!Double.isNaN(best))
      svg.line("mark", frame.x(best), frame.top(), frame.x(best), frame.bottom());
    return svg;
  }

  /** What the first steps lose is far above all that follows: the top leaves their peak out. */
  private Frame frame(double[] line) {
    double[] all = Arrays.copyOf(line, line.length + validations.length);
    System.arraycopy(validations, 0, all, line.length, validations.length);
    Arrays.sort(all);
    double low = all[0];
    double high = all[(int) (0.96 * (all.length - 1))];
    double pad = 0.05 * (high - low);
    return new Frame(56, 12, 552, 236, steps[0], steps[steps.length - 1], low - pad, high + pad);
  }

  private static double[] each(double[] values, boolean across, Frame frame) {
    return Arrays.stream(values).map(v -> across ? frame.x(v) : frame.y(v)).toArray();
  }

  private double[][] thinned() {
    int parts = Math.min(POINTS, steps.length);
    double[][] means = new double[2][parts];
    for (int i = 0; i < parts; i++) {
      int from = (int) ((long) i * steps.length / parts);
      int to = (int) ((i + 1L) * steps.length / parts);
      for (int k = from; k < to; k++) {
        means[0][i] += steps[k] / (to - from);
        means[1][i] += losses[k] / (to - from);
      }
    }
    return means;
  }
}
