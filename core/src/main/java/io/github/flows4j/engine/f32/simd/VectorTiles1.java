package io.github.flows4j.engine.f32.simd;

import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tiles one vector wide: C = finish(start + A B) for a few rows at a time, one accumulator
 * a vector.
 *
 * <p>All tiles of the family take the same arguments, described in {@link VectorGemm}. The
 * accumulators are local variables written out one by one: a vector that is kept in an array or
 * handed to a method that is not inlined becomes an object. The additions over the depth run in
 * order, so that an element of C does not depend on the tile that computed it.
 */
final class VectorTiles1 {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

  private VectorTiles1() {}

  static void rows12(
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
    s += startRow;
    FloatVector c10 = FloatVector.fromArray(S, start, s);
    s += startRow;
    FloatVector c20 = FloatVector.fromArray(S, start, s);
    s += startRow;
    FloatVector c30 = FloatVector.fromArray(S, start, s);
    s += startRow;
    FloatVector c40 = FloatVector.fromArray(S, start, s);
    s += startRow;
    FloatVector c50 = FloatVector.fromArray(S, start, s);
    s += startRow;
    FloatVector c60 = FloatVector.fromArray(S, start, s);
    s += startRow;
    FloatVector c70 = FloatVector.fromArray(S, start, s);
    s += startRow;
    FloatVector c80 = FloatVector.fromArray(S, start, s);
    s += startRow;
    FloatVector c90 = FloatVector.fromArray(S, start, s);
    s += startRow;
    FloatVector c100 = FloatVector.fromArray(S, start, s);
    s += startRow;
    FloatVector c110 = FloatVector.fromArray(S, start, s);
    for (int r = 0; r < k; r++) {
      int p = aAt + r * aStep;
      int q = bAt + r * bRow;
      FloatVector b0 = FloatVector.fromArray(S, b, q);
      FloatVector x = FloatVector.broadcast(S, a[p]);
      c00 = x.fma(b0, c00);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c10 = x.fma(b0, c10);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c20 = x.fma(b0, c20);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c30 = x.fma(b0, c30);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c40 = x.fma(b0, c40);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c50 = x.fma(b0, c50);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c60 = x.fma(b0, c60);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c70 = x.fma(b0, c70);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c80 = x.fma(b0, c80);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c90 = x.fma(b0, c90);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c100 = x.fma(b0, c100);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c110 = x.fma(b0, c110);
    }
    FloatVector zero = FloatVector.zero(S);
    int t = cAt;
    c00.blend(zero, c00.compare(LT, floor)).intoArray(c, t);
    t += cRow;
    c10.blend(zero, c10.compare(LT, floor)).intoArray(c, t);
    t += cRow;
    c20.blend(zero, c20.compare(LT, floor)).intoArray(c, t);
    t += cRow;
    c30.blend(zero, c30.compare(LT, floor)).intoArray(c, t);
    t += cRow;
    c40.blend(zero, c40.compare(LT, floor)).intoArray(c, t);
    t += cRow;
    c50.blend(zero, c50.compare(LT, floor)).intoArray(c, t);
    t += cRow;
    c60.blend(zero, c60.compare(LT, floor)).intoArray(c, t);
    t += cRow;
    c70.blend(zero, c70.compare(LT, floor)).intoArray(c, t);
    t += cRow;
    c80.blend(zero, c80.compare(LT, floor)).intoArray(c, t);
    t += cRow;
    c90.blend(zero, c90.compare(LT, floor)).intoArray(c, t);
    t += cRow;
    c100.blend(zero, c100.compare(LT, floor)).intoArray(c, t);
    t += cRow;
    c110.blend(zero, c110.compare(LT, floor)).intoArray(c, t);
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
    s += startRow;
    FloatVector c10 = FloatVector.fromArray(S, start, s);
    s += startRow;
    FloatVector c20 = FloatVector.fromArray(S, start, s);
    s += startRow;
    FloatVector c30 = FloatVector.fromArray(S, start, s);
    for (int r = 0; r < k; r++) {
      int p = aAt + r * aStep;
      int q = bAt + r * bRow;
      FloatVector b0 = FloatVector.fromArray(S, b, q);
      FloatVector x = FloatVector.broadcast(S, a[p]);
      c00 = x.fma(b0, c00);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c10 = x.fma(b0, c10);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c20 = x.fma(b0, c20);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c30 = x.fma(b0, c30);
    }
    FloatVector zero = FloatVector.zero(S);
    int t = cAt;
    c00.blend(zero, c00.compare(LT, floor)).intoArray(c, t);
    t += cRow;
    c10.blend(zero, c10.compare(LT, floor)).intoArray(c, t);
    t += cRow;
    c20.blend(zero, c20.compare(LT, floor)).intoArray(c, t);
    t += cRow;
    c30.blend(zero, c30.compare(LT, floor)).intoArray(c, t);
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
    s += startRow;
    FloatVector c10 = FloatVector.fromArray(S, start, s);
    for (int r = 0; r < k; r++) {
      int p = aAt + r * aStep;
      int q = bAt + r * bRow;
      FloatVector b0 = FloatVector.fromArray(S, b, q);
      FloatVector x = FloatVector.broadcast(S, a[p]);
      c00 = x.fma(b0, c00);
      p += aRow;
      x = FloatVector.broadcast(S, a[p]);
      c10 = x.fma(b0, c10);
    }
    FloatVector zero = FloatVector.zero(S);
    int t = cAt;
    c00.blend(zero, c00.compare(LT, floor)).intoArray(c, t);
    t += cRow;
    c10.blend(zero, c10.compare(LT, floor)).intoArray(c, t);
  }
}
