package io.github.flows4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.PixelScaling;
import io.github.flows4j.spec.Pixels;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Tensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Flows whose rows are images, in the user's units. */
class ImageUnitsTest {
  static Stream<PixelScaling> scalings() {
    return Stream.of(
        new PixelScaling.Logit(0), new PixelScaling.Logit(0.05), new PixelScaling.Centered());
  }

  private static Flow flow(CouplingFlow recipe, Pixels pixels) {
    FlowSpec spec = recipe.spec();
    SplittableRandom random = new SplittableRandom(11);
    Map<String, Tensor> byName = new LinkedHashMap<>();
    Tensors.initial(spec, 3)
        .byName()
        .forEach(
            (name, tensor) ->
                byName.put(
                    name,
                    Tensor.of(tensor.shape(), i -> tensor.get(i) + 0.05 * random.nextGaussian())));
    List<Column> context = spec.context() == 0 ? List.of() : List.of(new Column("digit", 4.5, 3));
    return Flow.of(spec, Tensors.of(byName), Schema.image(pixels, context))
        .withPrecision(Precision.DOUBLE);
  }

  private static Flow square(PixelScaling scaling) {
    return flow(Flows.realNvp(4).withHidden(8), new Pixels(new ImageShape(1, 2, 2), 256, scaling));
  }

  @ParameterizedTest
  @MethodSource("scalings")
  void theMassOfOnePixelIsOne(PixelScaling scaling) {
    Flow flow = flow(Flows.realNvp(1), new Pixels(new ImageShape(1, 1, 1), 256, scaling));
    double from = scaling instanceof PixelScaling.Centered ? -5_000 : -20;
    double to = 256 - from;
    int points = 200_000;
    double[] x = new double[points];
    double width = (to - from) / points;
    for (int i = 0; i < points; i++) x[i] = from + (i + 0.5) * width;
    double mass = 0;
    for (double logProb : flow.logProb(Rows.wrap(1, x))) mass += Math.exp(logProb) * width;
    // The midpoint rule's error beside the logit's ends, where the density falls to 0 steeply.
    assertEquals(1, mass, 1e-4);
  }

  @ParameterizedTest
  @MethodSource("scalings")
  void samplesHaveTheDensityTheySay(PixelScaling scaling) {
    Flow flow = square(scaling);
    Samples samples = flow.sampleWithLogProb(300, 5);
    assertArrayEquals(samples.logProb(), flow.logProb(samples.rows()), 1e-8);
    Transformed latent = flow.transform(samples.rows());
    Transformed back = flow.inverse(latent.rows());
    assertArrayEquals(samples.rows().toArray(), back.rows().toArray(), 1e-7);
    for (int i = 0; i < 300; i++) assertEquals(-latent.logDet()[i], back.logDet()[i], 1e-8);
    Scorer scorer = flow.scorer();
    for (int i = 0; i < 3; i++)
      assertEquals(samples.logProb()[i], scorer.logProb(samples.rows().row(i)), 1e-8);
    Rows path =
        flow.interpolate(samples.rows().row(0), samples.rows().row(1), 5, Interpolation.SPHERICAL);
    assertArrayEquals(samples.rows().row(1), path.row(4), 1e-7);
  }

  @ParameterizedTest
  @MethodSource("scalings")
  void gradientsAreByPixels(PixelScaling scaling) {
    Flow flow =
        flow(
            Flows.realNvp(4).withHidden(8).withContext(1),
            new Pixels(new ImageShape(1, 2, 2), 256, scaling));
    double[] x = {3.5, 70, 250.25, 128, 200, 1, 17, 90};
    Rows digits = Rows.of(1, 3, 9);
    Gradient gradient = flow.gradient(Rows.of(4, x), digits);
    assertArrayEquals(flow.logProb(Rows.of(4, x), digits), gradient.logProb(), 1e-12);
    double step = 1e-4;
    for (int i = 0; i < x.length; i++) {
      double[] moved = x.clone();
      moved[i] += step;
      double above = flow.logProb(Rows.of(4, moved), digits)[i / 4];
      moved[i] = x[i] - step;
      double below = flow.logProb(Rows.of(4, moved), digits)[i / 4];
      assertEquals(
          (above - below) / (2 * step),
          gradient.byRow().get(i / 4, i % 4),
          1e-6 * (1 + Math.abs(above - below) / step));
    }
    double above = flow.logProb(Rows.of(4, x), Rows.of(1, 3 + step, 9))[0];
    double below = flow.logProb(Rows.of(4, x), Rows.of(1, 3 - step, 9))[0];
    assertEquals((above - below) / (2 * step), gradient.byContext().orElseThrow().get(0, 0), 1e-6);
  }

  @Test
  void beyondTheLogitTheDensityIsZero() {
    Flow flow = square(new PixelScaling.Logit(0.05));
    Rows x = Rows.of(4, 1, 2, 3, 4, 1, 2, 271, 4, -14, 270, 3, 4);
    double[] logProb = flow.logProb(x);
    assertTrue(Double.isFinite(logProb[0]) && Double.isFinite(logProb[2]));
    assertEquals(Double.NEGATIVE_INFINITY, logProb[1]);
    assertEquals(Double.NEGATIVE_INFINITY, flow.scorer().logProb(x.row(1)));
    Gradient gradient = flow.gradient(x);
    assertArrayEquals(logProb, gradient.logProb(), 1e-12);
    assertArrayEquals(new double[4], gradient.byRow().row(1));
    assertTrue(Math.abs(gradient.byRow().get(2, 0)) > 0);
    assertEquals(
        "row 2, column c0y1x0: 271.0 is beyond what the scaling of pixels can take",
        assertThrows(DataException.class, () -> flow.transform(x)).getMessage());
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY})
      assertEquals(
          "row 1, column c0y0x1: " + bad + " is not a finite number",
          assertThrows(DataException.class, () -> flow.logProb(Rows.of(4, 1, bad, 3, 4)))
              .getMessage());
  }

  @Test
  void bytesAreScoredLikeTheNumbersTheyStandFor() {
    Flow flow = square(new PixelScaling.Logit(0.05));
    Rows bytes = Rows.ofBytes(4, new byte[] {0, -1, 5, 100}, new byte[] {1, 2, 3, 4});
    assertArrayEquals(flow.logProb(Rows.of(4, bytes.toArray())), flow.logProb(bytes));
  }

  @Test
  void savedAndLoadedItIsTheSame(@TempDir Path folder) {
    Flow flow = square(new PixelScaling.Logit(1e-6));
    Path file = folder.resolve("m.safetensors");
    flow.save(file);
    Flow loaded = Flow.load(file).withPrecision(Precision.DOUBLE);
    assertEquals(flow.schema(), loaded.schema());
    Rows x = Rows.of(4, 1, 2, 3, 4);
    assertArrayEquals(flow.logProb(x), loaded.logProb(x));
  }
}
