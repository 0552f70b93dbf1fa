package io.github.flows4j.engine.f32.simd;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Room for a block of B in {@link ScalarGemm}: taken for the length of a call and given back, so
 * that there is one a running thread and a call allocates nothing once there are enough.
 */
final class ScalarScratch {
  /**
   * Rows of B in a block, 64 KB of floats: half of them, at 128 columns, fit the first-level cache.
   */
  static final int ROWS = 64;

  static final int COLUMNS = 256;

  /** More threads than this at a time allocate; a power of two. */
  private static final int SLOTS = 64;

  private static final AtomicReferenceArray<ScalarScratch> POOL = new AtomicReferenceArray<>(SLOTS);

  final float[][] rows = new float[ROWS][COLUMNS];
  final float[] sums = new float[COLUMNS];

  private ScalarScratch() {}

  static ScalarScratch take() {
    int home = home();
    for (int i = 0; i < SLOTS; i++) {
      int slot = (home + i) % SLOTS;
      if (POOL.getPlain(slot) != null) {
        ScalarScratch scratch = POOL.getAndSet(slot, null);
        if (scratch != null) {
          return scratch;
        }
      }
    }
    return new ScalarScratch();
  }

  void giveBack() {
    int home = home();
    for (int i = 0; i < SLOTS; i++) {
      int slot = (home + i) % SLOTS;
      if (POOL.getPlain(slot) == null && POOL.compareAndSet(slot, null, this)) {
        return;
      }
    }
  }

  /** Threads begin their search at different slots, so that they seldom meet. */
  private static int home() {
    return System.identityHashCode(Thread.currentThread()) % SLOTS;
  }
}
