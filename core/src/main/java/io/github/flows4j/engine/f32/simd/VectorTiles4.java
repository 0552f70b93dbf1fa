package io.github.flows4j.engine.f32.simd;

import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tiles four vectors wide (for 32 vector registers): C = finish(start + A B) for a few
 * rows at a time, one accumulator a vector.
 *
 * <p>All tiles of the family take the same arguments, described in {@link VectorGemm}. The
 * accumulators are local variables written out one by one: a vector that is kept in an array or
 * handed to a method that is not inlined becomes an object. The additions over the depth run in
 * order, so that an element of C does not depend on the tile that computed it.
 */
final class VectorTiles4 {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  private VectorTiles4() {}

  static void rows6(
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
    s += startRow;
    FloatVector c10 = FloatVector.fromArray(S, start, s);
    FloatVector c11 = FloatVector.fromArray(S, start, s + L);
    FloatVector c12 = FloatVector.fromArray(S, start, s + 2 * L);
    FloatVector c13 = FloatVector.fromArray(S, start, s + 3 * L);
    s += startRow;
    FloatVector c20 = FloatVector.fromArray(S, start, s);
    FloatVector c21 = FloatVector.fromArray(S, start, s + L);
    FloatVector c22 = FloatVector.fromArray(S, start, s + 2 * L);
    FloatVector c23 = FloatVector.fromArray(S, start, s + 3 * L);
    s += startRow;
    FloatVector c30 = FloatVector.fromArray(S, start, s);
    FloatVector c31 = FloatVector.fromArray(S, start, s + L);
    FloatVector c32 = FloatVector.fromArray(S, start, s + 2 * L);
    FloatVector c33 = FloatVector.fromArray(S, start, s + 3 * L);
    s += startRow;
    FloatVector c40 = FloatVector.fromArray(S, start, s);
    FloatVector c41 = FloatVector.fromArray(S, start, s + L);
    FloatVector c42 = FloatVector.fromArray(S, start, s + 2 * L);
    FloatVector c43 = FloatVector.fromArray(S, start, s + 3 * L);
    s += startRow;
    FloatVector c50 = FloatVector.fromArray(S, start, s);
    FloatVector c51 = FloatVector.fromArray(S, start, s + L);
    FloatVector c52 = FloatVector.fromArray(S, start, s + 2 * L);
    FloatVector c53 = FloatVector.fromArray(S, start, s + 3 * L);
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
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      c12 = x.fma(b2, c12);
      c13 = x.fma(b3, c13);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      c22 = x.fma(b2, c22);
      c23 = x.fma(b3, c23);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      c32 = x.fma(b2, c32);
      c33 = x.fma(b3, c33);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      c42 = x.fma(b2, c42);
      c43 = x.fma(b3, c43);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      c52 = x.fma(b2, c52);
      c53 = x.fma(b3, c53);
    }
    FloatVector zero = FloatVector.zero(S);
    int t = cAt;
    c00.blend(zero, c00.compare(LT, floor)).intoArray(c, t);
    c01.blend(zero, c01.compare(LT, floor)).intoArray(c, t + L);
    c02.blend(zero, c02.compare(LT, floor)).intoArray(c, t + 2 * L);
    c03.blend(zero, c03.compare(LT, floor)).intoArray(c, t + 3 * L);
    t += cRow;
    c10.blend(zero, c10.compare(LT, floor)).intoArray(c, t);
    c11.blend(zero, c11.compare(LT, floor)).intoArray(c, t + L);
    c12.blend(zero, c12.compare(LT, floor)).intoArray(c, t + 2 * L);
    c13.blend(zero, c13.compare(LT, floor)).intoArray(c, t + 3 * L);
    t += cRow;
    c20.blend(zero, c20.compare(LT, floor)).intoArray(c, t);
    c21.blend(zero, c21.compare(LT, floor)).intoArray(c, t + L);
    c22.blend(zero, c22.compare(LT, floor)).intoArray(c, t + 2 * L);
    c23.blend(zero, c23.compare(LT, floor)).intoArray(c, t + 3 * L);
    t += cRow;
    c30.blend(zero, c30.compare(LT, floor)).intoArray(c, t);
    c31.blend(zero, c31.compare(LT, floor)).intoArray(c, t + L);
    c32.blend(zero, c32.compare(LT, floor)).intoArray(c, t + 2 * L);
    c33.blend(zero, c33.compare(LT, floor)).intoArray(c, t + 3 * L);
    t += cRow;
    c40.blend(zero, c40.compare(LT, floor)).intoArray(c, t);
    c41.blend(zero, c41.compare(LT, floor)).intoArray(c, t + L);
    c42.blend(zero, c42.compare(LT, floor)).intoArray(c, t + 2 * L);
    c43.blend(zero, c43.compare(LT, floor)).intoArray(c, t + 3 * L);
    t += cRow;
    c50.blend(zero, c50.compare(LT, floor)).intoArray(c, t);
    c51.blend(zero, c51.compare(LT, floor)).intoArray(c, t + L);
    c52.blend(zero, c52.compare(LT, floor)).intoArray(c, t + 2 * L);
    c53.blend(zero, c53.compare(LT, floor)).intoArray(c, t + 3 * L);
  }

  static void rows4(
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
    s += startRow;
    FloatVector c10 = FloatVector.fromArray(S, start, s);
    FloatVector c11 = FloatVector.fromArray(S, start, s + L);
    FloatVector c12 = FloatVector.fromArray(S, start, s + 2 * L);
    FloatVector c13 = FloatVector.fromArray(S, start, s + 3 * L);
    s += startRow;
    FloatVector c20 = FloatVector.fromArray(S, start, s);
    FloatVector c21 = FloatVector.fromArray(S, start, s + L);
    FloatVector c22 = FloatVector.fromArray(S, start, s + 2 * L);
    FloatVector c23 = FloatVector.fromArray(S, start, s + 3 * L);
    s += startRow;
    FloatVector c30 = FloatVector.fromArray(S, start, s);
    FloatVector c31 = FloatVector.fromArray(S, start, s + L);
    FloatVector c32 = FloatVector.fromArray(S, start, s + 2 * L);
    FloatVector c33 = FloatVector.fromArray(S, start, s + 3 * L);
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
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      c12 = x.fma(b2, c12);
      c13 = x.fma(b3, c13);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      c22 = x.fma(b2, c22);
      c23 = x.fma(b3, c23);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      c32 = x.fma(b2, c32);
      c33 = x.fma(b3, c33);
    }
    FloatVector zero = FloatVector.zero(S);
    int t = cAt;
    c00.blend(zero, c00.compare(LT, floor)).intoArray(c, t);
    c01.blend(zero, c01.compare(LT, floor)).intoArray(c, t + L);
    c02.blend(zero, c02.compare(LT, floor)).intoArray(c, t + 2 * L);
    c03.blend(zero, c03.compare(LT, floor)).intoArray(c, t + 3 * L);
    t += cRow;
    c10.blend(zero, c10.compare(LT, floor)).intoArray(c, t);
    c11.blend(zero, c11.compare(LT, floor)).intoArray(c, t + L);
    c12.blend(zero, c12.compare(LT, floor)).intoArray(c, t + 2 * L);
    c13.blend(zero, c13.compare(LT, floor)).intoArray(c, t + 3 * L);
    t += cRow;
    c20.blend(zero, c20.compare(LT, floor)).intoArray(c, t);
    c21.blend(zero, c21.compare(LT, floor)).intoArray(c, t + L);
    c22.blend(zero, c22.compare(LT, floor)).intoArray(c, t + 2 * L);
    c23.blend(zero, c23.compare(LT, floor)).intoArray(c, t + 3 * L);
    t += cRow;
    c30.blend(zero, c30.compare(LT, floor)).intoArray(c, t);
    c31.blend(zero, c31.compare(LT, floor)).intoArray(c, t + L);
    c32.blend(zero, c32.compare(LT, floor)).intoArray(c, t + 2 * L);
    c33.blend(zero, c33.compare(LT, floor)).intoArray(c, t + 3 * L);
  }

  static void rows2(
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
    s += startRow;
    FloatVector c10 = FloatVector.fromArray(S, start, s);
    FloatVector c11 = FloatVector.fromArray(S, start, s + L);
    FloatVector c12 = FloatVector.fromArray(S, start, s + 2 * L);
    FloatVector c13 = FloatVector.fromArray(S, start, s + 3 * L);
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
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      c12 = x.fma(b2, c12);
      c13 = x.fma(b3, c13);
    }
    FloatVector zero = FloatVector.zero(S);
    int t = cAt;
    c00.blend(zero, c00.compare(LT, floor)).intoArray(c, t);
    c01.blend(zero, c01.compare(LT, floor)).intoArray(c, t + L);
    c02.blend(zero, c02.compare(LT, floor)).intoArray(c, t + 2 * L);
    c03.blend(zero, c03.compare(LT, floor)).intoArray(c, t + 3 * L);
    t += cRow;
    c10.blend(zero, c10.compare(LT, floor)).intoArray(c, t);
    c11.blend(zero, c11.compare(LT, floor)).intoArray(c, t + L);
    c12.blend(zero, c12.compare(LT, floor)).intoArray(c, t + 2 * L);
    c13.blend(zero, c13.compare(LT, floor)).intoArray(c, t + 3 * L);
  }
}
