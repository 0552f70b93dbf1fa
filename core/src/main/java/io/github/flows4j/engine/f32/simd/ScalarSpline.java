package io.github.flows4j.engine.f32.simd;

/**
 * Splines in plain loops, number by number; see {@link Kernels#splineForward}, {@link SplineShape}
 * for what is kept of each number and {@link VectorSplineCurve} for the formulas.
 */
@SuppressWarnings("cast") // the casts are redundant in the double-precision copy of this class
final class ScalarSpline {
  private ScalarSpline() {}

  static void forward(
      SplineShape shape,
      int n,
      int at,
      float[] x,
      float[] theta,
      int thetaAt,
      int stride,
      float[] y,
      float[] logDet,
      float[] kept,
      int keptAt) {
    float bound = shape.bound();
    for (int i = 0; i < n; i++) {
      float v = x[at + i];
      int own = keptAt + i * shape.kept();
      prepare(shape, v, theta, thetaAt + i, stride, kept, own, false);
      int row = own + 2 * shape.bins();
      float z = kept[row + SplineShape.PLACE];
      float height = kept[row + SplineShape.HEIGHT];
      float s = height / kept[row + SplineShape.WIDTH];
      float d0 = kept[row + SplineShape.SLOPE];
      float d1 = kept[row + SplineShape.SLOPE + 1];
      float w = 1.0f - z;
      float t = z * w;
      float d = 1.0f / (s * (1.0f - 2.0f * t) + (d0 + d1) * t);
      float q = s * d;
      float dydx = (2.0f * s * t + d0 * w * w + d1 * z * z) * q * q;
      if (dydx < Float.MIN_NORMAL) dydx = Float.MIN_NORMAL;
      float knot = kept[row + SplineShape.BELOW] * 2.0f * bound - bound;
      float inside = Math.min(knot + height * 2.0f * bound * ((s * z * z + d0 * t) * d), bound);
      if (v >= bound) inside = bound;
      if (v > -bound && v <= bound) {
        y[at + i] = inside;
        logDet[at + i] = (float) Math.log(dydx);
      } else if (shape.linear()) {
        y[at + i] = inside + (v - clamp(v, -bound, bound)) * dydx;
        logDet[at + i] = (float) Math.log(dydx);
      } else {
        y[at + i] = v;
        logDet[at + i] = 0;
      }
    }
  }

  static void inverse(
      SplineShape shape,
      int n,
      int at,
      float[] y,
      float[] theta,
      int thetaAt,
      int stride,
      float[] x,
      float[] logDet,
      float[] scratch) {
    float bound = shape.bound();
    for (int i = 0; i < n; i++) {
      float v = y[at + i];
      prepare(shape, v, theta, thetaAt + i, stride, scratch, 0, true);
      int row = 2 * shape.bins();
      float width = scratch[row + SplineShape.WIDTH];
      float s = scratch[row + SplineShape.HEIGHT] / width;
      float d0 = scratch[row + SplineShape.SLOPE];
      float d1 = scratch[row + SplineShape.SLOPE + 1];
      float z = root(s, d0, d1, scratch[row + SplineShape.PLACE]);
      float w = 1.0f - z;
      float t = z * w;
      float q = 1.0f - 2.0f * t + (d0 + d1) * t / s;
      float dxdy =
          Math.min(q * q / (2.0f * s * t + d0 * w * w + d1 * z * z), 1.0f / Float.MIN_NORMAL);
      float knot = scratch[row + SplineShape.LEFT] * 2.0f * bound - bound;
      float inside = Math.min(knot + width * 2.0f * bound * z, bound);
      if (v >= bound) inside = bound;
      if (v > -bound && v <= bound) {
        x[at + i] = inside;
        logDet[at + i] = (float) Math.log(dxdy);
      } else if (shape.linear()) {
        x[at + i] = inside + (v - clamp(v, -bound, bound)) * dxdy;
        logDet[at + i] = (float) Math.log(dxdy);
      } else {
        x[at + i] = v;
        logDet[at + i] = 0;
      }
    }
  }

  /** The place in the bin below which h of its height lies; see {@link VectorSplineCurve}. */
  private static float root(float s, float d0, float d1, float h) {
    float g = 1.0f - h;
    float p = d0 * g - d1 * h;
    float root = (float) Math.sqrt(p * p + 4.0f * s * s * h * g) + Math.abs(p);
    return p < 0 ? root / (2.0f * s * g + root) : 2.0f * s * h / (2.0f * s * h + root);
  }

  private static float clamp(float v, float low, float high) {
    return Math.min(Math.max(v, low), high);
  }

