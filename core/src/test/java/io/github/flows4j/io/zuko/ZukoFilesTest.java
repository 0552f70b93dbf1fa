package io.github.flows4j.io.zuko;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.io.ImportOptions;
import io.github.flows4j.io.ModelFile;
import io.github.flows4j.io.Safetensors;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.json.JsonText;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files that torch saved (core/src/test/python/make_zuko_files.py) beside zuko's own answers in
 * float64: 1e-4 (1 + |value|) in single precision, 1e-9 in double.
 */
class ZukoFilesTest {
  private static final String ANSWERS = ".answers.safetensors";

  @TempDir Path folder;

  /** Those of the repository; or others, larger ones, of a folder named in a property. */
  static Path files() {
    String other = System.getProperty("flows4j.zukoFiles");
    if (other != null) return Path.of(other);
    try {
      return Path.of(Objects.requireNonNull(ZukoFilesTest.class.getResource("/zuko")).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  static List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(files())) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> name.endsWith(ANSWERS))
          .map(name -> name.substring(0, name.length() - ANSWERS.length()))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void agreesWithZuko(String name) {
    try (Safetensors answers = Safetensors.open(files().resolve(name + ANSWERS))) {
      ModelFile model = ZukoModels.read(files().resolve(name + ".pt"), options(answers));
      for (Precision precision : Precision.values()) {
        // Where weights are rounded, or a deviation's logarithm, that is the difference.
        boolean rounded = name.equals("double") || name.equals("base");
        double tolerance = precision == Precision.SINGLE ? 1e-4 : rounded ? 1e-6 : 1e-9;
        Flow flow =
            Flow.of(model.spec(), model.tensors(), model.schema())
                .withPrecision(precision)
                .withThreads(1);
        Rows x = Rows.of(flow.features(), answers.doubles("case.x"));
        boolean given = answers.has("case.c");
        assertEquals(given ? answers.tensor("case.c").shape().get(1) : 0, flow.spec().context());
        Rows c = given ? Rows.of(flow.spec().context(), answers.doubles("case.c")) : null;
        double[] logProb = given ? flow.logProb(x, c) : flow.logProb(x);
        double[] z = (given ? flow.transform(x, c) : flow.transform(x)).rows().toArray();
        close(answers.doubles("case.log_prob"), logProb, tolerance, precision + " log_prob");
        close(answers.doubles("case.z"), z, tolerance, precision + " z");
      }
      Path back = folder.resolve("back.safetensors");
      ZukoModels.write(model, back);
      ModelFile again = ZukoModels.read(back, ImportOptions.none());
      assertEquals(model.spec(), again.spec());
      assertEquals(model.tensors(), again.tensors());
    }
  }

  private static ImportOptions options(Safetensors answers) {
    String activation = JsonText.parse(answers.metadata().get("activation")).string();
    return ImportOptions.none()
        .withSlope(JsonText.parse(answers.metadata().get("slope")).number())
        .withActivation(Activation.valueOf(activation.toUpperCase(Locale.ROOT)));
  }

  private static void close(double[] expected, double[] actual, double tolerance, String what) {
    double worst = 0;
    for (int i = 0; i < expected.length; i++)
      worst = Math.max(worst, Math.abs(actual[i] - expected[i]) / (1 + Math.abs(expected[i])));
    assertEquals(expected.length, actual.length);
    assertTrue(worst < tolerance, what + " is off by " + worst);
  }
}
