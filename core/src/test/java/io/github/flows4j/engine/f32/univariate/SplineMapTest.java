package io.github.flows4j.engine.f32.univariate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.Transformed;
import io.github.flows4j.engine.Engine;
import io.github.flows4j.engine.training.Batch;
import io.github.flows4j.engine.training.TrainingStep;
import io.github.flows4j.io.Safetensors;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.SplineForm;
import io.github.flows4j.spec.SplineTails;
import io.github.flows4j.spec.SplineUnivariate;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Tensors;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Splines against zuko 1.6.0 and nflows 0.14 in float64, circular ones, and batches that lie
 * outside the box. {@code univariate/spline.safetensors} was written by
 *
 * <pre>{@code
 * torch.manual_seed(20261122)
 * torch.set_default_dtype(torch.float64)
 * def rows(n, k, last):
 *     size = torch.tensor([0.3, 1.0, 3.0, 10.0])[torch.arange(n) % 4][:, None]
 *     return (size * torch.randn(n, 2 * k + last)).float().double()
 * out = {}
 * for k in (2, 8):
 *     n = 160
 *     theta = rows(n, k, k - 1)
 *     x = (6 * (2 * torch.rand(n) - 1)).float().double()
 *     w, h, d = theta.split([k, k, k - 1], -1)
 *     f = MonotonicRQSTransform(w, h, d, bound=5.0, slope=1e-3)
 *     y, ladj = f.call_and_ladj(x)
 *     out |= {f'zuko{k}.theta': theta, f'zuko{k}.x': x, f'zuko{k}.y': y,
 *             f'zuko{k}.ladj': ladj, f'zuko{k}.inverse': f.inv(x)}
 *     x = (4 * (2 * torch.rand(n) - 1)).float().double()
 *     f = lambda v, inverse: unconstrained_rational_quadratic_spline(v, w, h, d,
 *         inverse=inverse, tails='linear', tail_bound=3.0)
 *     y, ladj = f(x, False)
 *     out |= {f'nflows{k}.theta': theta, f'nflows{k}.x': x, f'nflows{k}.y': y,
 *             f'nflows{k}.ladj': ladj, f'nflows{k}.inverse': f(x, True)[0]}
 * save_file({n: (t.float() if n.endswith(('theta', '.x')) else t).contiguous()
 *     for n, t in out.items()}, 'spline.safetensors')
 * }</pre>
 */
class SplineMapTest {
  private static final SplineForm CLIPPED = new SplineForm.SoftClipped(1e-3);
  private static final SplineForm FLOORED = new SplineForm.Floored(1e-3, 1e-3, 1e-3);

