package io.github.flows4j.engine.f64.univariate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Allocation;
import io.github.flows4j.engine.f64.memory.BufferPlan;
import io.github.flows4j.engine.f64.memory.Keeping;
import io.github.flows4j.engine.f64.memory.Layout;
import io.github.flows4j.engine.f64.memory.Pass;
import io.github.flows4j.engine.f64.memory.Weights;
import io.github.flows4j.engine.f64.simd.KernelProvider;
import io.github.flows4j.engine.f64.simd.Kernels;
import io.github.flows4j.io.Safetensors;
import io.github.flows4j.spec.BernsteinUnivariate;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.GaussianizationUnivariate;
import io.github.flows4j.spec.SoftClipUnivariate;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.SumOfSquaresUnivariate;
import io.github.flows4j.spec.Tensors;
import io.github.flows4j.spec.Univariate;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The maps alone, in double, against zuko 1.6.0 (torch 2.15, float64). The files in {@code
 * univariate} were written by
 *
 * <pre>{@code
 * import torch
 * from safetensors.torch import save_file
 * from zuko.transforms import *
 * torch.manual_seed(20261122)
 * torch.set_default_dtype(torch.float64)
 *
 * def case(name, transform, x, parts):
 *     x = x.clone().requires_grad_()
 *     parts = [p.requires_grad_() for p in parts]
 *     y, ladj = transform(*parts).call_and_ladj(x)
 *     grad_y, grad_ladj = torch.randn_like(y), torch.randn_like(y)
 *     grads = torch.autograd.grad((grad_y * y + grad_ladj * ladj).sum(), [x, *parts])
 *     flat = lambda ts: torch.cat([t.reshape(len(x), -1) for t in ts], 1).T.contiguous()
 *     tensors = dict(x=x, y=y, ladj=ladj, grad_y=grad_y, grad_ladj=grad_ladj, grad_x=grads[0])
 *     if parts: tensors.update(theta=flat(parts), grad_theta=flat(grads[1:]))
 *     save_file({k: v.detach() for k, v in tensors.items()}, name + ".safetensors")
 *
 * def sos(slope):
 *     return lambda a, c: ComposedTransform(
 *         SOSPolynomialTransform(a, slope=slope), AdditiveTransform(c))
 *
 * n = 150
 * x = torch.randn(n) * 4
 * case("sum-of-squares", sos(1e-3), x, [torch.randn(n, 3, 5), torch.randn(n)])
 * case("sum-of-squares-no-slope", sos(0.0), x, [torch.randn(n, 2, 8), torch.randn(n)])
 * edge = torch.tensor(
 *     [-20, -5.1, -5, -4.99999, -4.99998, -4.9, 4.9, 4.99998, 4.99999, 5, 5.1, 1e3])
 * case("bernstein", BoundedBernsteinTransform,
 *      torch.cat([torch.randn(n - 12) * 2, edge]), [2 * torch.randn(n, 17)])
 * case("bernstein-small", BoundedBernsteinTransform, torch.randn(n) * 3, [torch.randn(n, 2)])
 * case("gaussianization", GaussianizationTransform,
 *      torch.randn(n), [torch.randn(n, 8), torch.randn(n, 8)])
 * case("gaussianization-one", GaussianizationTransform,
 *      torch.randn(n), [torch.randn(n, 1), torch.randn(n, 1) / 2])
 * case("soft-clip", lambda: SoftclipTransform(11.0),
 *      torch.randn(n).exp() ** 3 * torch.randn(n), [])
 * }</pre>
 */
class PolynomialMapsTest {
  /**
   * A file's map; how close its values are, and how many evaluations its inverse takes at most over
   * all 150 numbers at once.
   */
  private record Known(
      String file, Univariate univariate, double tolerance, double ofGradients, int evaluations) {
    @Override
    public String toString() {
      return file;
    }
  }

  // zuko takes values of one component beyond 4 from erfinv of numbers beside 1, whose round-off
  // the
  // slope there, 1e5, multiplies; and the derivatives of the Bernstein basis from those of k log u
  // at u of 1e-6. Tolerances are about ten times what was seen.
  static Stream<Known> known() {
    return Stream.of(
        new Known("sum-of-squares", new SumOfSquaresUnivariate(4, 3, 1e-3), 1e-13, 1e-12, 12),
        new Known("sum-of-squares-no-slope", new SumOfSquaresUnivariate(7, 2, 0), 1e-13, 1e-12, 26),
        new Known("bernstein", new BernsteinUnivariate(16, 5), 1e-12, 1e-9, 20),
        new Known("bernstein-small", new BernsteinUnivariate(1, 5), 1e-13, 1e-12, 12),
        new Known("gaussianization", new GaussianizationUnivariate(8), 1e-12, 1e-12, 16),
        new Known("gaussianization-one", new GaussianizationUnivariate(1), 1e-10, 1e-9, 18),
        new Known("soft-clip", new SoftClipUnivariate(11), 1e-14, 1e-14, 0));
  }