  private static void prepare(
      SplineShape shape,
      float v,
      float[] theta,
      int thetaAt,
      int stride,
      float[] kept,
      int at,
      boolean inverse) {
    int bins = shape.bins();
    int row = at + 2 * bins;
    float widths = exponentials(shape, theta, thetaAt, stride, kept, at);
    float heights = exponentials(shape, theta, thetaAt + bins * stride, stride, kept, at + bins);
    float widthLow = widths * shape.widthFloor();
    float heightLow = heights * shape.heightFloor();
    float widthScale = 1.0f / (widths + bins * widthLow);
    float heightScale = 1.0f / (heights + bins * heightLow);
    float bound = shape.bound();
    float inBox = clamp(v, -bound, bound);
    float share = (inBox + bound) * (0.5f / bound);
    int soughtAt = inverse ? at + bins : at;
    float low = inverse ? heightLow : widthLow;
    float u = share / (inverse ? heightScale : widthScale);
    int bin = 0;
    float start = 0;
    float left = 0;
    float below = 0;
    for (; bin < bins - 1; bin++) {
      float knot = start + (kept[soughtAt + bin] + low);
      if (!(u > knot)) break;
      start = knot;
      left += kept[at + bin] + widthLow;
      below += kept[at + bins + bin] + heightLow;
    }
    float width = (kept[at + bin] + widthLow) * widthScale;
    float height = (kept[at + bins + bin] + heightLow) * heightScale;
    left *= widthScale;
    below *= heightScale;
    // from the knot as the curve counts it: the difference of near numbers is exact
    float knot = (inverse ? below : left) * 2.0f * bound - bound;
    float place = (inBox - knot) / ((inverse ? height : width) * 2.0f * bound);
    kept[row + SplineShape.BIN] = bin;
    kept[row + SplineShape.PLACE] = inBox >= bound ? 1.0f : clamp(place, 0, 1.0f);
    kept[row + SplineShape.WIDTH] = width;
    kept[row + SplineShape.LEFT] = left;
    kept[row + SplineShape.WIDTH_SCALE] = widthScale;
    kept[row + SplineShape.HEIGHT] = height;
    kept[row + SplineShape.BELOW] = below;
    kept[row + SplineShape.HEIGHT_SCALE] = heightScale;
    int slopesAt = thetaAt + 2 * bins * stride;
    slope(shape, bin, theta, slopesAt, stride, kept, row + SplineShape.SLOPE);
    slope(shape, bin + 1, theta, slopesAt, stride, kept, row + SplineShape.SLOPE + 1);
  }

  /** Exponentials of K raw widths or heights; returns their sum. */
  private static float exponentials(
      SplineShape shape, float[] theta, int thetaAt, int stride, float[] kept, int at) {
    int bins = shape.bins();
    float c = shape.softClipped() ? 2.0f * shape.inverseLogSlope() : 0.0f;
    float most = Float.NEGATIVE_INFINITY;
    for (int k = 0; k < bins; k++) {
      float a = theta[thetaAt + k * stride];
      float clipped = a / (1.0f + Math.abs(c * a));
      kept[at + k] = clipped;
      most = Math.max(most, clipped);
    }
    if (shape.bounded()) most = 0;
    float sum = 0;
    for (int k = 0; k < bins; k++) {
      float e = (float) Math.exp(Math.max(kept[at + k] - most, -SplineShape.RANGE));
      kept[at + k] = e;
      sum += e;
    }
    return sum;
  }

  /** The slope at a knot and its derivative. */
  private static void slope(
      SplineShape shape, int knot, float[] theta, int slopesAt, int stride, float[] kept, int to) {
    int factor = to + SplineShape.FACTOR - SplineShape.SLOPE;
    if (!shape.linear() && (knot == 0 || knot == shape.bins())) {
      kept[to] = 1.0f;
      kept[factor] = 0;
      return;
    }
    float d = theta[slopesAt + (shape.linear() ? knot : knot - 1) * stride];
    if (shape.softClipped()) {
      float r = 1.0f / (1.0f + Math.abs(shape.inverseLogSlope() * d));
      float clipped = clamp(d * r, -SplineShape.RANGE, SplineShape.RANGE);
      float slope = (float) Math.exp(clipped);
      kept[to] = slope;
      kept[factor] = Math.abs(clipped) >= SplineShape.RANGE ? 0 : slope * r * r;
    } else {
      double e = Math.exp(-Math.abs((double) d));
      double softplus = Math.min(Math.max((double) d, 0), SplineShape.MAX_SLOPE) + Math.log1p(e);
      kept[to] = (float) (shape.minSlope() + softplus);
      kept[factor] = (float) ((d < 0 ? e : 1) / (1 + e));
    }
  }

