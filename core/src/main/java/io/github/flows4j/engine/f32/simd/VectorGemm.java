package io.github.flows4j.engine.f32.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The one matrix product behind every product of {@link VectorKernels}: C = finish(start + A B),
 * cut into register tiles.
 *
 * <p>Arguments, the same for every tile of the family:
 *
 * <ul>
 *   <li>{@code a}: the element of row i and depth r is {@code a[aAt + i * aRow + r * aStep]}; steps
 *       (row, 1) read A as it lies, steps (1, row) read it transposed.
 *   <li>{@code start}: what the sums begin with, rows {@code startRow} apart: a bias or {@link
 *       #ZEROS} (0 apart), or C.
 *   <li>{@code floor}: results below it become 0: 0 for a ReLU, minus infinity for none. NaN stays
 *       NaN.
 * </ul>
 *
 * <p>What is done per element is kept short, because C1 gives up on methods that need more than
 * 10,000 virtual registers after inlining, and HotSpot may then never hand them to C2 (seen on JDK
 * 25: 70 times slower for good). A tile of 6 x 4 vectors is at about two thirds of that: check with
 * {@code -XX:+PrintCompilation} for COMPILE SKIPPED.
 */
final class VectorGemm {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  /** 24 accumulators need 32 registers, which x86 has at 512 bits and AArch64 always. */
  private static final boolean MANY_REGISTERS =
      S.vectorBitSize() >= 512 || "aarch64".equals(System.getProperty("os.arch"));

  /** From wide to narrow: each takes what columns it can and leaves the rest to the next. */
  private static final Panel[] PANELS =
      MANY_REGISTERS ? new Panel[] {four(), two(), one()} : new Panel[] {two(), one()};

  /** As wide as the widest tile. */
  private static final float[] ZEROS = new float[8 * L];

  private VectorGemm() {}

  /** C = finish(start + A B); a null start stands for zeros. */
  static void multiply(
      int m,
      int n,
      int k,
      float[] a,
      int aAt,
      int aRow,
      int aStep,
      float[] b,
      int bAt,
      int bRow,
      float[] start,
      int startAt,
      int startRow,
      float floor,
      float[] c,
      int cAt,
      int cRow) {
    assert n % L == 0 : "columns must be padded to " + L + ", were " + n;
    float[] from = start == null ? ZEROS : start;
    if (m == 1) {
      VectorRow.multiply(
          n,
          k,
          a,
          aAt,
          aRow,
          aStep,
          b,
          bAt,
          bRow,
          from,
          start == null ? 0 : startAt,
          start == null ? 0 : 1,
          startRow,
          floor,
          c,
          cAt,
          cRow);
      return;
    }
    int j = 0;
    for (Panel panel : PANELS) {
      int width = panel.vectors * L;
      for (; j + width <= n; j += width) {
        int s = start == null ? 0 : startAt + j;
        int i = 0;
        while (i < m) {
          int t = panel.tileFor(m - i);
          panel.tiles[t].run(
              k,
              a,
              aAt + i * aRow,
              aRow,
              aStep,
              b,
              bAt + j,
              bRow,
              from,
              s + i * startRow,
              startRow,
              floor,
              c,
              cAt + i * cRow + j,
              cRow);
          i += panel.rows[t];
        }
      }
    }
  }

  /** Some rows of C, some vectors wide. */
  private interface Tile {
    void run(
        int k,
        float[] a,
        int aAt,
        int aRow,
        int aStep,
        float[] b,
        int bAt,
        int bRow,
        float[] start,
        int startAt,
        int startRow,
        float floor,
        float[] c,
        int cAt,
        int cRow);
  }

  private static Panel four() {
    Tile[] tiles = {
      VectorTiles4::rows6, VectorTiles4::rows4, VectorTiles4::rows2, VectorRow::wide4
    };
    return new Panel(4, new int[] {6, 4, 2, 1}, tiles);
  }

  private static Panel two() {
    Tile[] tiles = {
      VectorTiles2::rows6, VectorTiles2::rows4, VectorTiles2::rows2, VectorRow::wide2
    };
    return new Panel(2, new int[] {6, 4, 2, 1}, tiles);
  }

  private static Panel one() {
    Tile[] tiles = {
      VectorTiles1::rows12, VectorTiles1::rows4, VectorTiles1::rows2, VectorRow::wide1
    };
    return new Panel(1, new int[] {12, 4, 2, 1}, tiles);
  }

  /** The tiles of one width, and how many rows each has, from many to 1. */
  private static final class Panel {
    final int vectors;
    final int[] rows;
    final Tile[] tiles;

    Panel(int vectors, int[] rows, Tile[] tiles) {
      this.vectors = vectors;
      this.rows = rows;
      this.tiles = tiles;
    }

    /** The tile to use when so many rows are left. */
    int tileFor(int left) {
      int t = 0;
      // 8 rows are better cut into 4 + 4 than into 6 + 2
      while (rows[t] > left || (rows[t] == 6 && left == 8)) {
        t++;
      }
      return t;
    }
  }
}
