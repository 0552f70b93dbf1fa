package io.github.flows4j.engine.f32.simd;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The derivatives of a spline, on vectors whose lanes are numbers: first by what is in the bin,
 * then by all parameters. Names as in {@link VectorSplineCurve}.
 */
@SuppressWarnings("cast") // the casts are redundant in the double-precision copy of this class
final class VectorSplineGradient {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  /**
   * Rows of scratch: the gradient by the exponential of a width, per element of it and times its
   * scale, for the bins before the number's, for its own, and for those after; the same of heights.
   */
  private static final int WIDTHS = 0;

  private static final int HEIGHTS = 3;

  /** Rows of scratch: the gradients by the two raw slopes. */
  private static final int SLOPES = 6;

  private VectorSplineGradient() {}

  /**
   * gradX, and the rows of scratch.
   *
   * @param at where x begins; gradY begins a gap behind, gradLogDet two gaps, gradX three
   */
  static void curve(
      SplineShape shape,
      int n,
      int at,
      int gap,
      float[] x,
      float[] gradY,
      float[] gradLogDet,
      float[] gradX,
      float[] kept,
      int selectedAt,
      float[] scratch) {
    float bound = shape.bound();
    for (int i = 0; i < n; i += L) {
      int row = selectedAt + i;
      FloatVector v = FloatVector.fromArray(S, x, at + i);
      FloatVector gradOut = FloatVector.fromArray(S, gradY, at + gap + i);
      FloatVector gradLog = FloatVector.fromArray(S, gradLogDet, at + 2 * gap + i);
      VectorMask<Float> in = v.compare(GT, -bound).and(v.compare(LE, bound));
      FloatVector zero = FloatVector.zero(S);
      FloatVector gy = zero.blend(gradOut.mul(2.0f * bound), in);
      FloatVector gl = zero.blend(gradLog, in);
      FloatVector z = FloatVector.fromArray(S, kept, row + SplineShape.PLACE * n);
      FloatVector height = FloatVector.fromArray(S, kept, row + SplineShape.HEIGHT * n);
      FloatVector narrow =
          FloatVector.broadcast(S, 1.0f)
              .div(FloatVector.fromArray(S, kept, row + SplineShape.WIDTH * n));
      FloatVector s = height.mul(narrow);
      FloatVector d0 = FloatVector.fromArray(S, kept, row + SplineShape.SLOPE * n);
      FloatVector d1 = FloatVector.fromArray(S, kept, row + (SplineShape.SLOPE + 1) * n);
      FloatVector w = z.neg().add(1.0f);
      FloatVector t = z.mul(w);
      FloatVector ends = d0.add(d1);
      FloatVector turn = t.mul(-2.0f).add(1.0f);
      FloatVector d = FloatVector.broadcast(S, 1.0f).div(turn.mul(s).add(ends.mul(t)));
      FloatVector up = s.mul(z).mul(z).add(d0.mul(t)).mul(d);
      FloatVector start = d0.mul(w).mul(w);
      FloatVector end = d1.mul(z).mul(z);
      FloatVector m = s.mul(t).mul(2.0f).add(start).add(end);
      FloatVector oneByM = FloatVector.broadcast(S, 1.0f).div(m);
      // by z: that of N / D is s M / D^2
      FloatVector byHeight = gy.mul(height).mul(d);
      FloatVector lean = w.sub(z);
      FloatVector logByZ =
          s.mul(lean)
              .sub(d0.mul(w))
              .add(d1.mul(z))
              .mul(oneByM)
              .sub(ends.sub(s).sub(s).mul(lean).mul(d))
              .mul(2.0f);
      FloatVector gz = byHeight.mul(s).mul(m).mul(d).add(gl.mul(logByZ));
      // by s: those of N / D and of log((s / D)^2 M), gathered so that nothing cancels
      FloatVector gs =
          byHeight
              .mul(end.sub(start))
              .mul(d)
              .mul(t)
              .add(gl.mul(2.0f).mul(ends.mul(t).mul(d).div(s).add(oneByM.mul(t))));
      FloatVector logByD = t.mul(-2.0f).mul(d);
      FloatVector g0 =
          byHeight
              .mul(t)
              .mul(d)
              .mul(s.mul(w).mul(w).add(d1.mul(t)))
              .add(gl.mul(w.mul(w).mul(oneByM).add(logByD)));
      FloatVector g1 = gl.mul(z.mul(z).mul(oneByM).add(logByD)).sub(byHeight.mul(t).mul(up));
      FloatVector dxGrad = gz.mul(narrow);
      FloatVector outGrad = gradOut;
      if (shape.linear()) {
        outGrad = d1.blend(d0, v.compare(LE, -bound)).mul(gradOut);
        FloatVector far =
            gradOut.mul(v.sub(v.max(-bound).min(bound))).max(-Float.MAX_VALUE).min(Float.MAX_VALUE);
        FloatVector left = gradLog.div(d0).add(far);
        FloatVector right = gradLog.div(d1).add(far);
        g0 = g0.blend(left, v.compare(LE, -bound));
        g1 = g1.blend(right, v.compare(GT, bound));
      }
      outGrad.blend(dxGrad.mul(0.5f / bound), in).intoArray(gradX, at + 3 * gap + i);
      g0.mul(FloatVector.fromArray(S, kept, row + SplineShape.FACTOR * n))
          .intoArray(scratch, SLOPES * n + i);
      g1.mul(FloatVector.fromArray(S, kept, row + (SplineShape.FACTOR + 1) * n))
          .intoArray(scratch, (SLOPES + 1) * n + i);
      dxGrad.neg().intoArray(scratch, WIDTHS * n + i);
      gz.mul(z).add(gs.mul(s)).neg().mul(narrow).intoArray(scratch, (WIDTHS + 1) * n + i);
      gy.intoArray(scratch, HEIGHTS * n + i);
      gy.mul(up).add(gs.mul(narrow)).intoArray(scratch, (HEIGHTS + 1) * n + i);
    }
  }