  static void backward(
      SplineShape shape,
      int n,
      int at,
      float[] x,
      float[] theta,
      int thetaAt,
      int stride,
      float[] kept,
      int keptAt,
      float[] gradY,
      float[] gradLogDet,
      float[] gradX,
      float[] gradTheta) {
    float bound = shape.bound();
    int bins = shape.bins();
    int slopes = shape.slopes();
    int first = shape.linear() ? 0 : 1;
    for (int i = 0; i < n; i++) {
      float v = x[at + i];
      int own = keptAt + i * shape.kept();
      int row = own + 2 * bins;
      int thetaOwn = thetaAt + i;
      int slopesAt = thetaOwn + 2 * bins * stride;
      for (int p = 0; p < slopes; p++) gradTheta[slopesAt + p * stride] = 0;
      boolean in = v > -bound && v <= bound;
      if (!in && !Float.isNaN(v)) {
        outside(
            shape,
            v,
            gradY[at + i],
            gradLogDet[at + i],
            gradX,
            at + i,
            kept,
            row,
            gradTheta,
            thetaOwn,
            stride);
        continue;
      }
      float z = kept[row + SplineShape.PLACE];
      float height = kept[row + SplineShape.HEIGHT];
      float narrow = 1.0f / kept[row + SplineShape.WIDTH];
      float s = height * narrow;
      float d0 = kept[row + SplineShape.SLOPE];
      float d1 = kept[row + SplineShape.SLOPE + 1];
      float gy = gradY[at + i] * 2.0f * bound;
      float gl = gradLogDet[at + i];
      float w = 1.0f - z;
      float t = z * w;
      float d = 1.0f / (s * (1.0f - 2.0f * t) + (d0 + d1) * t);
      float up = (s * z * z + d0 * t) * d;
      float start = d0 * w * w;
      float end = d1 * z * z;
      float m = 2.0f * s * t + start + end;
      float byHeight = gy * height * d;
      float logByZ =
          2.0f * ((s * (w - z) - d0 * w + d1 * z) / m - (d0 + d1 - 2.0f * s) * (w - z) * d);
      float gz = byHeight * s * m * d + gl * logByZ;
      float gs = byHeight * (end - start) * d * t + 2.0f * gl * ((d0 + d1) * t * d / s + t / m);
      float g0 = byHeight * t * d * (s * w * w + d1 * t) + gl * (w * w / m - 2.0f * t * d);
      float g1 = gl * (z * z / m - 2.0f * t * d) - byHeight * t * up;
      gradX[at + i] = gz * narrow * (0.5f / bound);
      extents(
          shape,
          kept,
          own,
          row,
          SplineShape.WIDTH,
          shape.minWidth(),
          -gz * narrow,
          -(gz * z + gs * s) * narrow,
          theta,
          thetaOwn,
          stride,
          gradTheta);
      extents(
          shape,
          kept,
          own + bins,
          row,
          SplineShape.HEIGHT,
          shape.minHeight(),
          gy,
          gy * up + gs * narrow,
          theta,
          thetaOwn + bins * stride,
          stride,
          gradTheta);
      int p = (int) kept[row + SplineShape.BIN] - first;
      if (p >= 0) gradTheta[slopesAt + p * stride] = g0 * kept[row + SplineShape.FACTOR];
      if (p + 1 < slopes)
        gradTheta[slopesAt + (p + 1) * stride] = g1 * kept[row + SplineShape.FACTOR + 1];
    }
  }

  private static void outside(
      SplineShape shape,
      float v,
      float gradY,
      float gradLogDet,
      float[] gradX,
      int at,
      float[] kept,
      int row,
      float[] gradTheta,
      int thetaAt,
      int stride) {
    int extents = 2 * shape.bins();
    for (int p = 0; p < extents; p++) gradTheta[thetaAt + p * stride] = 0;
    if (!shape.linear()) {
      gradX[at] = gradY;
      return;
    }
    int right = v > 0 ? 1 : 0;
    float slope = kept[row + SplineShape.SLOPE + right];
    float far = gradY * (v - clamp(v, -shape.bound(), shape.bound()));
    far = Math.min(Math.max(far, -Float.MAX_VALUE), Float.MAX_VALUE);
    gradX[at] = gradY * slope;
    gradTheta[thetaAt + (extents + right * shape.bins()) * stride] =
        (gradLogDet / slope + far) * kept[row + SplineShape.FACTOR + right];
  }

  /** See VectorSplineGradient. */
  private static void extents(
      SplineShape shape,
      float[] kept,
      int at,
      int row,
      int extentRow,
      float least,
      float byBefore,
      float byOwn,
      float[] theta,
      int thetaAt,
      int stride,
      float[] gradTheta) {
    int bins = shape.bins();
    int bin = (int) kept[row + SplineShape.BIN];
    float room = 1.0f / (1.0f - bins * least);
    float scale = kept[row + extentRow + 2];
    float before = (kept[row + extentRow + 1] - bin * least) * room;
    float mean = byBefore * before + byOwn * (kept[row + extentRow] - least) * room;
    float c = shape.softClipped() ? 2.0f * shape.inverseLogSlope() : 0.0f;
    for (int k = 0; k < bins; k++) {
      float g = (k < bin ? byBefore : k == bin ? byOwn : 0.0f) - mean;
      float clip = 1.0f + Math.abs(c * theta[thetaAt + k * stride]);
      gradTheta[thetaAt + k * stride] = kept[at + k] * scale * g / (clip * clip);
    }
  }
}
