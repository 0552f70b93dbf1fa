package io.github.flows4j.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.Transformed;
import io.github.flows4j.engine.Engine;
import io.github.flows4j.engine.training.Batch;
import io.github.flows4j.engine.training.TrainingStep;
import io.github.flows4j.io.ImportOptions;
import io.github.flows4j.io.ModelFile;
import io.github.flows4j.io.Safetensors;
import io.github.flows4j.io.SafetensorsWriter;
import io.github.flows4j.io.TensorEntry;
import io.github.flows4j.io.nflows.NflowsModels;
import io.github.flows4j.io.normflows.NormflowsModels;
import io.github.flows4j.io.zuko.ZukoModels;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.TensorSpec;
import io.github.flows4j.spec.Tensors;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Flows of zuko, nflows and normflows, imported, beside the library in float64. Single precision
 * reaches 1e-4 (1 + |value|) everywhere, double far less; the wide cases have maps so steep that
 * 1e-3 is what single precision can do. A row beside a kink (ReLU, knot) may have another gradient.
 */
class PeerFlowsTest {
  /** Prints how far everything is off. */
  private static final boolean REPORT = Boolean.getBoolean("flows4j.reportGolden");

  private static final Pattern STEEP =
      Pattern.compile(
          "zuko-(.*-wide SINGLE|maf-(linear|narrow) SINGLE|nice-gaussianization (SINGLE|DOUBLE)) ");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "zuko-realnvp, 1e-4, 1e-9",
    "zuko-realnvp-context, 1e-4, 1e-9",
    "zuko-realnvp-randmask, 1e-4, 1e-9",
    "zuko-realnvp-wide, 1e-3, 1e-7",
    "zuko-nice-spline, 1e-4, 1e-9",
    "zuko-maf, 1e-4, 1e-9",
    "zuko-maf-2pass, 1e-4, 1e-9",
    "zuko-maf-randperm, 1e-4, 1e-9",
    "zuko-maf-wide, 1e-3, 1e-7",
    "zuko-nsf, 1e-4, 1e-9",
    "zuko-nsf-randperm, 1e-4, 1e-9",
    "zuko-nsf-wide, 1e-3, 1e-7",
    "zuko-ncsf, 1e-4, 1e-9",
    "zuko-naf, 1e-4, 1e-9",
    "zuko-naf-wide, 1e-3, 1e-7",
    "zuko-unaf, 1e-4, 1e-9",
    "zuko-unaf-wide, 1e-3, 1e-7",
    "zuko-sospf, 1e-4, 1e-9",
    "zuko-sospf-wide, 1e-3, 1e-7",
    "zuko-bpf, 1e-4, 1e-9",
    "zuko-gf, 1e-4, 1e-9",
    // Where a weight is folded or a logarithm taken, its rounding is the difference.
    "nflows-realnvp, 1e-4, 1e-9",
    "nflows-maf, 1e-4, 1e-9",
    "nflows-rqs-coupling, 1e-4, 1e-5",
    "nflows-lu, 1e-4, 1e-6",
    "nflows-batchnorm, 1e-4, 1e-6",
    "normflows-planar, 1e-4, 1e-9",
    "normflows-radial, 1e-4, 1e-9",
    "normflows-maskedaffine, 1e-4, 1e-9"
  })
  void agreesWithReferenceCases(String name, double single, double dual) throws IOException {
    agrees(resources("golden").resolve(name + ".safetensors"), single, dual);
  }

  /** Small flows with other sizes and options: core/src/test/python/make_peer_files.py. */
  static List<String> peers() throws IOException {
    try (Stream<Path> all = Files.list(resources("peers"))) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("peers")
  void agreesInOtherSizes(String name) throws IOException {
    boolean rounded = name.matches("nflows-(maf-mixed|realnvp-additive|rqs.*|steps.*|lu.*)\\..*");
    agrees(resources("peers").resolve(name), 1e-4, rounded ? 1e-5 : 1e-9);
  }

  private void agrees(Path file, double single, double dual) throws IOException {
    ModelFile model = read(file);
    agrees(file, model, Precision.SINGLE, single, 1e-3);
    agrees(file, model, Precision.DOUBLE, dual, Math.max(1e-6, 10 * dual));
  }

  private void agrees(
      Path file, ModelFile model, Precision precision, double tolerance, double gradients)
      throws IOException {
    Flow flow =
        Flow.of(model.spec(), model.tensors(), model.schema())
            .withPrecision(precision)
            .withThreads(1);
    String name = file.getFileName().toString().replace(".safetensors", "");
    String what = name + " " + precision + " ";
    try (Safetensors golden = Safetensors.open(file)) {
      if (name.startsWith("normflows")) fromLatent(golden, flow, what, tolerance);
      else fromData(golden, flow, what, tolerance);
    }
    checkParameters(file, model, precision, gradients, what);
  }

  private static void fromData(Safetensors golden, Flow flow, String what, double tolerance) {
    Rows x = Rows.of(flow.features(), golden.doubles("case.x"));
    int context = flow.spec().context();
    Rows c = golden.has("case.c") ? Rows.of(context, golden.doubles("case.c")) : null;
    Transformed latent = c == null ? flow.transform(x) : flow.transform(x, c);
    close(golden.doubles("case.z"), latent.rows().toArray(), tolerance, what + "z");
    close(golden.doubles("case.log_abs_det"), latent.logDet(), tolerance, what + "log_abs_det");
    if (golden.has("case.log_prob")) {
      double[] logProb = c == null ? flow.logProb(x) : flow.logProb(x, c);
      close(golden.doubles("case.log_prob"), logProb, tolerance, what + "log_prob");
    }
    double[] in = golden.doubles(golden.has("case.z_in") ? "case.z_in" : "case.z");
    Rows z = Rows.of(flow.features(), in);
    Transformed data = c == null ? flow.inverse(z) : flow.inverse(z, c);
    if (STEEP.matcher(what).matches()) {
      // Some rows' inverse is so steep that z rounded to single precision is another x (PyTorch's
      // float32 is off by 3502 (1 + |x|) in one), and a Gaussianization is flat far out in double
      // too. So: the x found is that of a z close by.
      Flow dual = flow.withPrecision(Precision.DOUBLE);
      Rows back = (c == null ? dual.transform(data.rows()) : dual.transform(data.rows(), c)).rows();
      close(in, back.toArray(), Math.min(tolerance, 1e-5), what + "z of x_out");
    } else {
      double[] out = golden.doubles(golden.has("case.x_out") ? "case.x_out" : "case.x");
      close(out, data.rows().toArray(), tolerance, what + "x_out");
    }
    if (golden.has("case.inverse_log_abs_det"))
      close(golden.doubles("case.inverse_log_abs_det"), data.logDet(), tolerance, what + "inverse");
    if (golden.has("case.grad_x")) {
      Rows byRow = (c == null ? flow.gradient(x) : flow.gradient(x, c)).byRow();
      checkRows(golden.doubles("case.grad_x"), byRow, tolerance, what);
    }
  }

  /** normflows' forward direction is our inverse. */
  private static void fromLatent(Safetensors golden, Flow flow, String what, double tolerance) {
    double[] z = golden.doubles("case.z_in");
    double[] x = golden.doubles("case.x_out");
    Transformed data = flow.inverse(Rows.of(flow.features(), z));
    close(x, data.rows().toArray(), tolerance, what + "x_out");
    close(golden.doubles("case.log_abs_det"), data.logDet(), tolerance, what + "log_abs_det");
    Transformed latent = flow.transform(Rows.of(flow.features(), x));
    double[] back = golden.has("case.inverse_x") ? golden.doubles("case.inverse_x") : z;
    close(back, latent.rows().toArray(), tolerance, what + "inverse_x");
    double[] inverse = golden.doubles("case.log_abs_det");
    for (int i = 0; i < inverse.length; i++) inverse[i] = -inverse[i];
    close(inverse, latent.logDet(), tolerance, what + "inverse_log_abs_det");
    if (golden.has("case.log_prob")) {
      double[] logProb = flow.logProb(Rows.of(flow.features(), x));
      close(golden.doubles("case.log_prob"), logProb, tolerance, what + "log_prob");
    }
  }

  private static ModelFile read(Path file) {
    String name = file.getFileName().toString();
    ImportOptions none = ImportOptions.none();
    if (name.startsWith("zuko")) return ZukoModels.read(file, none);
    return name.startsWith("nflows")
        ? NflowsModels.read(file, none)
        : NormflowsModels.read(file, none);
  }

  private static Path resources(String folder) {
    try {
      var url = PeerFlowsTest.class.getResource("/" + folder);
      return Path.of(Objects.requireNonNull(url).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static void close(double[] expected, double[] actual, double tolerance, String what) {
    double worst = Golden.worst(expected, actual);
    if (REPORT) System.err.printf("golden %s %.1e%n", what, worst);
    assertTrue(worst < tolerance, what + " is off by " + worst);
  }

  /** Of 64 rows one may be beside a kink. */
  private static void checkRows(double[] expected, Rows actual, double tolerance, String what) {
    double[] values = actual.toArray();
    int columns = actual.columns();
    int off = 0;
    double worstOfAll = 0;
    for (int i = 0; i < actual.count(); i++) {
      double worst = 0;
      for (int j = i * columns; j < (i + 1) * columns; j++) {
        double each = Math.abs(values[j] - expected[j]) / (1 + Math.abs(expected[j]));
        if (!(each <= worst)) worst = each;
      }
      if (!(worst < tolerance)) off++;
      else worstOfAll = Math.max(worst, worstOfAll);
    }
    if (REPORT) System.err.printf("golden %sgrad_x %.1e, %d rows off%n", what, worstOfAll, off);
    assertTrue(off <= 1, what + "grad_x is off in " + off + " rows");
  }

  private void checkParameters(
      Path file, ModelFile model, Precision precision, double tolerance, String what)
      throws IOException {
    Tensors expected = gradients(file);
    if (expected == null) return;
    int context = model.spec().context();
    double[] found;
    try (Safetensors golden = Safetensors.open(file);
        TrainingStep step = Engine.trainingStep(model.spec(), model.tensors(), 1, precision)) {
      int rows = golden.tensor("case.x").shape().get(0);
      Batch batch = new Batch(rows, model.spec().features(), context);
      copy(golden.doubles("case.x"), batch.rows());
      if (context > 0) copy(golden.doubles("case.c"), batch.context());
      batch.count(rows);
      found = new double[step.size()];
      step.gradient(batch, found);
    }
    double largest = 0;
    double worst = 0;
    int at = 0;
    for (TensorSpec tensor : model.spec().tensors()) {
      if (!tensor.trained()) continue;
      for (int i = 0; i < tensor.size(); i++, at++) {
        double wanted = expected.get(tensor.name()).get(i);
        largest = Math.max(largest, Math.abs(wanted));
        double off = Math.abs(found[at] - wanted);
        if (!(off <= worst)) worst = off;
      }
    }
    assertEquals(found.length, at);
    if (REPORT) System.err.printf("golden %sgradients %.1e%n", what, worst / largest);
    assertTrue(
        worst < tolerance * largest, what + "gradients are off by " + worst + " of " + largest);
  }

  private static void copy(double[] from, double[] to) {
    System.arraycopy(from, 0, to, 0, from.length);
  }

  /** The reference's gradients by our names, imported as if they were weights; null for none. */
  private Tensors gradients(Path file) throws IOException {
    // Of the same library by its name.
    String name = file.getFileName().toString();
    Path asWeights = folder.resolve(name);
    boolean any = false;
    try (Safetensors in = Safetensors.open(file)) {
      SafetensorsWriter out = new SafetensorsWriter();
      in.metadata().forEach(out::metadata);
      for (TensorEntry entry : in.tensors()) {
        if (entry.name().startsWith("case.")) continue;
        String gradient = "case.grad." + entry.name();
        double[] values = in.doubles(in.has(gradient) ? gradient : entry.name());
        if (in.has(gradient) && name.startsWith("nflows-rqs-coupling"))
          unfold(entry, values, 6, 24);
        out.doubles(entry.name(), entry.shape(), values);
        any |= in.has(gradient);
      }
      out.write(asWeights);
    }
    return any ? read(asWeights).tensors() : null;
  }

  /**
   * The last layer's rows of widths and heights were divided by the root of the network's width:
   * gradients by them are larger by it, not smaller as the importer makes of weights.
   */
  private static void unfold(TensorEntry entry, double[] values, int bins, int width) {
    if (!entry.name().contains(".final_layer.")) return;
    int columns = entry.shape().size() == 1 ? 1 : entry.shape().get(1);
    for (int i = 0; i < values.length; i++)
      if (i / columns % (3 * bins - 1) < 2 * bins) values[i] *= width;
  }
}
