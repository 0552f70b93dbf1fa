package io.github.flows4j.engine.f64.univariate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.flows4j.engine.Collective;
import io.github.flows4j.engine.f64.memory.BufferPlan;
import io.github.flows4j.engine.f64.memory.FlatTensors;
import io.github.flows4j.engine.f64.memory.Keeping;
import io.github.flows4j.engine.f64.memory.Layout;
import io.github.flows4j.engine.f64.memory.Pass;
import io.github.flows4j.engine.f64.memory.Run;
import io.github.flows4j.engine.f64.memory.Weights;
import io.github.flows4j.engine.f64.simd.KernelProvider;
import io.github.flows4j.engine.f64.simd.Kernels;
import io.github.flows4j.io.Safetensors;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.IntegratedNeuralUnivariate;
import io.github.flows4j.spec.NeuralMonotonicUnivariate;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.TensorSpec;
import io.github.flows4j.spec.Tensors;
import io.github.flows4j.spec.Univariate;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Values and all gradients of the neural maps against zuko 1.6's {@code MNN} and {@code UMNN} in
 * double precision, called as couplings call them (all features in one run) and as autoregressive
 * layers do (feature by feature, rows padded). The files come from this, for (signal, hidden) = a:
 * (3, (6, 10)), b: (1, (18,)), c: (5, (8, 4, 6)) of MNN and a: (3, (5, 7)), b: (1, (17,)) of UMNN:
 *
 * <pre>{@code
 * torch.manual_seed(20261122)
 * rows, features = 7, 3
 * f32 = lambda t: t.float().double().requires_grad_()
 *
 * def dump(name, module, signal, hidden, constant):
 *     for p in module.parameters():
 *         size = 1.5 / p.shape[-1] ** 0.5 if p.dim() == 3 else 0.5
 *         with torch.no_grad(): p.copy_(size * torch.randn_like(p))
 *     module.double().train()
 *     x, s = f32(2 * torch.randn(rows, features)), f32(torch.randn(rows, features, signal))
 *     given = [s, f32(torch.randn(rows, features))] if constant else [s]
 *     y, ladj = module(*given).call_and_ladj(x)
 *     gy, gl = (torch.randn(rows, features).double() for _ in range(2))
 *     ((gy * y).sum() + (gl * ladj).sum()).backward()
 *     join = lambda ts: torch.cat([ts[0]] + [t[..., None] for t in ts[1:]], -1)
 *     tensors = dict(x=x, y=y, ladj=ladj, theta=join(given), grad_y=gy, grad_ladj=gl,
 *                    grad_x=x.grad, grad_theta=join([t.grad for t in given]))
 *     for j, m in enumerate(m for m in module.modules() if hasattr(m, "weight")):
 *         for part in ("weight", "bias"):
 *             tensors[f"layers.{j}.{part}"] = getattr(m, part)
 *             tensors[f"grad.layers.{j}.{part}"] = getattr(m, part).grad
 *     save_file({k: t.detach().double().contiguous().clone() for k, t in tensors.items()},
 *               name + ".safetensors",
 *               metadata=dict(signal=str(signal), hidden=",".join(map(str, hidden))))
 *
 * dump(name, MNN(signal=signal, stack=features, hidden_features=hidden), signal, hidden, False)
 * dump(name, UMNN(signal=signal, stack=features, hidden_features=hidden), signal, hidden, True)
 * }</pre>
 */
class NeuralMapsTest {
  private static final int ROWS = 7;
  private static final int MOVED = 3;
  private static final Kernels KERNELS = KernelProvider.kernels();

  /** Rounding of sums of at most 20 terms, through three layers and 33 nodes. */
  private static final double TOLERANCE = 1e-11;

  private Safetensors file;
  private Univariate univariate;
  private FlowSpec spec;
  private Layout layout;
  private UnivariateMap map;
  private Pass pass;
  private double[] gradient;

