package io.github.flows4j.engine.f32.simd;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * From a spline's raw parameters to the bin that a number is in, on vectors whose lanes are
 * numbers. See {@link SplineShape} for what is kept and {@link VectorSplineCurve} for what is done
 * in the bin.
 *
 * <p>Numbers go through several short methods block by block, handed over in rows of n elements
 * that stay in L1: one method would be too long for the JIT (see {@link VectorGemm}). The exponents
 * of all bins are needed, but slopes only of the two ends of the bin: those are chosen raw.
 */
@SuppressWarnings("cast") // the casts are redundant in the double-precision copy of this class
final class VectorSplineBins {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  private VectorSplineBins() {}

  /** Exponentials of widths and heights, the bin and its parts, for n numbers. */
  static void prepare(
      SplineShape shape,
      int n,
      int at,
      float[] v,
      float[] theta,
      int thetaAt,
      int stride,
      float[] kept,
      int keptAt,
      float[] scratch,
      boolean inverse) {
    int bins = shape.bins();
    if (shape.bounded()) {
      float c = 2.0f * shape.inverseLogSlope();
      VectorMath.expClipped(2 * bins, n, c, theta, thetaAt, stride, kept, keptAt);
    } else {
      exponents(shape, n, theta, thetaAt, stride, kept, keptAt);
      VectorMath.exp(2 * bins * n, kept, keptAt, kept, keptAt);
    }
    int slopesAt = thetaAt + 2 * bins * stride;
    int selectedAt = keptAt + 2 * bins * n;
    if (inverse)
      select(
          shape,
          n,
          at,
          v,
          theta,
          slopesAt,
          stride,
          kept,
          keptAt + bins * n,
          keptAt,
          selectedAt,
          SplineShape.HEIGHT,
          SplineShape.WIDTH,
          shape.heightFloor(),
          shape.widthFloor());
    else
      select(
          shape,
          n,
          at,
          v,
          theta,
          slopesAt,
          stride,
          kept,
          keptAt,
          keptAt + bins * n,
          selectedAt,
          SplineShape.WIDTH,
          SplineShape.HEIGHT,
          shape.widthFloor(),
          shape.heightFloor());
    if (shape.softClipped()) clippedSlopes(shape, n, kept, selectedAt);
    else flooredSlopes(shape, n, kept, selectedAt, scratch);
  }

  /** What is to be exponentiated, less than the largest of its kind. */
  private static void exponents(
      SplineShape shape, int n, float[] theta, int thetaAt, int stride, float[] kept, int keptAt) {
    int bins = shape.bins();
    if (!shape.softClipped()) {
      centre(bins, n, theta, thetaAt, stride, kept, keptAt);
      centre(bins, n, theta, thetaAt + bins * stride, stride, kept, keptAt + bins * n);
      return;
    }
    clip(2 * bins, n, 2.0f * shape.inverseLogSlope(), theta, thetaAt, stride, kept, keptAt);
    centre(bins, n, kept, keptAt, n, kept, keptAt);
    centre(bins, n, kept, keptAt + bins * n, n, kept, keptAt + bins * n);
  }

  /** a / (1 + |c a|). */
  private static void clip(
      int rows, int n, float c, float[] theta, int thetaAt, int stride, float[] out, int outAt) {
    for (int r = 0; r < rows; r++) {
      int from = thetaAt + r * stride;
      int to = outAt + r * n;
      for (int i = 0; i < n; i += L) {
        FloatVector a = FloatVector.fromArray(S, theta, from + i);
        a.div(a.mul(c).abs().add(1.0f)).intoArray(out, to + i);
      }
    }
  }

  /** a - max(a), at least -RANGE. */
  private static void centre(
      int rows, int n, float[] a, int aAt, int aRow, float[] out, int outAt) {
    for (int i = 0; i < n; i += L) {
      FloatVector most = FloatVector.fromArray(S, a, aAt + i);
      for (int r = 1; r < rows; r++)
        most = most.max(FloatVector.fromArray(S, a, aAt + r * aRow + i));
      for (int r = 0; r < rows; r++)
        FloatVector.fromArray(S, a, aAt + r * aRow + i)
            .sub(most)
            .max(-SplineShape.RANGE)
            .intoArray(out, outAt + r * n + i);
    }
  }

