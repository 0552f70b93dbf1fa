package io.github.flows4j.engine.f32.simd;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The rational-quadratic curve in a bin (arXiv:1906.04032, eq. 4-8), on vectors whose lanes are
 * numbers. With place z in the bin, t = z (1 - z), the bin's mean slope s and the slopes d0, d1 at
 * its ends:
 *
 * <pre>
 * D = s (1 - 2 t) + (d0 + d1) t             above s / 2
 * N = s z^2 + d0 t
 * M = 2 s t + d0 (1 - z)^2 + d1 z^2         above the least of s, d0, d1, times 1/2
 * y = below + height N / D,  dy/dx = (s / D)^2 M
 * </pre>
 *
 * All are sums of what is not negative, so nothing cancels.
 */
@SuppressWarnings("cast") // the casts are redundant in the double-precision copy of this class
final class VectorSplineCurve {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  private VectorSplineCurve() {}

  /**
   * y and log(dy/dx).
   *
   * @param at where x begins; y begins a gap behind, logDet two gaps
   */
  static void forward(
      SplineShape shape,
      int n,
      int at,
      int gap,
      float[] x,
      float[] y,
      float[] logDet,
      float[] kept,
      int selectedAt) {
    float bound = shape.bound();
    for (int i = 0; i < n; i += L) {
      int row = selectedAt + i;
      FloatVector v = FloatVector.fromArray(S, x, at + i);
      FloatVector z = FloatVector.fromArray(S, kept, row + SplineShape.PLACE * n);
      FloatVector height = FloatVector.fromArray(S, kept, row + SplineShape.HEIGHT * n);
      FloatVector s = height.div(FloatVector.fromArray(S, kept, row + SplineShape.WIDTH * n));
      FloatVector d0 = FloatVector.fromArray(S, kept, row + SplineShape.SLOPE * n);
      FloatVector d1 = FloatVector.fromArray(S, kept, row + (SplineShape.SLOPE + 1) * n);
      FloatVector w = z.neg().add(1.0f);
      FloatVector t = z.mul(w);
      FloatVector d =
          FloatVector.broadcast(S, 1.0f).div(t.mul(-2.0f).add(1.0f).mul(s).add(d0.add(d1).mul(t)));
      FloatVector up = s.mul(z).mul(z).add(d0.mul(t)).mul(d);
      FloatVector q = s.mul(d);
      FloatVector dydx =
          s.mul(t).mul(2.0f).add(d0.mul(w).mul(w)).add(d1.mul(z).mul(z)).mul(q).mul(q);
      // the smallest normal number's log is as far as it goes: the argument of log is positive
      dydx = dydx.blend(Float.MIN_NORMAL, dydx.compare(LT, Float.MIN_NORMAL));
      FloatVector knot =
          FloatVector.fromArray(S, kept, row + SplineShape.BELOW * n).mul(2.0f * bound).sub(bound);
      FloatVector inside = height.mul(2.0f * bound).mul(up).add(knot).min(bound);
      inside = inside.blend(bound, v.compare(GE, bound));
      if (shape.linear()) {
        FloatVector out = v.sub(v.max(-bound).min(bound));
        // 0 times a slope adds nothing inside
        out.mul(dydx).add(inside).intoArray(y, at + gap + i);
        dydx.intoArray(logDet, at + 2 * gap + i);
      } else {
        VectorMask<Float> in = v.compare(GT, -bound).and(v.compare(LE, bound));
        v.blend(inside, in).intoArray(y, at + gap + i);
        FloatVector.broadcast(S, 1.0f).blend(dydx, in).intoArray(logDet, at + 2 * gap + i);
      }
    }
    VectorMath.log(n, logDet, at + 2 * gap, logDet, at + 2 * gap);
  }

  /**
   * x and log(dx/dy), arguments as for forward, where the place in the bin is that of y. With h in
   * [0, 1] what of the bin's height lies below y, g = 1 - h, p = d0 g - d1 h and r = sqrt(p^2 + 4
   * s^2 h g) + |p|:
   *
   * <pre>
   * z = 2 s h / (2 s h + r) if p >= 0, else r / (2 s g + r)
   * </pre>
   *
   * <p>That is the paper's quadratic (eq. 6-8) solved so that nothing cancels: its discriminant,
   * which rounding can make negative, is p^2 + 4 s^2 h g, and its root is in [0, 1] by itself.
   */
  static void inverse(
      SplineShape shape,
      int n,
      int at,
      int gap,
      float[] y,
      float[] x,
      float[] logDet,
      float[] kept,
      int selectedAt) {
    float bound = shape.bound();
    for (int i = 0; i < n; i += L) {
      int row = selectedAt + i;
      FloatVector v = FloatVector.fromArray(S, y, at + i);
      FloatVector h = FloatVector.fromArray(S, kept, row + SplineShape.PLACE * n);
      FloatVector width = FloatVector.fromArray(S, kept, row + SplineShape.WIDTH * n);
      FloatVector s = FloatVector.fromArray(S, kept, row + SplineShape.HEIGHT * n).div(width);
      FloatVector d0 = FloatVector.fromArray(S, kept, row + SplineShape.SLOPE * n);
      FloatVector d1 = FloatVector.fromArray(S, kept, row + (SplineShape.SLOPE + 1) * n);
      FloatVector g = h.neg().add(1.0f);
      FloatVector p = d0.mul(g).sub(d1.mul(h));
      FloatVector twice = s.add(s);
      FloatVector root = p.mul(p).add(twice.mul(twice).mul(h).mul(g)).sqrt().add(p.abs());
      VectorMask<Float> steep = p.compare(LT, 0.0f);
      FloatVector rest = twice.mul(h).blend(twice.mul(g), steep);
      FloatVector z = rest.blend(root, steep).div(root.add(rest));
      FloatVector w = z.neg().add(1.0f);
      FloatVector t = z.mul(w);
      // D / s
      FloatVector q = t.mul(-2.0f).add(1.0f).add(d0.add(d1).mul(t).div(s));
      FloatVector m = s.mul(t).mul(2.0f).add(d0.mul(w).mul(w)).add(d1.mul(z).mul(z));
      FloatVector dxdy = q.mul(q).div(m).min(1.0f / Float.MIN_NORMAL);
      FloatVector knot =
          FloatVector.fromArray(S, kept, row + SplineShape.LEFT * n).mul(2.0f * bound).sub(bound);
      FloatVector inside = width.mul(2.0f * bound).mul(z).add(knot).min(bound);
      inside = inside.blend(bound, v.compare(GE, bound));
      if (shape.linear()) {
        FloatVector out = v.sub(v.max(-bound).min(bound));
        out.mul(dxdy).add(inside).intoArray(x, at + gap + i);
        dxdy.intoArray(logDet, at + 2 * gap + i);
      } else {
        VectorMask<Float> in = v.compare(GT, -bound).and(v.compare(LE, bound));
        v.blend(inside, in).intoArray(x, at + gap + i);
        FloatVector.broadcast(S, 1.0f).blend(dxdy, in).intoArray(logDet, at + 2 * gap + i);
      }
    }
    VectorMath.log(n, logDet, at + 2 * gap, logDet, at + 2 * gap);
  }
}
