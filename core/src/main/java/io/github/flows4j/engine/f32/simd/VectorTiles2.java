package io.github.flows4j.engine.f32.simd;

import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tiles two vectors wide: C = finish(start + A B) for a few rows at a time, one
 * accumulator a vector.
 *
 * <p>All tiles of the family take the same arguments, described in {@link VectorGemm}. The
 * accumulators are local variables written out one by one: a vector that is kept in an array or
 * handed to a method that is not inlined becomes an object. The additions over the depth run in
 * order, so that an element of C does not depend on the tile that computed it.
 */
final class VectorTiles2 {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  private VectorTiles2() {}

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
    s += startRow;
    FloatVector c10 = FloatVector.fromArray(S, start, s);
    FloatVector c11 = FloatVector.fromArray(S, start, s + L);
    s += startRow;
    FloatVector c20 = FloatVector.fromArray(S, start, s);
    FloatVector c21 = FloatVector.fromArray(S, start, s + L);
    s += startRow;
    FloatVector c30 = FloatVector.fromArray(S, start, s);
    FloatVector c31 = FloatVector.fromArray(S, start, s + L);
    s += startRow;
    FloatVector c40 = FloatVector.fromArray(S, start, s);
    FloatVector c41 = FloatVector.fromArray(S, start, s + L);
    s += startRow;
    FloatVector c50 = FloatVector.fromArray(S, start, s);
    FloatVector c51 = FloatVector.fromArray(S, start, s + L);
    for (int r = 0; r < k; r++) {
      int p = aAt + r * aStep;
      int q = bAt + r * bRow;
      FloatVector b0 = FloatVector.fromArray(S, b, q);
      FloatVector b1 = FloatVector.fromArray(S, b, q + L);
      FloatVector x = FloatVector.broadcast(S, a[p]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
    }
    FloatVector zero = FloatVector.zero(S);
    int t = cAt;
    c00.blend(zero, c00.compare(LT, floor)).intoArray(c, t);
    c01.blend(zero, c01.compare(LT, floor)).intoArray(c, t + L);
    t += cRow;
    c10.blend(zero, c10.compare(LT, floor)).intoArray(c, t);
    c11.blend(zero, c11.compare(LT, floor)).intoArray(c, t + L);
    t += cRow;
    c20.blend(zero, c20.compare(LT, floor)).intoArray(c, t);
    c21.blend(zero, c21.compare(LT, floor)).intoArray(c, t + L);
    t += cRow;
    c30.blend(zero, c30.compare(LT, floor)).intoArray(c, t);
    c31.blend(zero, c31.compare(LT, floor)).intoArray(c, t + L);
    t += cRow;
    c40.blend(zero, c40.compare(LT, floor)).intoArray(c, t);
    c41.blend(zero, c41.compare(LT, floor)).intoArray(c, t + L);
    t += cRow;
    c50.blend(zero, c50.compare(LT, floor)).intoArray(c, t);
    c51.blend(zero, c51.compare(LT, floor)).intoArray(c, t + L);
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
    s += startRow;
    FloatVector c10 = FloatVector.fromArray(S, start, s);
    FloatVector c11 = FloatVector.fromArray(S, start, s + L);
    s += startRow;
    FloatVector c20 = FloatVector.fromArray(S, start, s);
    FloatVector c21 = FloatVector.fromArray(S, start, s + L);
    s += startRow;
    FloatVector c30 = FloatVector.fromArray(S, start, s);
    FloatVector c31 = FloatVector.fromArray(S, start, s + L);
    for (int r = 0; r < k; r++) {
      int p = aAt + r * aStep;
      int q = bAt + r * bRow;
      FloatVector b0 = FloatVector.fromArray(S, b, q);
      FloatVector b1 = FloatVector.fromArray(S, b, q + L);
      FloatVector x = FloatVector.broadcast(S, a[p]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
    }
    FloatVector zero = FloatVector.zero(S);
    int t = cAt;
    c00.blend(zero, c00.compare(LT, floor)).intoArray(c, t);
    c01.blend(zero, c01.compare(LT, floor)).intoArray(c, t + L);
    t += cRow;
    c10.blend(zero, c10.compare(LT, floor)).intoArray(c, t);
    c11.blend(zero, c11.compare(LT, floor)).intoArray(c, t + L);
    t += cRow;
    c20.blend(zero, c20.compare(LT, floor)).intoArray(c, t);
    c21.blend(zero, c21.compare(LT, floor)).intoArray(c, t + L);
    t += cRow;
    c30.blend(zero, c30.compare(LT, floor)).intoArray(c, t);
    c31.blend(zero, c31.compare(LT, floor)).intoArray(c, t + L);
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
    s += startRow;
    FloatVector c10 = FloatVector.fromArray(S, start, s);
    FloatVector c11 = FloatVector.fromArray(S, start, s + L);
    for (int r = 0; r < k; r++) {
      int p = aAt + r * aStep;
      int q = bAt + r * bRow;
      FloatVector b0 = FloatVector.fromArray(S, b, q);
      FloatVector b1 = FloatVector.fromArray(S, b, q + L);
      FloatVector x = FloatVector.broadcast(S, a[p]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
    }
    FloatVector zero = FloatVector.zero(S);
    int t = cAt;
    c00.blend(zero, c00.compare(LT, floor)).intoArray(c, t);
    c01.blend(zero, c01.compare(LT, floor)).intoArray(c, t + L);
    t += cRow;
    c10.blend(zero, c10.compare(LT, floor)).intoArray(c, t);
    c11.blend(zero, c11.compare(LT, floor)).intoArray(c, t + L);
  }
}
