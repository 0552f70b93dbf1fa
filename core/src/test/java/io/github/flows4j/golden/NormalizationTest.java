package io.github.flows4j.golden;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.Transformed;
import io.github.flows4j.spec.ActNorm;
import io.github.flows4j.spec.BatchNorm;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Normalization layers beside nflows and normflows in float64, within 1e-4 (1 + |value|). */
class NormalizationTest {
  /** nflows' weight is softplus(unconstrained) + epsilon; ours is exp(log_gamma). */
  @Test
  void batchNormOfNflows() {
    try (Golden golden = Golden.open("nflows-batchnorm")) {
      double[] unconstrained = golden.doubles("unconstrained_weight");
      double[] logGamma = new double[unconstrained.length];
      for (int j = 0; j < logGamma.length; j++)
        logGamma[j] = Math.log(Math.log1p(Math.exp(unconstrained[j])) + 1e-5);
      Map<String, double[]> tensors = new LinkedHashMap<>();
      tensors.put("transforms.0.log_gamma", logGamma);
      tensors.put("transforms.0.beta", golden.doubles("bias"));
      tensors.put("transforms.0.running_mean", golden.doubles("running_mean"));
      tensors.put("transforms.0.running_variance", golden.doubles("running_var"));
      FlowSpec spec = new FlowSpec(5, 0, List.of(new BatchNorm()), new StandardNormal());
      Flow flow = Flow.of(spec, tensors(tensors));
      Transformed latent = flow.transform(Rows.of(5, golden.doubles("case.x")));
      close(golden.doubles("case.z"), latent.rows().toArray(), "z");
      close(golden.doubles("case.log_abs_det"), latent.logDet(), "log_abs_det");
      Transformed data = flow.inverse(latent.rows());
      close(golden.doubles("case.x_out"), data.rows().toArray(), "x_out");
      close(golden.doubles("case.inverse_log_abs_det"), data.logDet(), "inverse_log_abs_det");
    }
  }

  /**
   * normflows goes from latent to data and takes images; a pixel is a row here, its
   * log-determinants summed.
   */
  @Test
  void actNormOfNormflows() {
    try (Golden golden = Golden.open("normflows-actnorm")) {
      Map<String, double[]> tensors = new LinkedHashMap<>();
      tensors.put("transforms.0.shift", golden.doubles("t"));
      tensors.put("transforms.0.log_scale", golden.doubles("s"));
      FlowSpec spec = new FlowSpec(8, 0, List.of(new ActNorm()), new StandardNormal());
      Flow flow = Flow.of(spec, tensors(tensors));
      double[] z = pixels(golden.doubles("case.z_in"));
      double[] x = pixels(golden.doubles("case.x_out"));
      Transformed data = flow.inverse(Rows.of(8, z));
      close(x, data.rows().toArray(), "x_out");
      close(golden.doubles("case.log_abs_det"), perImage(data.logDet()), "log_abs_det");
      double[] back = pixels(golden.doubles("case.inverse_x"));
      Transformed latent = flow.transform(Rows.of(8, x));
      close(back, latent.rows().toArray(), "inverse_x");
      close(golden.doubles("case.inverse_log_abs_det"), perImage(latent.logDet()), "inverse");
    }
  }

  /** From [4 images, 8 channels, 16 pixels] to [64 pixels, 8 channels]. */
  private static double[] pixels(double[] images) {
    double[] out = new double[images.length];
    for (int i = 0; i < 4; i++)
      for (int c = 0; c < 8; c++)
        for (int p = 0; p < 16; p++) out[(i * 16 + p) * 8 + c] = images[(i * 8 + c) * 16 + p];
    return out;
  }

  private static double[] perImage(double[] perPixel) {
    double[] out = new double[4];
    for (int i = 0; i < perPixel.length; i++) out[i / 16] += perPixel[i];
    return out;
  }

  private static Tensors tensors(Map<String, double[]> values) {
    Map<String, Tensor> byName = new LinkedHashMap<>();
    values.forEach(
        (name, array) -> byName.put(name, Tensor.of(List.of(array.length), i -> array[i])));
    return Tensors.of(byName);
  }

  private static void close(double[] expected, double[] actual, String what) {
    double worst = Golden.worst(expected, actual);
    assertTrue(worst < 1e-4, what + " is off by " + worst);
  }
}
