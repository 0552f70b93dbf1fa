package io.github.flows4j.golden;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.Transformed;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.LuLinear;
import io.github.flows4j.spec.Planar;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.Radial;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Tensors;
import io.github.flows4j.spec.Transform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Planar and radial flows of normflows and the LU-linear map of nflows, in float64 on float32
 * weights: within 1e-4 (1 + |value|) in single precision, and as near as float32 parameters of ours
 * can be in double.
 */
class MixingLayersGoldenTest {
  /** normflows' forward goes from latent to data, by the formula that ours has from data on. */
  @ParameterizedTest
  @EnumSource
  void planarOfNormflows(Precision precision) {
    try (Golden golden = Golden.open("normflows-planar")) {
      double[] values = joined(golden, "u", "w", "b");
      checkRowMap(golden, new Planar(), values, precision);
    }
  }

  @ParameterizedTest
  @EnumSource
  void radialOfNormflows(Precision precision) {
    try (Golden golden = Golden.open("normflows-radial")) {
      double[] values = joined(golden, "z_0", "alpha", "beta");
      checkRowMap(golden, new Radial(), values, precision);
    }
  }

  private static double[] joined(Golden golden, String... names) {
    return Stream.of(names).map(golden::doubles).flatMapToDouble(DoubleStream::of).toArray();
  }

  private static void checkRowMap(
      Golden golden, Transform transform, double[] values, Precision precision) {
    FlowSpec spec = new FlowSpec(4, 0, List.of(transform), new StandardNormal());
    Flow flow = flow(spec, Map.of("conditioner.values", values), precision);
    double tolerance = precision == Precision.DOUBLE ? 1e-12 : 1e-4;
    Transformed out = flow.transform(Rows.of(4, golden.doubles("case.z_in")));
    close(golden.doubles("case.x_out"), out.rows().toArray(), tolerance, "x_out");
    close(golden.doubles("case.log_abs_det"), out.logDet(), tolerance, "log_abs_det");
    Transformed in = flow.inverse(Rows.of(4, golden.doubles("case.x_out")));
    close(golden.doubles("case.z_in"), in.rows().toArray(), tolerance, "z_in");
  }

  /** nflows' diagonal is softplus + 1e-3; ours is exp(log_diagonal), rounded to float32. */
  @ParameterizedTest
  @EnumSource
  void luOfNflows(Precision precision) {
    try (Golden golden = Golden.open("nflows-lu")) {
      double[] unconstrained = golden.doubles("unconstrained_upper_diag");
      double[] log = new double[5];
      for (int j = 0; j < 5; j++) log[j] = Math.log(Math.log1p(Math.exp(unconstrained[j])) + 1e-3);
      double[] lower = new double[25];
      double[] upper = new double[25];
      int belowAt = 0;
      int aboveAt = 0;
      for (int i = 0; i < 5; i++)
        for (int j = 0; j < 5; j++) {
          if (j < i) lower[i * 5 + j] = golden.doubles("lower_entries")[belowAt++];
          if (j > i) upper[i * 5 + j] = golden.doubles("upper_entries")[aboveAt++];
        }
      Map<String, double[]> numbers =
          Map.of(
              "lower",
              lower,
              "upper",
              upper,
              "log_diagonal",
              log,
              "bias",
              golden.doubles("bias"),
              "sign",
              new double[] {1, 1, 1, 1, 1});
      FlowSpec spec = new FlowSpec(5, 0, List.of(new LuLinear()), new StandardNormal());
      Flow flow = flow(spec, numbers, precision);
      double tolerance = precision == Precision.DOUBLE ? 1e-6 : 1e-4;
      Transformed latent = flow.transform(Rows.of(5, golden.doubles("case.x")));
      close(golden.doubles("case.z"), latent.rows().toArray(), tolerance, "z");
      close(golden.doubles("case.log_abs_det"), latent.logDet(), tolerance, "log_abs_det");
      Transformed data = flow.inverse(Rows.of(5, golden.doubles("case.z")));
      close(golden.doubles("case.x_out"), data.rows().toArray(), tolerance, "x_out");
      close(golden.doubles("case.inverse_log_abs_det"), data.logDet(), tolerance, "inverse");
    }
  }

  private static Flow flow(FlowSpec spec, Map<String, double[]> numbers, Precision precision) {
    Map<String, Tensor> byName = new LinkedHashMap<>();
    spec.tensors()
        .forEach(
            tensor -> {
              double[] values = numbers.get(tensor.name().substring("transforms.0.".length()));
              byName.put(tensor.name(), Tensor.of(tensor.shape(), i -> (float) values[i]));
            });
    return Flow.of(spec, Tensors.of(byName)).withPrecision(precision);
  }

  private static void close(double[] expected, double[] actual, double tolerance, String what) {
    double worst = Golden.worst(expected, actual);
    assertTrue(worst < tolerance, what + " is off by " + worst);
  }
}
