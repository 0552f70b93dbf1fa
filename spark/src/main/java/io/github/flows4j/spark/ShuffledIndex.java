package io.github.flows4j.spark;

import java.util.SplittableRandom;

/**
 * The numbers 0 to count - 1 in a random order that is computed, not stored: some rounds of a
 * Feistel network over the next larger square of a power of two, walked on until the number is
 * below count. A round of training on a worker begins anywhere in an epoch at no cost.
 */
final class ShuffledIndex {
  private static final int ROUNDS = 8;

  private final int count;
  private final int halfBits;
  private final int halfMask;
  private final long[] keys = new long[ROUNDS];

  ShuffledIndex(int count, long seed) {
    this.count = count;
    int bits = 32 - Integer.numberOfLeadingZeros(Math.max(1, count - 1));
    halfBits = (bits + 1) / 2;
    halfMask = (1 << halfBits) - 1;
    SplittableRandom random = new SplittableRandom(seed);
    for (int r = 0; r < ROUNDS; r++) keys[r] = random.nextLong();
  }

  /** The number at a place of the order. */
  int at(int place) {
    long value = place;
    do {
      int left = (int) (value >>> halfBits);
      int right = (int) (value & halfMask);
      for (long key : keys) {
        int next = left ^ (mix(right + key) & halfMask);
        left = right;
        right = next;
      }
      value = (long) left << halfBits | right;
    } while (value >= count);
    return (int) value;
  }

  /** Of the finalizer of SplitMix64 (doi:10.1145/2660193.2660195). */
  private static int mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return (int) (z ^ (z >>> 31));
  }
}