  private void open(String name) throws Exception {
    var where = NeuralMapsTest.class.getResource("/univariate/" + name + ".safetensors");
    file = Safetensors.open(Path.of(where.toURI()));
    int signal = Integer.parseInt(file.metadata().get("signal"));
    List<Integer> hidden =
        Arrays.stream(file.metadata().get("hidden").split(",")).map(Integer::valueOf).toList();
    univariate =
        name.contains("monotonic")
            ? new NeuralMonotonicUnivariate(signal, hidden)
            : new IntegratedNeuralUnivariate(signal, hidden, 7, 32);
    spec = new FlowSpec(MOVED, 0, List.of(Elementwise.free(univariate)), new StandardNormal());
    layout = new Layout(spec, KERNELS::pad);
    BufferPlan plan = new BufferPlan();
    map =
        UnivariateMaps.of(
            univariate, "transforms.0.univariate.", new int[] {0, 1, 2}, KERNELS, layout, plan);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (TensorSpec tensor : spec.tensors()) {
      String own = own(tensor);
      double[] values = own == null ? null : file.doubles(own);
      tensors.put(tensor.name(), Tensor.of(tensor.shape(), i -> values == null ? 0 : values[i]));
    }
    Weights weights = new Weights(layout, KERNELS, Tensors.of(tensors));
    pass =
        new Pass(
            weights,
            List.of(plan),
            new FlowSpec(MOVED, 0, List.of(), new StandardNormal()),
            ROWS,
            Keeping.EVERYTHING,
            1,
            new boolean[1]);
    pass.enter(0);
    gradient = new double[layout.trainedLength()];
    pass.purpose(Pass.Mode.TRAINING, gradient, Collective.ALONE, ROWS, false);
  }

