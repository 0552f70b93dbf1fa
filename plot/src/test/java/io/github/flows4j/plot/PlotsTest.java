package io.github.flows4j.plot;

import static io.github.flows4j.plot.Pixels.count;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Every picture: its size, its colours where the data are, and what it refuses. */
class PlotsTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  @Test
  void scatterIsBlueAlongTheRollAndWhiteElsewhere() {
    Points roll = Points.of(Pixels.swissRoll(10_000, 1));
    Panel.Drawn drawn = ScatterPlot.panel(roll, Limits.square(1), "data", 600, false).draw();
    Picture picture = drawn.picture();
    for (int i = 0; i < roll.count(); i += 97) {
      int rgb = picture.rgb(drawn.pixelX(roll.x()[i]), drawn.pixelY(roll.y()[i]));
      assertTrue(Pixels.isBlue(rgb), () -> "not blue: " + Integer.toHexString(rgb));
    }
    int x = drawn.pixelX(-0.9);
    int y = drawn.pixelY(-0.9);
    assertEquals(0, count(picture, x - 15, x + 15, y - 15, y + 15, Pixels::isBlue));
  }

  @Test
  void scatterCountsWhatItLeavesOut() {
    Points points = Points.of(Rows.of(2, 0, 0, NAN, 1, 0.5, INF, 3, 0));
    assertEquals(
        "data: 4 points (1 outside, 2 not finite)", points.describe("data", Limits.square(1)));
    assertEquals("data: 1 point", Points.of(Rows.of(2, 0, 0)).describe("data", Limits.square(1)));
  }

  @Test
  void scatterTakesOnePointConstantColumnsAndOutliers() {
    assertTrue(count(ScatterPlot.of(Rows.of(2, 5, 7)).draw(), Pixels::isBlue) > 10);
    assertTrue(count(ScatterPlot.of(Rows.of(2, 3, 1, 3, 2)).draw(), Pixels::isBlue) > 20);
    double[] values = Pixels.swissRoll(1_000, 1).toArray();
    values[0] = 1e9;
    Limits limits = Limits.robust(Rows.of(2, values));
    assertTrue(limits.xMax() < 2, limits::toString);
  }

  @Test
  void samplesAreBlueLeftAndRedRight() {
    Picture picture =
        SamplesPlot.of(Pixels.swissRoll(2_000, 1), Pixels.swissRoll(2_000, 2))
            .withLimits(Limits.square(1))
            .draw();
    int half = picture.width() / 2;
    int height = picture.height();
    assertTrue(count(picture, 0, half, 0, height, Pixels::isBlue) > 1_000);
    assertEquals(0, count(picture, 0, half, 0, height, Pixels::isRed));
    assertTrue(count(picture, half, picture.width(), 0, height, Pixels::isRed) > 1_000);
    assertEquals(0, count(picture, half, picture.width(), 0, height, Pixels::isBlue));
  }

  @Test
  void lossIsNotFlattenedByAHugeFirstValueOrASpike() {
    double[] loss = noisyLoss(50_000);
    int plain = blueRows(LossPlot.of(loss).draw());
    loss[0] = 1e12;
    loss[20_000] = 1e7;
    loss[30_000] = -1e7;
    loss[40_000] = INF;
    Arrays.fill(loss, 44_000, 45_000, NAN);
    int spiked = blueRows(LossPlot.of(loss).draw());
    assertTrue(plain > 200, () -> "curve spans " + plain + " rows");
    assertTrue(Math.abs(plain - spiked) < 60, () -> plain + " and " + spiked + " rows");
  }

  @Test
  void lossShowsValidationAndShortRuns() {
    Picture with =
        LossPlot.of(noisyLoss(500)).withValidation(new double[] {100}, new double[] {1}).draw();
    assertTrue(count(with, rgb -> rgb == (Ink.VALIDATION.getRGB() & 0xFFFFFF)) > 8);
    assertTrue(count(LossPlot.of(new double[] {2}).draw(), Pixels::isBlue) > 8);
    LossPlot.of(new double[] {5, 6, 9}, new double[] {NAN, 1, 1}).withLabel("bits").draw();
  }

  @Test
  void lossRefusesWhatItCannotDraw() {
    refuses("none of the 2 losses is finite", () -> LossPlot.of(new double[] {NAN, INF}));
    refuses("none of the 0 losses is finite", () -> LossPlot.of(new double[0]));
    refuses("1 steps for 2 losses", () -> LossPlot.of(new double[1], new double[2]));
    refuses("step 1 was 3.0", () -> LossPlot.of(new double[] {3, 3}, new double[2]));
  }

  @Test
  void densityIsBrightestAtTheModeAndWhiteOutsideTheSupport() {
    Limits limits = new Limits(-1, 3, -1, 1);
    int nx = 80;
    int ny = 40;
    Rows grid = DensityPlot.grid(limits, nx, ny);
    assertEquals(-0.975, grid.get(0, 0), 1e-12);
    assertEquals(-0.925, grid.get(1, 0), 1e-12);
    assertEquals(-0.975, grid.get(0, 1), 1e-12);
    double[] log = new double[nx * ny];
    for (int i = 0; i < log.length; i++) {
      double dx = grid.get(i, 0) - 2;
      double dy = grid.get(i, 1) - 0.5;
      log[i] = grid.get(i, 0) < 0 ? -INF : -50 * (dx * dx + dy * dy);
    }
    for (DensityPlot plot :
        List.of(
            DensityPlot.of(log, nx, ny, limits),
            DensityPlot.of(log, nx, ny, limits).withLogScale())) {
      Panel.Drawn map = plot.drawMap();
      Picture picture = map.picture();
      assertEquals(2 * map.plot().height, map.plot().width);
      int mode = picture.rgb(map.pixelX(2), map.pixelY(0.5));
      assertTrue((mode >> 16 & 0xFF) > 230 && (mode & 0xFF) < 60, Integer.toHexString(mode));
      assertEquals(0x440154, picture.rgb(map.pixelX(0.5), map.pixelY(-0.5)));
      assertEquals(0xFFFFFF, picture.rgb(map.pixelX(-0.5), map.pixelY(0.5)));
      // The colour bar adds the whole map once more, on its right.
      Picture full = plot.draw();
      assertTrue(
          count(
                  full,
                  map.image().getWidth(),
                  full.width(),
                  0,
                  full.height(),
                  rgb -> rgb == 0xFDE725)
              > 0);
    }
  }

  @Test
  void densityTakesExtremesAndRefusesNothingFinite() {
    Limits limits = Limits.square(1);
    DensityPlot.of(new double[] {800, -INF, NAN, 790}, 2, 2, limits).draw();
    DensityPlot.of(new double[] {-5_000, -5_001}, 2, 1, limits).draw();
    refuses("no log-density", () -> DensityPlot.of(new double[] {-INF, NAN}, 2, 1, limits));
    refuses("3 values do not fill 2 x 2 cells", () -> DensityPlot.of(new double[3], 2, 2, limits));
    refuses("cells must be >= 1 x 1, were 0 x 2", () -> DensityPlot.grid(limits, 0, 2));
  }

  @Test
  void latentGridShowsBothFamiliesOfLinesInBothPanels() {
    Picture picture =
        LatentGridPlot.of(
                z -> {
                  double[] x = z.toArray();
                  for (int i = 0; i < x.length; i += 2) x[i + 1] += 0.3 * x[i] * x[i];
                  x[8] = NAN;
                  x[10] = 1e200;
                  return Rows.of(2, x);
                })
            .draw();
    int half = picture.width() / 2;
    for (int from : new int[] {0, half}) {
      int to = from + half;
      assertTrue(count(picture, from, to, 0, picture.height(), Pixels::isBlue) > 3_000);
      assertTrue(count(picture, from, to, 0, picture.height(), Pixels::isRed) > 3_000);
    }
    assertEquals(42, LatentGridPlot.lines(21, 3).size());
  }

  @Test
  void latentGridRefusesImagesThatDoNotCorrespond() {
    UnaryOperator<Rows> half = z -> z.slice(0, z.count() / 2);
    refuses("must have that shape, were Rows[", () -> LatentGridPlot.of(half));
    List<double[][]> lines = LatentGridPlot.lines(3, 1);
    refuses("6 latent lines, but 5 images", () -> LatentGridPlot.of(lines, lines.subList(0, 5)));
    refuses("count must be >= 2, was 1", () -> LatentGridPlot.lines(1, 3));
    refuses("half must be positive and finite, was NaN", () -> LatentGridPlot.lines(3, NAN));
  }

  @Test
  void pairsFillTheLowerTriangleOnly() {
    Rows real = table(2_000, 4, 0);
    Rows generated = table(2_000, 4, 5);
    Picture picture = PairsPlot.of(real, generated, List.of("a", "b", "c", "d")).draw();
    int width = picture.width();
    int height = picture.height();
    assertTrue(count(picture, 0, width / 2, height / 2, height, Pixels::isBlue) > 1_000);
    assertTrue(count(picture, 0, width / 2, height / 2, height, Pixels::isRed) > 1_000);
    assertEquals(
        0, count(picture, 2 * width / 3, width, height / 8, height / 3, rgb -> rgb != 0xFFFFFF));
  }

  @Test
  void pairsTakeManyColumnsConstantOnesAndMissingValues() {
    double[] values = table(50, 9, 0).toArray();
    for (int i = 0; i < 50; i++) values[9 * i + 2] = 4;
    values[1] = NAN;
    Rows rows = Rows.of(9, values);
    List<String> names = new ArrayList<>();
    for (int j = 0; j < 9; j++) names.add("a rather long name of column " + j);
    Picture picture = PairsPlot.of(rows, rows, names).draw();
    assertTrue(picture.width() < 1_100 && picture.height() < 1_100);
    refuses("2 names for 9 columns", () -> PairsPlot.of(rows, rows, List.of("a", "b")));
    Rows none = Rows.of(2, 1, NAN);
    refuses("column 'b'", () -> PairsPlot.of(none, none, List.of("a", "b")));
  }

  @Test
  void interpolationGoesFromVioletToYellow() {
    double[] path = new double[20];
    for (int i = 0; i < 10; i++) path[2 * i] = i / 10.0;
    Picture picture =
        InterpolationPlot.of(Rows.of(2, path)).withBackground(Pixels.swissRoll(1_000, 1)).draw();
    assertTrue(count(picture, rgb -> rgb == 0x440154) > 40);
    assertTrue(count(picture, rgb -> rgb == Viridis.rgb(0.93)) > 40);
    assertTrue(count(picture, rgb -> rgb == (Ink.FAINT.getRGB() & 0xFFFFFF)) > 1_000);
  }

  @Test
  void interpolationOfManyColumnsIsDrawnAsLines() {
    Rows background = table(300, 5, 0);
    Picture picture =
        InterpolationPlot.of(background.slice(0, 6))
            .withBackground(background)
            .withNames(List.of("a", "b", "c", "d", "e"))
            .draw();
    assertTrue(count(picture, rgb -> rgb == 0x440154) > 100);
    InterpolationPlot.of(table(2, 784, 0)).draw();
    InterpolationPlot.of(Rows.of(3, 1, 1, 1)).draw();
    refuses("columns must be >= 2, was 1", () -> InterpolationPlot.of(Rows.of(1, 1, 2)));
    refuses("row 0, column 1", () -> InterpolationPlot.of(Rows.of(2, 1, NAN)));
  }

  @Test
  void histogramHasBothSeriesAndSumsToOne() {
    double[] first = table(5_000, 1, 0).toArray();
    double[] second = table(200, 1, 30).toArray();
    first[0] = -INF;
    first[1] = -1e9;
    Picture picture = HistogramPlot.of("test", first).withSecond("other", second).draw();
    int half = picture.width() / 2;
    assertTrue(count(picture, 0, half, 0, picture.height(), Pixels::isBlue) > 1_000);
    assertTrue(count(picture, half, picture.width(), 0, picture.height(), Pixels::isRed) > 1_000);
    double[] heights =
        HistogramPlot.heights(new double[] {0, 1, 1, 2, NAN}, new double[] {0, 2}, 4);
    assertEquals(1, Arrays.stream(heights).sum(), 1e-12);
    HistogramPlot.of("constant", new double[] {2, 2}).withLabel("score").draw();
  }

  @Test
  void histogramRefusesNothingFiniteAndEqualNames() {
    refuses("none of the 1 values of 'a'", () -> HistogramPlot.of("a", new double[] {NAN}));
    HistogramPlot plot = HistogramPlot.of("a", new double[] {1});
    refuses("named 'a'", () -> plot.withSecond("a", new double[] {1}));
    refuses("must not be blank", () -> HistogramPlot.of(" ", new double[] {1}));
  }

  @Test
  void pointsAndLimitsRefuseWhatTheyCannotShow() {
    refuses("columns must be 2, was 3", () -> ScatterPlot.of(Rows.of(3, 1, 2, 3)));
    refuses("no rows to draw", () -> ScatterPlot.of(Rows.of(2)));
    refuses("none of the 1 rows is finite", () -> ScatterPlot.of(Rows.of(2, NAN, 1)));
    refuses("were 1.0 to 1.0", () -> new Limits(1, 1, 0, 1));
    refuses("y limits must be finite and ascending", () -> new Limits(0, 1, NAN, 1));
    refuses("too close to be told apart", () -> new Limits(1e9, 1e9 + 0.1, 0, 1));
  }

  private static void refuses(String part, Executable action) {
    String message = assertThrows(IllegalArgumentException.class, action).getMessage();
    assertTrue(message.contains(part), message);
  }

  private static double[] noisyLoss(int steps) {
    SplittableRandom random = new SplittableRandom(7);
    double[] loss = new double[steps];
    for (int i = 0; i < steps; i++)
      loss[i] = 3 * Math.exp(-8.0 * i / steps) + 0.1 * random.nextDouble();
    return loss;
  }

  /** The height of what is blue above the legend. */
  private static int blueRows(Picture picture) {
    int first = -1;
    int last = -1;
    for (int y = 0; y < 450; y++) {
      if (count(picture, 0, picture.width(), y, y + 1, rgb -> rgb == (Ink.REAL.getRGB() & 0xFFFFFF))
          == 0) continue;
      if (first < 0) first = y;
      last = y;
    }
    return last - first;
  }

  private static Rows table(int rows, int columns, double shift) {
    SplittableRandom random = new SplittableRandom(3);
    double[] values = new double[rows * columns];
    for (int i = 0; i < values.length; i++)
      values[i] = shift + 10 * (random.nextDouble() + random.nextDouble() - 1);
    return Rows.wrap(columns, values);
  }
}
