package io.github.flows4j.io.zuko;

import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.ScaleBound;
import java.util.Optional;

/**
 * What a file of zuko's weights does not say. What is given here goes before the file's metadata,
 * which goes before zuko's defaults.
 *
 * @param flowClass the class of the flow, such as {@code RealNVP}
 * @param arguments the arguments it was made with, as a JSON object: {@code {"features": 5}}
 * @param slope the smallest scale of its affine maps: 1e-3 in zuko 1.0.0 and from 1.5.0 on, 1e-4
 *     between
 * @param activation the activation of its networks, ReLU by default
 * @param prefix what stands before the names of its tensors in a larger model's file, such as
 *     {@code flow.}
 */
public record ZukoOptions(
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
  public ZukoOptions {
    slope.ifPresent(ScaleBound.SoftClip::new);
  }

  /** Nothing said. */
  public static ZukoOptions none() {
    return new ZukoOptions(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** With the class of the flow. */
  public ZukoOptions withFlowClass(String name) {
    return new ZukoOptions(Optional.of(name), arguments, slope, activation, prefix);
  }

  /** With the arguments, a JSON object. */
  public ZukoOptions withArguments(String json) {
    return new ZukoOptions(flowClass, Optional.of(json), slope, activation, prefix);
  }

  /** With the smallest scale of affine maps. */
  public ZukoOptions withSlope(double smallest) {
    return new ZukoOptions(flowClass, arguments, Optional.of(smallest), activation, prefix);
  }

  /** With the networks' activation. */
  public ZukoOptions withActivation(Activation other) {
    return new ZukoOptions(flowClass, arguments, slope, Optional.of(other), prefix);
  }

  /** With what stands before the names of the flow's tensors. */
  public ZukoOptions withPrefix(String start) {
    return new ZukoOptions(flowClass, arguments, slope, activation, Optional.of(start));
  }
}