  private static Flow flow(SplineUnivariate spline, int features, IntToDoubleFunction values) {
    FlowSpec spec =
        new FlowSpec(features, 0, List.of(Elementwise.free(spline)), new StandardNormal());
    String name = spec.tensors().get(0).name();
    int size = spec.tensors().get(0).size();
    return Flow.of(spec, Tensors.of(Map.of(name, Tensor.of(List.of(size), values))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"zuko2", "zuko8", "nflows2", "nflows8"})
  void agreesWithPeers(String peer) throws URISyntaxException {
    int bins = peer.endsWith("2") ? 2 : 8;
    SplineUnivariate spline =
        peer.startsWith("zuko")
            ? SplineUnivariate.of(bins)
            : new SplineUnivariate(bins, 3, FLOORED, SplineTails.IDENTITY);
    var url =
        Objects.requireNonNull(SplineMapTest.class.getResource("/univariate/spline.safetensors"));
    try (Safetensors file = Safetensors.open(Path.of(url.toURI()))) {
      double[] theta = file.doubles(peer + ".theta");
      double[] x = file.doubles(peer + ".x");
      double[] y = file.doubles(peer + ".y");
      double[] ladj = file.doubles(peer + ".ladj");
      double[] inverse = file.doubles(peer + ".inverse");
      int parameters = spline.parametersPerFeature();
      int off = 0;
      for (int i = 0; i < x.length; i++) {
        int row = i;
        Flow single = flow(spline, 1, p -> theta[row * parameters + p]);
        Flow exact = single.withPrecision(Precision.DOUBLE);
        Rows at = Rows.of(1, x[i]);
        Transformed forward = exact.transform(at);
        double back = exact.inverse(at).rows().get(0, 0);
        assertEquals(y[i], forward.rows().get(0, 0), 1e-10, "y " + i);
        assertEquals(ladj[i], forward.logDet()[0], 1e-10 * (1 + Math.abs(ladj[i])), "ladj " + i);
        assertEquals(inverse[i], back, 1e-10, "inverse " + i);
        Transformed rough = single.transform(at);
        assertEquals(y[i], rough.rows().get(0, 0), 1e-4 * (1 + Math.abs(y[i])), "y " + i);
        if (Math.abs(ladj[i] - rough.logDet()[0]) > 1e-4 * (1 + Math.abs(ladj[i]))) off++;
        double roughBack = single.inverse(at).rows().get(0, 0);
        assertEquals(back, roughBack, 1e-4 * (1 + Math.abs(back)), "inverse " + i);
      }
      // among parameters of size 10 are bins so narrow that a float's last place shows
      System.out.println(peer + " float log-derivatives off: " + off);
    }
  }

  @Test
  void circularSplinesWrapAround() {
    SplineUnivariate spline = new SplineUnivariate(6, Math.PI, CLIPPED, SplineTails.CIRCULAR);
    SplittableRandom random = new SplittableRandom(3);
    double[] values = random.doubles(spline.parametersPerFeature(), -2, 2).toArray();
    Flow flow = flow(spline, 1, i -> values[i]).withPrecision(Precision.DOUBLE);
    double bound = Math.PI;
    for (int i = 0; i < 50; i++) {
      double x = random.nextDouble(-bound, bound);
      Transformed here = flow.transform(Rows.of(1, x));
      for (int turns : new int[] {-3, 1, 40}) {
        Transformed there = flow.transform(Rows.of(1, x + turns * 2 * bound));
        assertEquals(here.rows().get(0, 0), there.rows().get(0, 0), 1e-10);
        assertEquals(here.logDet()[0], there.logDet()[0], 1e-9);
      }
      assertEquals(x, flow.inverse(here.rows()).rows().get(0, 0), 1e-10);
    }
    for (Precision precision : Precision.values())
      for (double x : new double[] {0, -0.0, -1e-30, bound, -bound, 1e30, -1e30, 1e300}) {
        Transformed found = flow.withPrecision(precision).transform(Rows.of(1, x));
        double y = found.rows().get(0, 0);
        assertEquals(0, y, bound * (1 + 1e-6), "x " + x);
        assertFalse(Double.isNaN(found.logDet()[0]), "x " + x);
      }
  }

  /** None of a batch in the box: nothing to train, nothing undefined. */
  @ParameterizedTest
  @EnumSource(SplineTails.class)
  void aBatchOutsideTheBox(SplineTails tails) {
    for (SplineForm form : List.of(CLIPPED, FLOORED)) {
      SplineUnivariate spline = new SplineUnivariate(4, 2, form, tails);
      Flow flow = flow(spline, 3, i -> Math.sin(i));
      Batch batch = new Batch(70, 3, 0);
      for (int i = 0; i < batch.rows().length; i++)
        batch.rows()[i] = (i % 2 == 0 ? 1 : -1) * (2.5 + 0.1 * i);
      Arrays.fill(batch.weights(), 1);
      batch.count(70);
      for (Precision precision : Precision.values())
        try (TrainingStep step = Engine.trainingStep(flow.spec(), flow.tensors(), 1, precision)) {
          double[] gradient = new double[step.size()];
          double loss = step.gradient(batch, gradient).loss();
          assertFalse(Double.isNaN(loss) || Double.isInfinite(loss));
          for (double g : gradient) assertFalse(Double.isNaN(g) || Double.isInfinite(g));
          if (tails == SplineTails.IDENTITY)
            assertArrayEquals(new double[gradient.length], gradient, 0);
        }
    }
  }
}
