package io.github.flows4j.spec;

import java.util.random.RandomGenerator;

/**
 * A user's own density of a latent row, in double precision. Implementations are stateless and safe
 * for use by many threads. Those found by {@link java.util.ServiceLoader} can be read from model
 * files.
 */
public interface BaseFunction {
  /** The name in JSON and model files, such as {@code com.acme.laplace}; unique and stable. */
  String name();

  /** log p(z) in nats. */
  double logProb(double[] z);

  /** Writes d log p(z) / dz to gradient, overwriting it. */
  void gradient(double[] z, double[] gradient);

  /** Writes one draw to z. */
  void sample(RandomGenerator random, double[] z);
}
