package io.github.flows4j.golden;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.Transformed;
import io.github.flows4j.spec.ActNorm;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.ConvNet;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.CustomUnivariate;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.LuLinear;
import io.github.flows4j.spec.Mask;
import io.github.flows4j.spec.Permutation;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.TensorSpec;
import io.github.flows4j.spec.Tensors;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.UnivariateFunction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Layers of images beside normflows in float64, within 1e-4 (1 + |value|). */
class ImageGoldenTest {
  private static final int CHANNELS = 8;

  @Test
  void invertibleConvolution() {
    try (Golden golden = Golden.open("normflows-conv1x1")) {
      Map<String, double[]> tensors = new LinkedHashMap<>();
      lu(golden, "", "transforms.0.", tensors);
      List<Transform> transforms =
          List.of(new LuLinear(), new Permutation(order(golden.doubles("P"))));
      check(golden, new ImageShape(CHANNELS, 6, 6), transforms, tensors);
    }
  }

  /** In normflows data to latent is the inverse: ActNorm, 1 x 1 convolution, coupling. */
  @Test
  void glowBlock() {
    try (Golden golden = Golden.open("normflows-glowblock")) {
      Map<String, double[]> tensors = new LinkedHashMap<>();
      tensors.put("transforms.0.shift", golden.doubles("flows.2.t"));
      tensors.put("transforms.0.log_scale", golden.doubles("flows.2.s"));
      lu(golden, "flows.1.", "transforms.1.", tensors);
      for (int layer = 0; layer < 3; layer++)
        for (String part : List.of("weight", "bias")) {
          String name = "flows.0.flows.1.param_map.net." + 2 * layer + "." + part;
          double[] values = golden.doubles(name);
          tensors.put(
              "transforms.3.conditioner.layers." + layer + "." + part,
              layer < 2 ? values : parameterMajor(values));
        }
      List<Integer> channels = List.of(16, 16);
      ConvNet net =
          new ConvNet(channels, List.of(3, 1, 3), Activation.RELU, LastLayer.DEFAULT, false);
      List<Transform> transforms =
          List.of(
              new ActNorm(),
              new LuLinear(),
              new Permutation(order(golden.doubles("flows.1.P"))),
              new Coupling(Mask.half(CHANNELS), new CustomUnivariate(new SigmoidAffine()), net));
      check(golden, new ImageShape(CHANNELS, 4, 4), transforms, tensors);
    }
  }

  private static void check(
      Golden golden, ImageShape shape, List<Transform> transforms, Map<String, double[]> values) {
    FlowSpec spec = new FlowSpec(shape, 0, transforms, new StandardNormal());
    Map<String, Tensor> byName = new LinkedHashMap<>();
    for (TensorSpec tensor : spec.tensors()) {
      double[] array = values.getOrDefault(tensor.name(), new double[tensor.size()]);
      byName.put(tensor.name(), Tensor.of(tensor.shape(), i -> array[i]));
    }
    Flow flow = Flow.of(spec, Tensors.of(byName));
    Transformed data = flow.inverse(Rows.of(shape.size(), golden.doubles("case.z_in")));
    close(golden.doubles("case.x_out"), data.rows().toArray(), "x_out");
    close(golden.doubles("case.log_abs_det"), data.logDet(), "log_abs_det");
    // normflows' inverse_x is what its inverse made of x_out
    Transformed latent = flow.transform(Rows.of(shape.size(), golden.doubles("case.x_out")));
    close(golden.doubles("case.inverse_x"), latent.rows().toArray(), "inverse_x");
    close(golden.doubles("case.inverse_log_abs_det"), latent.logDet(), "inverse_log_abs_det");
  }

  private static void lu(Golden golden, String from, String to, Map<String, double[]> tensors) {
    tensors.put(to + "lower", golden.doubles(from + "L"));
    tensors.put(to + "upper", golden.doubles(from + "U"));
    tensors.put(to + "log_diagonal", golden.doubles(from + "log_S"));
    tensors.put(to + "sign", golden.doubles(from + "sign_S"));
  }

  /** The channel that each row of a permutation matrix takes. */
  private static List<Integer> order(double[] matrix) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < CHANNELS; i++)
      for (int j = 0; j < CHANNELS; j++) if (matrix[i * CHANNELS + j] == 1) order.add(j);
    return order;
  }

  /** Outputs from shift and scale in turn, channel by channel, to all shifts, then all scales. */
  private static double[] parameterMajor(double[] values) {
    int outputs = CHANNELS;
    int row = values.length / outputs;
    double[] out = new double[values.length];
    for (int c = 0; c < outputs / 2; c++)
      for (int p = 0; p < 2; p++)
        System.arraycopy(values, (2 * c + p) * row, out, (p * outputs / 2 + c) * row, row);
    return out;
  }

  private static void close(double[] expected, double[] actual, String what) {
    double worst = Golden.worst(expected, actual);
    assertTrue(worst < 1e-4, what + " is off by " + worst);
  }

  /** normflows' form: y = (x - t) sigmoid(s + 2). */
  private static final class SigmoidAffine implements UnivariateFunction {
    @Override
    public String name() {
      return "test.sigmoid-affine";
    }

    @Override
    public int parametersPerFeature() {
      return 2;
    }

    @Override
    public void forward(double x, double[] theta, double[] out) {
      double scale = 1 / (1 + Math.exp(-theta[1] - 2));
      out[0] = (x - theta[0]) * scale;
      out[1] = Math.log(scale);
    }

    @Override
    public void inverse(double y, double[] theta, double[] out) {
      double scale = 1 / (1 + Math.exp(-theta[1] - 2));
      out[0] = y / scale + theta[0];
      out[1] = -Math.log(scale);
    }

    @Override
    public double backward(
        double x, double[] theta, double gradY, double gradLogDet, double[] gradTheta) {
      throw new UnsupportedOperationException("not needed here");
    }
  }
}
