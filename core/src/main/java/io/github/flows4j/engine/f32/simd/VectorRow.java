package io.github.flows4j.engine.f32.simd;

import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tiles of a single row, for matrix-vector products that stream B: C = finish(start + A B)
 * for a few rows at a time, one accumulator a vector.
 *
 * <p>All tiles of the family take the same arguments, described in {@link VectorGemm}. The
 * accumulators are local variables written out one by one: a vector that is kept in an array or
 * handed to a method that is not inlined becomes an object. The additions over the depth run in
 * order, so that an element of C does not depend on the tile that computed it.
 */
final class VectorRow {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  private VectorRow() {}

  /**
   * All columns of one row; called directly, because the shortest products take only some 25 ns.
   */
  static void multiply(
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
      int startStep,
      int startRow,
      float floor,
      float[] c,
      int cAt,
      int cRow) {
    int j = 0;
    for (; j + 8 * L <= n; j += 8 * L) {
      wide8(
          k,
          a,
          aAt,
          aRow,
          aStep,
          b,
          bAt + j,
          bRow,
          start,
          startAt + j * startStep,
          startRow,
          floor,
          c,
          cAt + j,
          cRow);
    }
    for (; j + 4 * L <= n; j += 4 * L) {
      wide4(
          k,
          a,
          aAt,
          aRow,
          aStep,
          b,
          bAt + j,
          bRow,
          start,
          startAt + j * startStep,
          startRow,
          floor,
          c,
          cAt + j,
          cRow);
    }
    for (; j + 2 * L <= n; j += 2 * L) {
      wide2(
          k,
          a,
          aAt,
          aRow,
          aStep,
          b,
          bAt + j,
          bRow,
          start,
          startAt + j * startStep,
          startRow,
          floor,
          c,
          cAt + j,
          cRow);
    }
    if (j < n) {
      wide1(
          k,
          a,
          aAt,
          aRow,
          aStep,
          b,
          bAt + j,
          bRow,
          start,
          startAt + j * startStep,
          startRow,
          floor,
          c,
          cAt + j,
          cRow);
    }
  }

  static void wide8(
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
    int s = startAt;
    FloatVector c00 = FloatVector.fromArray(S, start, s);
    FloatVector c01 = FloatVector.fromArray(S, start, s + L);
    FloatVector c02 = FloatVector.fromArray(S, start, s + 2 * L);
    FloatVector c03 = FloatVector.fromArray(S, start, s + 3 * L);
    FloatVector c04 = FloatVector.fromArray(S, start, s + 4 * L);
    FloatVector c05 = FloatVector.fromArray(S, start, s + 5 * L);
    FloatVector c06 = FloatVector.fromArray(S, start, s + 6 * L);
    FloatVector c07 = FloatVector.fromArray(S, start, s + 7 * L);
    for (int r = 0; r < k; r++) {
      int p = aAt + r * aStep;
      int q = bAt + r * bRow;
      FloatVector b0 = FloatVector.fromArray(S, b, q);
      FloatVector b1 = FloatVector.fromArray(S, b, q + L);
      FloatVector b2 = FloatVector.fromArray(S, b, q + 2 * L);
      FloatVector b3 = FloatVector.fromArray(S, b, q + 3 * L);
      FloatVector b4 = FloatVector.fromArray(S, b, q + 4 * L);
      FloatVector b5 = FloatVector.fromArray(S, b, q + 5 * L);
      FloatVector b6 = FloatVector.fromArray(S, b, q + 6 * L);
      FloatVector b7 = FloatVector.fromArray(S, b, q + 7 * L);
      FloatVector x = FloatVector.broadcast(S, a[p]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      c02 = x.fma(b2, c02);
      c03 = x.fma(b3, c03);
      c04 = x.fma(b4, c04);
      c05 = x.fma(b5, c05);
      c06 = x.fma(b6, c06);
      c07 = x.fma(b7, c07);
    }
    FloatVector zero = FloatVector.zero(S);
    int t = cAt;
    c00.blend(zero, c00.compare(LT, floor)).intoArray(c, t);
    c01.blend(zero, c01.compare(LT, floor)).intoArray(c, t + L);
    c02.blend(zero, c02.compare(LT, floor)).intoArray(c, t + 2 * L);
    c03.blend(zero, c03.compare(LT, floor)).intoArray(c, t + 3 * L);
    c04.blend(zero, c04.compare(LT, floor)).intoArray(c, t + 4 * L);
    c05.blend(zero, c05.compare(LT, floor)).intoArray(c, t + 5 * L);
    c06.blend(zero, c06.compare(LT, floor)).intoArray(c, t + 6 * L);
    c07.blend(zero, c07.compare(LT, floor)).intoArray(c, t + 7 * L);
  }

  static void wide4(
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
    int s = startAt;
    FloatVector c00 = FloatVector.fromArray(S, start, s);
    FloatVector c01 = FloatVector.fromArray(S, start, s + L);
    FloatVector c02 = FloatVector.fromArray(S, start, s + 2 * L);
    FloatVector c03 = FloatVector.fromArray(S, start, s + 3 * L);
    for (int r = 0; r < k; r++) {
      int p = aAt + r * aStep;
      int q = bAt + r * bRow;
      FloatVector b0 = FloatVector.fromArray(S, b, q);
      FloatVector b1 = FloatVector.fromArray(S, b, q + L);
      FloatVector b2 = FloatVector.fromArray(S, b, q + 2 * L);
      FloatVector b3 = FloatVector.fromArray(S, b, q + 3 * L);
      FloatVector x = FloatVector.broadcast(S, a[p]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      c02 = x.fma(b2, c02);
      c03 = x.fma(b3, c03);
    }
    FloatVector zero = FloatVector.zero(S);
    int t = cAt;
    c00.blend(zero, c00.compare(LT, floor)).intoArray(c, t);
    c01.blend(zero, c01.compare(LT, floor)).intoArray(c, t + L);
    c02.blend(zero, c02.compare(LT, floor)).intoArray(c, t + 2 * L);
    c03.blend(zero, c03.compare(LT, floor)).intoArray(c, t + 3 * L);
  }

  static void wide2(
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
    int s = startAt;
    FloatVector c00 = FloatVector.fromArray(S, start, s);
    FloatVector c01 = FloatVector.fromArray(S, start, s + L);
    for (int r = 0; r < k; r++) {
      int p = aAt + r * aStep;
      int q = bAt + r * bRow;
      FloatVector b0 = FloatVector.fromArray(S, b, q);
      FloatVector b1 = FloatVector.fromArray(S, b, q + L);
      FloatVector x = FloatVector.broadcast(S, a[p]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
    }
    FloatVector zero = FloatVector.zero(S);
    int t = cAt;
    c00.blend(zero, c00.compare(LT, floor)).intoArray(c, t);
    c01.blend(zero, c01.compare(LT, floor)).intoArray(c, t + L);
  }

  static void wide1(
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
    int s = startAt;
    FloatVector c00 = FloatVector.fromArray(S, start, s);
    for (int r = 0; r < k; r++) {
      int p = aAt + r * aStep;
      int q = bAt + r * bRow;
      FloatVector b0 = FloatVector.fromArray(S, b, q);
      FloatVector x = FloatVector.broadcast(S, a[p]);
      c00 = x.fma(b0, c00);
    }
    FloatVector zero = FloatVector.zero(S);
    int t = cAt;
    c00.blend(zero, c00.compare(LT, floor)).intoArray(c, t);
  }
}