  /** A map with a pass of its own over so many numbers, and where it writes. */
  private static final class Bench {
    final int count;
    final UnivariateMap map;
    final NumericInverse counting;
    final Pass pass;
    final double[] out;
    final double[] logDet;
    final double[] gradX;
    final double[] gradTheta;

    Bench(Univariate univariate, int count) {
      this.count = count;
      FlowSpec nothing = new FlowSpec(1, 0, List.of(), new StandardNormal());
      Kernels kernels = KernelProvider.kernels();
      Layout layout = new Layout(nothing, kernels::pad);
      BufferPlan plan = new BufferPlan();
      map = UnivariateMaps.of(univariate, "", new int[] {0}, kernels, layout, plan);
      counting = new NumericInverse(1, plan);
      Weights weights = new Weights(layout, kernels, Tensors.of(Map.of()));
      pass =
          new Pass(
              weights,
              List.of(plan),
              new FlowSpec(1, 0, List.of(), new StandardNormal()),
              count,
              Keeping.EVERYTHING,
              1,
              new boolean[1]);
      pass.enter(0);
      out = new double[count];
      logDet = new double[count];
      gradX = new double[count];
      gradTheta = new double[count * univariate.parametersPerFeature()];
    }

    void forward(double[] x, double[] theta) {
      map.forward(pass, pass.run().rows(count), x, theta, out, logDet);
    }

    void inverse(double[] y, double[] theta) {
      map.inverse(pass, pass.run().rows(count), y, theta, out, logDet);
    }

    void backward(double[] x, double[] theta, double[] gradY, double[] gradLogDet) {
      map.backward(
          pass, pass.run().rows(count), x, theta, logDet, gradY, gradLogDet, gradX, gradTheta);
    }
  }