  /**
   * The bin of each number, by comparing it with one knot after the other. "Sought" are the bins'
   * extents along the axis of v, "other" those along the other axis; both in units of their sum,
   * which spares dividing all of them by it.
   */
  private static void select(
      SplineShape shape,
      int n,
      int at,
      float[] v,
      float[] theta,
      int slopesAt,
      int stride,
      float[] kept,
      int soughtAt,
      int otherAt,
      int selectedAt,
      int soughtRow,
      int otherRow,
      float soughtFloor,
      float otherFloor) {
    int bins = shape.bins();
    int first = shape.linear() ? 1 : 0;
    int lastSlope = shape.slopes() - 1;
    // the box's ends have slope 1: that of a raw 0 if soft-clipped, else see endSlopes
    boolean zeroEnds = shape.softClipped() && !shape.linear();
    float bound = shape.bound();
    float toUnit = 0.5f / bound;
    for (int i = 0; i < n; i += L) {
      FloatVector sum = FloatVector.fromArray(S, kept, soughtAt + i);
      FloatVector otherSum = FloatVector.fromArray(S, kept, otherAt + i);
      for (int k = 1; k < bins; k++) {
        sum = sum.add(FloatVector.fromArray(S, kept, soughtAt + k * n + i));
        otherSum = otherSum.add(FloatVector.fromArray(S, kept, otherAt + k * n + i));
      }
      FloatVector floor = sum.mul(soughtFloor);
      FloatVector otherLow = otherSum.mul(otherFloor);
      sum = sum.add(floor.mul((float) bins));
      otherSum = otherSum.add(otherLow.mul((float) bins));
      // clamped to the box: what comes of it is finite, whatever v, and chosen by the curve
      FloatVector inBox = FloatVector.fromArray(S, v, at + i).max(-bound).min(bound);
      FloatVector u = inBox.add(bound).mul(toUnit).mul(sum);
      FloatVector bin = FloatVector.zero(S);
      FloatVector start = FloatVector.zero(S);
      FloatVector otherStart = FloatVector.zero(S);
      FloatVector extent = FloatVector.fromArray(S, kept, soughtAt + i).add(floor);
      FloatVector other = FloatVector.fromArray(S, kept, otherAt + i).add(otherLow);
      FloatVector zero = FloatVector.zero(S);
      FloatVector slope0 = zeroEnds ? zero : FloatVector.fromArray(S, theta, slopesAt + i);
      FloatVector slope1 = FloatVector.fromArray(S, theta, slopesAt + first * stride + i);
      FloatVector knot = extent;
      FloatVector otherKnot = other;
      FloatVector knotSlope = slope1;
      for (int k = 1; k < bins; k++) {
        VectorMask<Float> beyond = u.compare(GT, knot);
        FloatVector next = FloatVector.fromArray(S, kept, soughtAt + k * n + i).add(floor);
        FloatVector otherNext = FloatVector.fromArray(S, kept, otherAt + k * n + i).add(otherLow);
        // there is none beyond the last inner knot of a spline that ends with slope 1: any will do
        int slope = Math.min(k + first, lastSlope);
        FloatVector nextSlope =
            zeroEnds && k > lastSlope
                ? zero
                : FloatVector.fromArray(S, theta, slopesAt + slope * stride + i);
        bin = bin.blend((float) k, beyond);
        start = start.blend(knot, beyond);
        otherStart = otherStart.blend(otherKnot, beyond);
        extent = extent.blend(next, beyond);
        other = other.blend(otherNext, beyond);
        slope0 = slope0.blend(knotSlope, beyond);
        slope1 = slope1.blend(nextSlope, beyond);
        knot = knot.add(next);
        otherKnot = otherKnot.add(otherNext);
        knotSlope = nextSlope;
      }
      int to = selectedAt + i;
      int sought = to + soughtRow * n;
      int others = to + otherRow * n;
      FloatVector scale = FloatVector.broadcast(S, 1.0f).div(sum);
      FloatVector otherScale = FloatVector.broadcast(S, 1.0f).div(otherSum);
      bin.intoArray(kept, to);
      extent = extent.mul(scale);
      start = start.mul(scale);
      // from the knot as the curve counts it: the difference of near numbers is exact
      inBox
          .sub(start.mul(2.0f * bound).sub(bound))
          .div(extent.mul(2.0f * bound))
          .max(0.0f)
          .min(1.0f)
          // the last knot as counted may be a few last places off
          .blend(1.0f, inBox.compare(GE, bound))
          .intoArray(kept, to + SplineShape.PLACE * n);
      extent.intoArray(kept, sought);
      start.intoArray(kept, sought + n);
      scale.intoArray(kept, sought + 2 * n);
      other.mul(otherScale).intoArray(kept, others);
      otherStart.mul(otherScale).intoArray(kept, others + n);
      otherScale.intoArray(kept, others + 2 * n);
      slope0.intoArray(kept, to + SplineShape.SLOPE * n);
      slope1.intoArray(kept, to + (SplineShape.SLOPE + 1) * n);
    }
  }

