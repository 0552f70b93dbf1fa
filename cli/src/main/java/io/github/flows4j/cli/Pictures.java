package io.github.flows4j.cli;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.plot.DensityPlot;
import io.github.flows4j.plot.HistogramPlot;
import io.github.flows4j.plot.LatentGridPlot;
import io.github.flows4j.plot.Limits;
import io.github.flows4j.plot.LossPlot;
import io.github.flows4j.plot.PairsPlot;
import io.github.flows4j.plot.SamplesPlot;
import io.github.flows4j.plot.ScatterPlot;
import io.github.flows4j.spec.Column;
import io.github.flows4j.train.History;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;

/** Draws a flow and its data into a folder. */
final class Pictures {
  /** Points of the picture of the data. */
  static final int DATA_POINTS = 10_000;

  /** Points of each half of the picture of the samples. */
  static final int SAMPLE_POINTS = 1_000;

  private static final int CELLS = 600;

  private final OutputFolder folder;
  private final Flow flow;
  private final long seed;

  Pictures(OutputFolder folder, Flow flow, long seed) {
    this.folder = folder;
    this.flow = flow;
    this.seed = seed;
  }

  /** The mean of each context column as one row; null if there is none. */
  static Rows typical(Rows context) {
    if (context == null) return null;
    double[] means = new double[context.columns()];
    for (int j = 0; j < means.length; j++)
      means[j] = java.util.Arrays.stream(context.column(j)).average().orElse(0);
    return Rows.of(means.length, means);
  }

  /**
   * The loss of a training; nothing if no step had a finite one.
   *
   * @param perBit nats for a bit a dimension of images, or 0 to draw nats
   */
  static void loss(OutputFolder folder, History history, double perBit) throws IOException {
    double unit = perBit > 0 ? perBit : 1;
    double[] steps = history.steps().stream().mapToDouble(History.Step::step).toArray();
    double[] loss = history.steps().stream().mapToDouble(step -> step.loss() / unit).toArray();
    boolean finite = false;
    for (double value : loss) finite |= Double.isFinite(value);
    if (!finite) return;
    LossPlot plot = LossPlot.of(steps, loss);
    // A mixture's own look comes after its last member's at the same step, and is shown in its
    // place.
    TreeMap<Long, Double> looks = new TreeMap<>();
    for (History.Validation look : history.validations())
      looks.put(look.step(), look.loss() / unit);
    if (!looks.isEmpty())
      plot =
          plot.withValidation(
              looks.keySet().stream().mapToDouble(Long::doubleValue).toArray(),
              looks.values().stream().mapToDouble(Double::doubleValue).toArray());
    if (perBit > 0) plot = plot.withLabel("bits per dimension");
    folder.picture("loss.png", plot.draw());
  }

  /** The data of two columns. */
  void data(Rows rows, Limits limits) throws IOException {
    ScatterPlot plot = ScatterPlot.of(rows);
    folder.picture("data.png", (limits == null ? plot : plot.withLimits(limits)).draw());
  }

  /**
   * Real and generated rows: side by side for two columns, over each other for any other number.
   */
  void samples(Sample real, Limits limits) throws IOException {
    Rows generated = Sample.finite(real.generatedBy(flow, seed));
    if (generated.count() == 0) return;
    List<String> names = flow.schema().features().stream().map(Column::name).toList();
    switch (flow.features()) {
      case 1 ->
          folder.picture(
              "samples.png",
              HistogramPlot.of("real", real.rows().column(0))
                  .withSecond("generated", generated.column(0))
                  .withLabel(names.get(0))
                  .draw());
      case 2 -> {
        SamplesPlot plot = SamplesPlot.of(real.rows(), generated);
        folder.picture("samples.png", (limits == null ? plot : plot.withLimits(limits)).draw());
      }
      default -> folder.picture("pairs.png", PairsPlot.of(real.rows(), generated, names).draw());
    }
  }

  /** The density of a flow of two columns, and the latent grid as the flow bends it. */
  void plane(Rows context, Limits limits) throws IOException {
    Rows grid = DensityPlot.grid(limits, CELLS, CELLS);
    double[] logDensity = context == null ? flow.logProb(grid) : flow.logProb(grid, context);
    folder.picture("density.png", DensityPlot.of(logDensity, CELLS, CELLS, limits).draw());
    if (flow.members().size() > 1) return;
    LatentGridPlot latent =
        LatentGridPlot.of(
            z -> (context == null ? flow.inverse(z) : flow.inverse(z, context)).rows());
    folder.picture("latent-grid.png", latent.withDataLimits(limits).draw());
  }

  /** The log-densities of real rows and, beside them, of generated ones. */
  void scores(Sample real) throws IOException {
    double[] own = real.logProb(flow);
    Rows generated = Sample.finite(real.generatedBy(flow, seed));
    HistogramPlot plot = HistogramPlot.of("real", own);
    if (generated.count() == real.count())
      plot = plot.withSecond("generated", real.replaced(flow, generated).logProb(flow));
    folder.picture("scores.png", plot.draw());
  }
}