  private static Safetensors open(String name) {
    try {
      var url =
          Objects.requireNonNull(
              PolynomialMapsTest.class.getResource("/univariate/" + name + ".safetensors"));
      return Safetensors.open(Path.of(url.toURI()));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertClose(double[] expected, double[] actual, double tolerance) {
    for (int i = 0; i < expected.length; i++)
      assertEquals(expected[i], actual[i], tolerance * (1 + Math.abs(expected[i])), "at " + i);
  }

  @ParameterizedTest
  @MethodSource("known")
  void valuesAndGradientsAreThoseOfZuko(Known known) {
    try (Safetensors file = open(known.file())) {
      double[] x = file.doubles("x");
      double[] theta = file.has("theta") ? file.doubles("theta") : new double[0];
      Bench bench = new Bench(known.univariate(), x.length);
      bench.forward(x, theta);
      assertClose(file.doubles("y"), bench.out, known.tolerance());
      assertClose(file.doubles("ladj"), bench.logDet, known.tolerance());
      bench.backward(x, theta, file.doubles("grad_y"), file.doubles("grad_ladj"));
      assertClose(file.doubles("grad_x"), bench.gradX, known.ofGradients());
      if (theta.length == 0) return;
      assertClose(file.doubles("grad_theta"), bench.gradTheta, known.ofGradients());
    }
  }

  /** What y's round-off makes of x: its size over the slope. */
  @ParameterizedTest
  @MethodSource("known")
  void inverseOfZukosValues(Known known) {
    try (Safetensors file = open(known.file())) {
      double[] x = file.doubles("x");
      double[] theta = file.has("theta") ? file.doubles("theta") : new double[0];
      Bench bench = new Bench(known.univariate(), x.length);
      bench.forward(x, theta);
      double[] y = bench.out.clone();
      double[] forward = bench.logDet.clone();
      bench.inverse(y, theta);
      for (int i = 0; i < x.length; i++) {
        double limit = 1e-14 * (1 + Math.abs(x[i]) + (1 + Math.abs(y[i])) / Math.exp(forward[i]));
        assertEquals(x[i], bench.out[i], limit, "at " + i);
        assertEquals(-forward[i], bench.logDet[i], 10 * limit, "at " + i);
      }
      if (known.evaluations() == 0) return;
      int count = x.length;
      int evaluations =
          bench.counting.solve(
              bench.map,
              bench.pass,
              bench.pass.run().rows(count),
              y,
              theta,
              bench.out,
              bench.logDet);
      assertTrue(evaluations <= known.evaluations(), evaluations + " evaluations");
    }
  }

  /** Whatever the row, log p(z) + log f' is finite or -infinity. */
  @ParameterizedTest
  @MethodSource("known")
  void farOut(Known known) {
    double[] x = {0, 1e-300, 1e6, 1e30, 1e160, 1e300, Double.MAX_VALUE, Double.POSITIVE_INFINITY};
    double[] theta = new double[x.length * known.univariate().parametersPerFeature()];
    SplittableRandom random = new SplittableRandom(1);
    for (double sign : new double[] {-1, 1}) {
      for (double size : new double[] {0, 1, 30}) {
        for (int p = 0; p < theta.length; p++) theta[p] = size * random.nextGaussian();
        double[] rows = Arrays.stream(x).map(v -> sign * v).toArray();
        Bench bench = new Bench(known.univariate(), x.length);
        bench.forward(rows, theta);
        for (int i = 0; i < x.length; i++) {
          double logProb = -0.5 * bench.out[i] * bench.out[i] + bench.logDet[i];
          String where = rows[i] + ": " + bench.out[i] + ", " + bench.logDet[i];
          assertFalse(Double.isNaN(logProb) || logProb == Double.POSITIVE_INFINITY, where);
        }
      }
    }
  }

  @Test
  void valuesWithoutPreimageAreNaNAlone() {
    for (Univariate univariate :
        List.of(new GaussianizationUnivariate(2), new SoftClipUnivariate(4.89))) {
      Bench bench = new Bench(univariate, 4);
      bench.inverse(new double[] {0.5, 4.9, -5, -1}, new double[16]);
      for (int i = 0; i < 4; i++) {
        assertEquals(i == 1 || i == 2, Double.isNaN(bench.out[i]), univariate + " " + i);
        assertEquals(i == 1 || i == 2, Double.isNaN(bench.logDet[i]), univariate + " " + i);
      }
    }
  }

  /** zuko's map jumps by 2e-6 bound on both sides; values in the gap are the edge's. */
  @Test
  void bernsteinAroundItsEdges() {
    Bench bench = new Bench(new BernsteinUnivariate(3, 5), 6);
    double[] y = {-5, -5 + 5e-6, -5 + 2e-5, 5 - 2e-5, 5 - 5e-6, 5};
    bench.inverse(y, new double[6 * 4]);
    double[] edges = {-5 + 1e-5, -5 + 1e-5, -5 + 2e-5, 5 - 2e-5, 5 - 1e-5, 5 - 1e-5};
    for (int i = 0; i < y.length; i++) assertEquals(edges[i], bench.out[i], 1e-9, "at " + i);
  }

  @ParameterizedTest
  @MethodSource("known")
  void nothingIsAllocated(Known known) {
    int count = 32;
    Bench bench = new Bench(known.univariate(), count);
    double[] x = new double[count];
    for (int i = 0; i < count; i++) x[i] = 0.1 * i - 1.5;
    double[] theta = new double[count * known.univariate().parametersPerFeature()];
    Arrays.fill(theta, 0.1);
    long least = Long.MAX_VALUE;
    for (int repeat = 0; repeat < 20; repeat++) {
      long before = Allocation.bytes();
      for (int times = 0; times < 100; times++) {
        bench.forward(x, theta);
        bench.backward(x, theta, x, x);
        bench.inverse(x, theta);
      }
      least = Math.min(least, Allocation.bytes() - before);
    }
    // The counting itself, by reflection, takes about 1,200.
    assertTrue(least < 1_600, least + " bytes");
  }

  /** Known to 16 digits (mpmath). */
  @Test
  void normalTail() {
    double[] v = {0, 0.1, 0.6, 1, 3, 4.75, 6, 10};
    double[] tails = {
      0.5,
      0.46017216272297102,
      0.27425311775007358,
      0.15865525393145705,
      0.0013498980316300945,
      1.0170832425687032e-6,
      9.8658764503769814e-10,
      7.6198530241605261e-24
    };
    for (int i = 0; i < v.length; i++) {
      double found = NormalTail.above(v[i], Math.exp(-0.5 * v[i] * v[i]));
      assertEquals(tails[i], found, (1 + v[i] * v[i]) * Math.ulp(tails[i]), "above " + v[i]);
      // The quantile's slope is 1 / density, between 1 and 1.5 times v over the tail.
      if (tails[i] < 1e-9) continue;
      assertEquals(v[i], NormalTail.quantile(tails[i]), 4e-16 * (2 + v[i]), "quantile");
    }
    for (double q = 0.5; q > 1e-7; q *= 0.97) {
      double found = NormalTail.quantile(q);
      assertEquals(q, NormalTail.above(found, Math.exp(-0.5 * found * found)), 2e-14 * q);
    }
  }
}