  /** The gradients by all parameters, from the rows of scratch; gradTheta may be theta. */
  static void parameters(
      SplineShape shape,
      int n,
      float[] theta,
      int thetaAt,
      int stride,
      float[] kept,
      int keptAt,
      float[] scratch,
      float[] gradTheta) {
    int bins = shape.bins();
    int selectedAt = keptAt + 2 * bins * n;
    int heightsAt = thetaAt + bins * stride;
    int slopesAt = thetaAt + 2 * bins * stride;
    float c = shape.softClipped() ? 2.0f * shape.inverseLogSlope() : 0.0f;
    shares(n, shape.minWidth(), bins, kept, selectedAt, SplineShape.WIDTH, scratch, WIDTHS * n);
    shares(n, shape.minHeight(), bins, kept, selectedAt, SplineShape.HEIGHT, scratch, HEIGHTS * n);
    extents(
        bins,
        n,
        c,
        theta,
        thetaAt,
        stride,
        kept,
        keptAt,
        selectedAt,
        scratch,
        WIDTHS * n,
        gradTheta);
    extents(
        bins,
        n,
        c,
        theta,
        heightsAt,
        stride,
        kept,
        keptAt + bins * n,
        selectedAt,
        scratch,
        HEIGHTS * n,
        gradTheta);
    slopes(shape, n, kept, selectedAt, scratch, gradTheta, slopesAt, stride);
  }

  /**
   * From gradients by the extent of the number's own bin and of those before it to what multiplies
   * exponentials: with shares p_j = m + (1 - K m) q_j, the softmax q gives q_j (1 - K m) (g_j - sum
   * g_k q_k).
   */
  private static void shares(
      int n,
      float least,
      int bins,
      float[] kept,
      int selectedAt,
      int extentRow,
      float[] scratch,
      int to) {
    float room = 1.0f / (1.0f - bins * least);
    for (int i = 0; i < n; i += L) {
      int row = selectedAt + i;
      FloatVector bin = FloatVector.fromArray(S, kept, row + SplineShape.BIN * n);
      FloatVector own = FloatVector.fromArray(S, kept, row + extentRow * n).sub(least).mul(room);
      FloatVector before =
          FloatVector.fromArray(S, kept, row + (extentRow + 1) * n).sub(bin.mul(least)).mul(room);
      FloatVector scale = FloatVector.fromArray(S, kept, row + (extentRow + 2) * n);
      FloatVector gBefore = FloatVector.fromArray(S, scratch, to + i);
      FloatVector gOwn = FloatVector.fromArray(S, scratch, to + n + i);
      FloatVector mean = gBefore.mul(before).add(gOwn.mul(own));
      gBefore.sub(mean).mul(scale).intoArray(scratch, to + i);
      gOwn.sub(mean).mul(scale).intoArray(scratch, to + n + i);
      mean.mul(scale).neg().intoArray(scratch, to + 2 * n + i);
    }
  }

  /** The gradients by raw widths or heights; c is 0 where they are not clipped. */
  private static void extents(
      int bins,
      int n,
      float c,
      float[] theta,
      int thetaAt,
      int stride,
      float[] kept,
      int keptAt,
      int binAt,
      float[] scratch,
      int from,
      float[] gradTheta) {
    for (int i = 0; i < n; i += L) {
      FloatVector bin = FloatVector.fromArray(S, kept, binAt + i);
      FloatVector before = FloatVector.fromArray(S, scratch, from + i);
      FloatVector own = FloatVector.fromArray(S, scratch, from + n + i);
      FloatVector after = FloatVector.fromArray(S, scratch, from + 2 * n + i);
      for (int k = 0; k < bins; k++) {
        FloatVector g =
            after.blend(before, bin.compare(GT, (float) k)).blend(own, bin.compare(EQ, (float) k));
        FloatVector clip =
            FloatVector.fromArray(S, theta, thetaAt + k * stride + i).mul(c).abs().add(1.0f);
        FloatVector.fromArray(S, kept, keptAt + k * n + i)
            .mul(g)
            .div(clip.mul(clip))
            .intoArray(gradTheta, thetaAt + k * stride + i);
      }
    }
  }

  /** The gradients by raw slopes: 0 but for the two ends of the bin. */
  private static void slopes(
      SplineShape shape,
      int n,
      float[] kept,
      int binAt,
      float[] scratch,
      float[] gradTheta,
      int slopesAt,
      int stride) {
    int rows = shape.slopes();
    int first = shape.linear() ? 0 : 1;
    for (int i = 0; i < n; i += L) {
      FloatVector bin = FloatVector.fromArray(S, kept, binAt + i);
      FloatVector left = FloatVector.fromArray(S, scratch, SLOPES * n + i);
      FloatVector right = FloatVector.fromArray(S, scratch, (SLOPES + 1) * n + i);
      FloatVector zero = FloatVector.zero(S);
      for (int r = 0; r < rows; r++) {
        int knot = r + first;
        zero.blend(left, bin.compare(EQ, (float) knot))
            .blend(right, bin.compare(EQ, (float) (knot - 1)))
            .intoArray(gradTheta, slopesAt + r * stride + i);
      }
    }
  }
}
