package io.github.flows4j.engine.f32.net;

import io.github.flows4j.engine.f32.memory.Pass;

/**
 * Dropout of hidden units (Srivastava et al. 2014, JMLR 15) in training: each is left out with the
 * pass's probability, those that are left are scaled up. Which are left out depends on the pass's
 * key, the place and the unit alone, so that a network that runs forward again leaves out the same.
 *
 * <p>Of units behind a ReLU: one left out is 0, and so the gate of the way back is closed for it.
 */
final class Dropout {
  private Dropout() {}

  /** Leaves units out, from index {@code from} to {@code to}, each number apart from the others. */
  static void forward(Pass pass, int place, int from, int to, float[] y) {
    if (pass.dropout() == 0) return;
    int seed = mix(pass.dropoutKey() + 0x9E3779B9 * (place + 1));
    // Of 2^24 values of the upper bits.
    int least = (int) (pass.dropout() * (1 << 24));
    float scale = scale(pass);
    for (int i = from; i < to; i++)
      y[i] = mix(seed + i * 0x9E3779B9) >>> 8 < least ? 0 : y[i] * scale;
  }

  /** Scales gradients that went through closed gates already. */
  static void backward(Pass pass, int from, int to, float[] gradient) {
    if (pass.dropout() == 0) return;
    float scale = scale(pass);
    for (int i = from; i < to; i++) gradient[i] *= scale;
  }

  private static float scale(Pass pass) {
    return (float) (1 / (1 - pass.dropout()));
  }

  /** The finalizer of MurmurHash3. */
  private static int mix(int value) {
    int h = value;
    h = (h ^ h >>> 16) * 0x85EBCA6B;
    h = (h ^ h >>> 13) * 0xC2B2AE35;
    return h ^ h >>> 16;
  }
}
