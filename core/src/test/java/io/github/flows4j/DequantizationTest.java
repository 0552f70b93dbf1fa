package io.github.flows4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.spec.Base;
import io.github.flows4j.spec.BoxUniform;
import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.Logistic;
import io.github.flows4j.spec.PixelScaling;
import io.github.flows4j.spec.Pixels;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.ShapeMismatch;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Tensors;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DequantizationTest {
  private static final ImageShape SHAPE = new ImageShape(3, 2, 2);

  private static Flow flow(Pixels pixels, Base base) {
    FlowSpec spec = new FlowSpec(pixels.shape().size(), 0, List.of(), base);
    return Flow.of(spec, Tensors.initial(spec, 1), Schema.image(pixels, List.of()))
        .withPrecision(Precision.DOUBLE);
  }

  private static Rows noise(int count, int columns) {
    byte[][] bytes = new byte[count][columns];
    Random random = new Random(4);
    for (byte[] row : bytes) random.nextBytes(row);
    return Rows.ofBytes(columns, bytes);
  }

  /**
   * All levels alike take log2(levels) bits: with pixels in a box, and with a logit that a logistic
   * density undoes.
   */
  @Test
  void noKnowledgeTakesAllBits() {
    Rows images = noise(1_100, 12);
    Flow box = flow(new Pixels(SHAPE, 256, new PixelScaling.Centered()), new BoxUniform(0.5));
    Flow logistic = flow(new Pixels(SHAPE, 256, new PixelScaling.Logit(0)), new Logistic());
    for (Flow flow : List.of(box, logistic)) {
      BitsPerDimension bits = Dequantization.bitsPerDimension(flow, images, 2, 1);
      assertEquals(1_100, bits.images());
      assertEquals(2, bits.draws());
      for (int i = 0; i < 1_100; i++) {
        assertEquals(8, bits.means()[i], 1e-10);
        assertEquals(8, bits.bounds()[i], 1e-10);
      }
      assertEquals(8, bits.mean(), 1e-10);
      assertEquals(8, bits.bound(), 1e-10);
      assertEquals(0, bits.standardError(), 1e-10);
    }
  }

  /**
   * One pixel of four levels under a normal density: the figures are integrals over each level's
   * cell, -E[log p] in closed form and -log of the cell's mass by quadrature.
   */
  @Test
  void figuresAreThoseOfTheCells() {
    Flow flow =
        flow(
            new Pixels(new ImageShape(1, 1, 1), 4, new PixelScaling.Centered()),
            new StandardNormal());
    Rows images = Rows.of(1, 0, 1, 2, 3);
    int draws = 4_000;
    BitsPerDimension bits = Dequantization.bitsPerDimension(flow, images, draws, 3);
    for (int k = 0; k < 4; k++) {
      double from = k / 4.0 - 0.5;
      double to = from + 0.25;
      double squares = (to * to * to - from * from * from) / 3 / 0.25;
      double constant = Math.log(4) + 0.5 * Math.log(2 * Math.PI);
      double mass = 0;
      for (int i = 0; i < 1_000; i++) {
        double y = from + (i + 0.5) * 0.25 / 1_000;
        mass += Math.exp(-0.5 * y * y - constant) / 1_000;
      }
      // log p varies by 0.11 over a cell at most: five standard errors of 4,000 draws are 0.003.
      assertEquals((constant + squares / 2) / Math.log(2), bits.means()[k], 4e-3);
      assertEquals(-Math.log(mass) / Math.log(2), bits.bounds()[k], 4e-3);
      assertTrue(bits.bounds()[k] < bits.means()[k]);
    }
    double mean = 0;
    for (double value : bits.bounds()) mean += value / 4;
    double squares = 0;
    for (double value : bits.bounds()) squares += (value - mean) * (value - mean);
    assertEquals(mean, bits.bound(), 1e-14);
    assertEquals(Math.sqrt(squares / 3 / 4), bits.boundStandardError(), 1e-14);
  }

  @Test
  void noiseIsAnImagesOwn() {
    Pixels pixels = Pixels.of(SHAPE);
    Flow flow = flow(pixels, new StandardNormal());
    Rows images = noise(600, 12);
    Rows noisy = Dequantization.noisy(pixels, images, 7);
    assertEquals(noisy, Dequantization.noisy(pixels, images, 7));
    assertNotEquals(noisy, Dequantization.noisy(pixels, images, 8));
    assertEquals(noisy.slice(0, 5), Dequantization.noisy(pixels, images.slice(0, 5), 7));
    assertEquals(images, Dequantization.wholePixels(pixels, noisy));
    BitsPerDimension one = Dequantization.bitsPerDimension(flow, images, 1, 7);
    double[] logProb = flow.logProb(noisy);
    for (int i = 0; i < 600; i++) {
      assertEquals(-logProb[i] / (12 * Math.log(2)), one.means()[i], 1e-12);
      assertEquals(one.means()[i], one.bounds()[i], 1e-12);
    }
    BitsPerDimension again = Dequantization.bitsPerDimension(flow.withThreads(1), images, 1, 7);
    assertArrayEquals(one.means(), again.means());
    double three = Dequantization.bitsPerDimension(flow, images, 3, 7).mean();
    assertEquals(one.mean(), three, 0.1);
    assertNotEquals(one.mean(), three);
  }

  @Test
  void contextsAreOneForEachImageOrOneForAll() {
    Pixels pixels = Pixels.of(new ImageShape(1, 2, 2));
    FlowSpec spec = Flows.realNvp(4).withHidden(8).withContext(1).spec();
    Flow flow =
        Flow.of(
            spec, Tensors.initial(spec, 2), Schema.image(pixels, List.of(Column.plain("digit"))));
    Rows images = noise(700, 4);
    BitsPerDimension one = Dequantization.bitsPerDimension(flow, images, Rows.of(1, 3), 2, 1);
    double[] digits = new double[700];
    java.util.Arrays.fill(digits, 3);
    BitsPerDimension each = Dequantization.bitsPerDimension(flow, images, Rows.of(1, digits), 2, 1);
    assertArrayEquals(one.means(), each.means());
    assertThrows(
        ShapeMismatch.class,
        () -> Dequantization.bitsPerDimension(flow, images, Rows.of(1, 3, 4), 2, 1));
    assertThrows(ShapeMismatch.class, () -> Dequantization.bitsPerDimension(flow, images, 2, 1));
  }

  @Test
  void whatIsNoImageIsRefused() {
    Pixels pixels = new Pixels(new ImageShape(1, 1, 2), 4, new PixelScaling.Centered());
    Flow flow = flow(pixels, new BoxUniform(0.5));
    for (double bad : new double[] {-1, 4, 1.5, Double.NaN, Double.POSITIVE_INFINITY})
      assertEquals(
          "row 2, column c0y0x1: " + bad + " is no whole grey level 0..3",
          assertThrows(
                  DataException.class,
                  () -> Dequantization.bitsPerDimension(flow, Rows.of(2, 1, 2, 3, bad), 1, 1))
              .getMessage());
    assertEquals(
        "images of 1x1x2 have 2 numbers, the rows have 3",
        assertThrows(ShapeMismatch.class, () -> Dequantization.check(pixels, Rows.of(3)))
            .getMessage());
    Rows image = Rows.of(2, 1, 2);
    assertThrows(
        IllegalArgumentException.class, () -> Dequantization.bitsPerDimension(flow, image, 0, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> Dequantization.bitsPerDimension(flow, image.slice(0, 0), 1, 1));
    Flow table = Flow.untrained(Flows.realNvp(2), 1);
    assertThrows(
        IllegalArgumentException.class, () -> Dequantization.bitsPerDimension(table, image, 1, 1));
  }

  @Test
  void anImageOfDensityZeroTakesInfinitelyManyBits() {
    Pixels pixels = new Pixels(new ImageShape(1, 1, 1), 4, new PixelScaling.Centered());
    BitsPerDimension bits =
        Dequantization.bitsPerDimension(flow(pixels, new BoxUniform(0.25)), Rows.of(1, 1, 3), 4, 1);
    assertEquals(1, bits.means()[0], 1e-12);
    assertEquals(Double.POSITIVE_INFINITY, bits.means()[1]);
    assertEquals(Double.POSITIVE_INFINITY, bits.bounds()[1]);
    assertEquals(Double.POSITIVE_INFINITY, bits.bound());
  }

  @Test
  void wholePixelsAreWithinTheLevels() {
    Rows rows = Rows.of(3, -3, 0.99, 255.999, 300, 7, -0.0);
    Rows expected = Rows.of(3, 0, 0, 255, 255, 7, 0);
    ImageShape shape = new ImageShape(3, 1, 1);
    assertEquals(expected, Dequantization.wholePixels(Pixels.of(shape), rows));
    Pixels deep = new Pixels(shape, 65_536, new PixelScaling.Centered());
    assertEquals(
        Rows.of(3, 0, 65_535, 256),
        Dequantization.wholePixels(deep, Rows.of(3, -1e300, 1e300, 256.5)));
    assertThrows(
        DataException.class, () -> Dequantization.wholePixels(deep, Rows.of(3, 1, Double.NaN, 2)));
  }
}
