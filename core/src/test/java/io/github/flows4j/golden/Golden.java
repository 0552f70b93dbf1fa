package io.github.flows4j.golden;

import io.github.flows4j.io.Safetensors;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** A reference case computed by a peer in float64 on float32 weights. */
final class Golden implements AutoCloseable {
  private final Safetensors file;

  private Golden(Safetensors file) {
    this.file = file;
  }

  static Golden open(String name) {
    try {
      var url =
          Objects.requireNonNull(Golden.class.getResource("/golden/" + name + ".safetensors"));
      return new Golden(Safetensors.open(Path.of(url.toURI())));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  boolean has(String name) {
    return file.has(name);
  }

  double[] doubles(String name) {
    return file.doubles(name);
  }

  /** A tensor's number of rows. */
  int rows(String name) {
    return file.tensor(name).shape().get(0);
  }

  @Override
  public void close() {
    file.close();
  }

  /** The largest |actual - expected| / (1 + |expected|). */
  static double worst(double[] expected, double[] actual) {
    if (expected.length != actual.length)
      throw new AssertionError(expected.length + " expected, " + actual.length + " found");
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      double off = Math.abs(actual[i] - expected[i]) / (1 + Math.abs(expected[i]));
      if (!(off <= worst)) worst = off;
    }
    return worst;
  }
}