  /** The name in the file, or null for tensors of the conditioner. */
  private static String own(TensorSpec tensor) {
    String prefix = "transforms.0.univariate.";
    return tensor.name().startsWith(prefix) ? tensor.name().substring(prefix.length()) : null;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "neural-monotonic-a",
        "neural-monotonic-b",
        "neural-monotonic-c",
        "neural-integrated-a",
        "neural-integrated-b"
      })
  void agreesWithZukoOnAllFeaturesAtOnce(String name) throws Exception {
    open(name);
    int count = ROWS * MOVED;
    int parameters = univariate.parametersPerFeature();
    double[] x = file.doubles("x");
    double[] byNumber = file.doubles("theta");
    double[] theta = new double[count * parameters];
    for (int i = 0; i < count; i++)
      for (int p = 0; p < parameters; p++) theta[p * count + i] = byNumber[i * parameters + p];
    double[] y = new double[count];
    double[] logDet = new double[count];
    Run run = pass.run().rows(count);
    map.forward(pass, run, x, theta, y, logDet);
    assertClose("y", y);
    assertClose("ladj", logDet);
    double[] gradX = new double[count];
    double[] gradTheta = new double[theta.length];
    double[] gradY = file.doubles("grad_y");
    double[] gradLogDet = file.doubles("grad_ladj");
    map.backward(pass, run, x, theta, logDet, gradY, gradLogDet, gradX, gradTheta);
    assertClose("grad_x", gradX);
    double[] expected = file.doubles("grad_theta");
    for (int i = 0; i < count; i++)
      for (int p = 0; p < parameters; p++)
        assertNear(expected[i * parameters + p], gradTheta[p * count + i], "grad_theta");
    assertWeightGradients();
    double[] back = new double[count];
    double[] logDetBack = new double[count];
    map.inverse(pass, run, y, theta, back, logDetBack);
    for (int i = 0; i < count; i++) {
      assertEquals(x[i], back[i], 1e-9 * (1 + Math.abs(x[i])));
      assertEquals(-logDet[i], logDetBack[i], 1e-9);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "neural-monotonic-a",
        "neural-monotonic-b",
        "neural-monotonic-c",
        "neural-integrated-a",
        "neural-integrated-b"
      })
  void agreesWithZukoFeatureByFeature(String name) throws Exception {
    open(name);
    int padded = KERNELS.pad(ROWS);
    int parameters = univariate.parametersPerFeature();
    double[] x = new double[padded * MOVED];
    double[] theta = new double[padded * MOVED * parameters];
    double[] gradY = new double[x.length];
    double[] gradLogDet = new double[x.length];
    // parameters of padding are any finite numbers
    Arrays.fill(theta, 0.7);
    for (int r = 0; r < ROWS; r++)
      for (int j = 0; j < MOVED; j++) {
        int from = r * MOVED + j;
        int to = j * padded + r;
        x[to] = file.doubles("x")[from];
        gradY[to] = file.doubles("grad_y")[from];
        gradLogDet[to] = file.doubles("grad_ladj")[from];
        for (int p = 0; p < parameters; p++)
          theta[(j * parameters + p) * padded + r] = file.doubles("theta")[from * parameters + p];
      }
    double[] y = new double[x.length];
    double[] logDet = new double[x.length];
    double[] gradX = new double[x.length];
    double[] gradTheta = new double[theta.length];
    double[] back = new double[x.length];
    double[] logDetBack = new double[x.length];
    for (int j = 0; j < MOVED; j++) map.forward(pass, run(j, padded), x, theta, y, logDet);
    for (int j = MOVED - 1; j >= 0; j--)
      map.backward(pass, run(j, padded), x, theta, logDet, gradY, gradLogDet, gradX, gradTheta);
    for (int j = 0; j < MOVED; j++) map.inverse(pass, run(j, padded), y, theta, back, logDetBack);
    for (int r = 0; r < ROWS; r++)
      for (int j = 0; j < MOVED; j++) {
        int at = r * MOVED + j;
        int i = j * padded + r;
        assertNear(file.doubles("y")[at], y[i], "y");
        assertNear(file.doubles("ladj")[at], logDet[i], "ladj");
        assertNear(file.doubles("grad_x")[at], gradX[i], "grad_x");
        for (int p = 0; p < parameters; p++)
          assertNear(
              file.doubles("grad_theta")[at * parameters + p],
              gradTheta[(j * parameters + p) * padded + r],
              "grad_theta");
        assertEquals(x[i], back[i], 1e-9 * (1 + Math.abs(x[i])));
        assertEquals(-logDet[i], logDetBack[i], 1e-9);
      }
    assertWeightGradients();
  }

  private Run run(int feature, int padded) {
    int parameters = univariate.parametersPerFeature();
    int thetaAt = feature * parameters * padded;
    return pass.run().feature(feature, feature * padded, padded, thetaAt, padded);
  }

  private void assertWeightGradients() {
    Tensors found = FlatTensors.read(spec, layout, gradient, true);
    for (TensorSpec tensor : spec.tensors()) {
      String own = own(tensor);
      if (own == null) continue;
      double[] expected = file.doubles("grad." + own);
      // of monotonic networks, those by |w|: the signs are the optimizer's part
      if (univariate instanceof NeuralMonotonicUnivariate && own.endsWith("weight")) {
        double[] weights = file.doubles(own);
        for (int i = 0; i < expected.length; i++) expected[i] *= Math.signum(weights[i]);
      }
      // read as single precision
      for (int i = 0; i < expected.length; i++)
        assertEquals(
            expected[i],
            found.get(tensor.name()).get(i),
            1e-7 * (1 + Math.abs(expected[i])),
            own + " " + i);
    }
  }

  private void assertClose(String name, double[] found) {
    double[] expected = file.doubles(name);
    for (int i = 0; i < expected.length; i++) assertNear(expected[i], found[i], name + " " + i);
  }

  private static void assertNear(double expected, double found, String what) {
    assertEquals(expected, found, TOLERANCE * (1 + Math.abs(expected)), what);
  }
}
