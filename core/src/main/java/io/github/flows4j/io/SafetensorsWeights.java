package io.github.flows4j.io;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A safetensors file as one of weights. */
record SafetensorsWeights(Safetensors in) implements WeightsFile {
  static SafetensorsWeights open(Path file) {
    return new SafetensorsWeights(Safetensors.open(file));
  }

  @Override
  public Path file() {
    return in.file();
  }

  @Override
  public Map<String, String> metadata() {
    return in.metadata();
  }

  @Override
  public Map<String, List<Integer>> shapes() {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    for (TensorEntry entry : in.tensors()) shapes.put(entry.name(), entry.shape());
    return Collections.unmodifiableMap(shapes);
  }

  @Override
  public double[] doubles(String name) {
    return in.doubles(name);
  }

  @Override
  public void close() {
    in.close();
  }
}
