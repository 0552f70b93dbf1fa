package io.github.flows4j.io.zuko;

import io.github.flows4j.spec.Activation;

/** What PyTorch calls things. */
final class ZukoNames {
  private ZukoNames() {}

  /** The class in torch.nn. */
  static String of(Activation activation) {
    return switch (activation) {
      case RELU -> "ReLU";
      case TANH -> "Tanh";
      case SILU -> "SiLU";
      case ELU -> "ELU";
    };
  }
}
