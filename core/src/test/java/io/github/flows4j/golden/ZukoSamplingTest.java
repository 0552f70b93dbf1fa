package io.github.flows4j.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.engine.Engine;
import io.github.flows4j.engine.training.Batch;
import io.github.flows4j.engine.training.SampleLoss;
import io.github.flows4j.engine.training.SampleTile;
import io.github.flows4j.engine.training.TrainingStep;
import io.github.flows4j.io.ImportOptions;
import io.github.flows4j.io.ModelFile;
import io.github.flows4j.io.Safetensors;
import io.github.flows4j.io.SafetensorsWriter;
import io.github.flows4j.io.TensorEntry;
import io.github.flows4j.io.zuko.ZukoModels;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.TensorSpec;
import io.github.flows4j.spec.Tensors;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows sampled from flows of zuko, and gradients through the sampling, beside zuko in float64. */
class ZukoSamplingTest {
  @TempDir Path folder;

  /** log q + |x|^2 / 2, of which the reference has the mean's gradient. */
  private static void loss(SampleTile tile) {
    int features = tile.x().length / tile.loss().length;
    for (int r = 0; r < tile.rows(); r++) {
      tile.loss()[r] = tile.logProb()[r];
      tile.byLogProb()[r] = 1;
      for (int i = r * features; i < (r + 1) * features; i++) {
        double x = tile.x()[i];
        tile.loss()[r] += x * x / 2;
        tile.byRow()[i] = x;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "zuko-realnvp, SINGLE, 1, 1e-4, 1e-3",
    "zuko-realnvp, SINGLE, 3, 1e-4, 1e-3",
    "zuko-realnvp, DOUBLE, 1, 1e-9, 1e-6",
    "zuko-realnvp, DOUBLE, 3, 1e-9, 1e-6",
    "zuko-maf, SINGLE, 1, 1e-4, 1e-3",
    "zuko-maf, DOUBLE, 3, 1e-9, 1e-6",
    "zuko-nsf, SINGLE, 1, 1e-4, 1e-3",
    "zuko-nsf, DOUBLE, 3, 1e-9, 1e-6"
  })
  void agrees(String name, Precision precision, int threads, double tolerance, double ofGradient)
      throws IOException {
    ModelFile model = ZukoModels.read(file(name), ImportOptions.none());
    Tensors expected = gradients(name);
    try (Golden golden = Golden.open(name);
        TrainingStep step =
            Engine.trainingStep(model.spec(), model.tensors(), threads, precision)) {
      double[] x = golden.doubles("case.rsample_x");
      double[] logProb = golden.doubles("case.rsample_log_prob");
      int rows = golden.rows("case.rsample_z");
      Batch latents = new Batch(rows, model.spec().features(), model.spec().context());
      System.arraycopy(golden.doubles("case.rsample_z"), 0, latents.rows(), 0, x.length);
      if (golden.has("case.c"))
        System.arraycopy(
            golden.doubles("case.c"), 0, latents.context(), 0, latents.context().length);
      latents.count(rows);
      double[] foundX = new double[x.length];
      double[] foundLogProb = new double[rows];
      SampleLoss loss =
          tile -> {
            loss(tile);
            int features = model.spec().features();
            System.arraycopy(tile.x(), 0, foundX, tile.from() * features, tile.rows() * features);
            System.arraycopy(tile.logProb(), 0, foundLogProb, tile.from(), tile.rows());
          };
      double[] gradient = new double[step.size()];
      step.sampleGradient(latents, loss, gradient);
      close(Golden.worst(x, foundX), tolerance, "x");
      close(Golden.worst(logProb, foundLogProb), tolerance, "log_prob");
      double largest = 0;
      double worst = 0;
      int at = 0;
      for (TensorSpec tensor : model.spec().tensors()) {
        if (!tensor.trained()) continue;
        for (int i = 0; i < tensor.size(); i++, at++) {
          double wanted = expected.get(tensor.name()).get(i);
          largest = Math.max(largest, Math.abs(wanted));
          worst = Math.max(worst, Math.abs(gradient[at] - wanted));
        }
      }
      assertEquals(gradient.length, at);
      close(worst / largest, ofGradient, "gradient");
    }
  }

  private static void close(double worst, double tolerance, String what) {
    assertTrue(worst < tolerance, what + " is off by " + worst);
  }

  private static Path file(String name) {
    try {
      var url = ZukoSamplingTest.class.getResource("/golden/" + name + ".safetensors");
      return Path.of(Objects.requireNonNull(url).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** The reference's gradients by our names: imported as if they were weights. */
  private Tensors gradients(String name) throws IOException {
    Path asWeights = folder.resolve("gradients.safetensors");
    try (Safetensors in = Safetensors.open(file(name))) {
      SafetensorsWriter out = new SafetensorsWriter();
      in.metadata().forEach(out::metadata);
      for (TensorEntry entry : in.tensors()) {
        if (entry.name().startsWith("case.")) continue;
        String gradient = "case.grad_rsample." + entry.name();
        out.doubles(
            entry.name(), entry.shape(), in.doubles(in.has(gradient) ? gradient : entry.name()));
      }
      out.write(asWeights);
    }
    return ZukoModels.read(asWeights, ImportOptions.none()).tensors();
  }
}
