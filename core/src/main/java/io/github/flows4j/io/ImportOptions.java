package io.github.flows4j.io;

import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.ScaleBound;
import java.util.Optional;

/**
 * What a file of another library's weights does not say. What is given here goes before the file's
 * metadata, which goes before the library's defaults.
 *
 * @param flowClass the class of the flow, such as {@code RealNVP}
 * @param arguments the arguments it was made with, as a JSON object: {@code {"features": 5}}
 * @param slope the smallest scale or slope of zuko's maps: 1e-3 in zuko 1.0.0 and from 1.5.0 on,
 *     1e-4 between
 * @param activation the activation of its networks, ReLU by default
 * @param prefix what stands before the names of its tensors in a larger model's file, such as
 *     {@code flow.}
 */
public record ImportOptions(
    Optional<String> flowClass,
    Optional<String> arguments,
    Optional<Double> slope,
    Optional<Activation> activation,
    Optional<String> prefix) {
  /**
   * Checks the slope.
   *
   * @throws IllegalArgumentException if it is outside (0, 1)
   */
  public ImportOptions {
    slope.ifPresent(ScaleBound.SoftClip::new);
  }

  /** Nothing said. */
  public static ImportOptions none() {
    return new ImportOptions(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** With the class of the flow. */
  public ImportOptions withFlowClass(String name) {
    return new ImportOptions(Optional.of(name), arguments, slope, activation, prefix);
  }

  /** With the arguments, a JSON object. */
  public ImportOptions withArguments(String json) {
    return new ImportOptions(flowClass, Optional.of(json), slope, activation, prefix);
  }

  /** With the smallest scale or slope of its maps. */
  public ImportOptions withSlope(double smallest) {
    return new ImportOptions(flowClass, arguments, Optional.of(smallest), activation, prefix);
  }

  /** With the networks' activation. */
  public ImportOptions withActivation(Activation other) {
    return new ImportOptions(flowClass, arguments, slope, Optional.of(other), prefix);
  }

  /** With what stands before the names of the flow's tensors. */
  public ImportOptions withPrefix(String start) {
    return new ImportOptions(flowClass, arguments, slope, activation, Optional.of(start));
  }
}