  /** exp(d / (1 + |c d|)) and its derivative. */
  private static void clippedSlopes(SplineShape shape, int n, float[] kept, int selectedAt) {
    float c = shape.inverseLogSlope();
    int slopeAt = selectedAt + SplineShape.SLOPE * n;
    int factorAt = selectedAt + SplineShape.FACTOR * n;
    for (int i = 0; i < 2 * n; i += L) {
      FloatVector d = FloatVector.fromArray(S, kept, slopeAt + i);
      FloatVector r = FloatVector.broadcast(S, 1.0f).div(d.mul(c).abs().add(1.0f));
      FloatVector clipped = d.mul(r);
      VectorMask<Float> far = clipped.abs().compare(GE, SplineShape.RANGE);
      clipped.max(-SplineShape.RANGE).min(SplineShape.RANGE).intoArray(kept, slopeAt + i);
      r.mul(r).blend(0.0f, far).intoArray(kept, factorAt + i);
    }
    VectorMath.exp(2 * n, kept, slopeAt, kept, slopeAt);
    for (int i = 0; i < 2 * n; i += L)
      FloatVector.fromArray(S, kept, factorAt + i)
          .mul(FloatVector.fromArray(S, kept, slopeAt + i))
          .intoArray(kept, factorAt + i);
  }

  /** minSlope + softplus(d) and its derivative. */
  private static void flooredSlopes(
      SplineShape shape, int n, float[] kept, int selectedAt, float[] scratch) {
    int slopeAt = selectedAt + SplineShape.SLOPE * n;
    int factorAt = selectedAt + SplineShape.FACTOR * n;
    for (int i = 0; i < 2 * n; i += L)
      FloatVector.fromArray(S, kept, slopeAt + i).abs().neg().intoArray(kept, factorAt + i);
    VectorMath.exp(2 * n, kept, factorAt, kept, factorAt);
    for (int i = 0; i < 2 * n; i += L)
      FloatVector.fromArray(S, kept, factorAt + i).add(1.0f).intoArray(scratch, i);
    VectorMath.log(2 * n, scratch, 0, scratch, 0);
    for (int i = 0; i < 2 * n; i += L) {
      FloatVector d = FloatVector.fromArray(S, kept, slopeAt + i);
      FloatVector e = FloatVector.fromArray(S, kept, factorAt + i);
      FloatVector onePlus = e.add(1.0f);
      // log(1 + e) to first order in what adding 1 rounded away
      FloatVector lost = e.sub(onePlus.sub(1.0f)).div(onePlus);
      FloatVector softplus =
          FloatVector.fromArray(S, scratch, i)
              .add(lost)
              .add(d.max(0.0f).min(SplineShape.MAX_SLOPE));
      softplus.add(shape.minSlope()).intoArray(kept, slopeAt + i);
      FloatVector.broadcast(S, 1.0f)
          .blend(e, d.compare(LT, 0.0f))
          .div(onePlus)
          .intoArray(kept, factorAt + i);
    }
    if (!shape.linear()) endSlopes(shape.bins(), n, kept, selectedAt);
  }

  /** The box's ends have slope 1. */
  private static void endSlopes(int bins, int n, float[] kept, int selectedAt) {
    int slopeAt = selectedAt + SplineShape.SLOPE * n;
    for (int i = 0; i < n; i += L) {
      FloatVector bin = FloatVector.fromArray(S, kept, selectedAt + i);
      FloatVector.fromArray(S, kept, slopeAt + i)
          .blend(1.0f, bin.compare(EQ, 0.0f))
          .intoArray(kept, slopeAt + i);
      FloatVector.fromArray(S, kept, slopeAt + n + i)
          .blend(1.0f, bin.compare(EQ, (float) (bins - 1)))
          .intoArray(kept, slopeAt + n + i);
    }
  }
}
