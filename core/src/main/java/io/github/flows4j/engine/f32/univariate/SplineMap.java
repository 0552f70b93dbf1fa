package io.github.flows4j.engine.f32.univariate;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Run;
import io.github.flows4j.engine.f32.simd.Kernels;
import io.github.flows4j.engine.f32.simd.SplineShape;
import io.github.flows4j.spec.SplineForm;
import io.github.flows4j.spec.SplineTails;
import io.github.flows4j.spec.SplineUnivariate;

/**
 * A monotonic rational-quadratic spline. The work is done by {@link Kernels#splineForward} and its
 * like; a circular spline wraps numbers around before forward and after inverse.
 *
 * <p>Runs begin at multiples of the kernels' lanes: what is kept of a run's last few numbers takes
 * the room of a whole vector.
 */
@SuppressWarnings("cast")
final class SplineMap implements UnivariateMap {
  private final Kernels kernels;
  private final SplineShape shape;
  private final boolean circular;
  private final int keptBuffer;
  private final int wrappedBuffer;
  private final int scratchBuffer;

  /**
   * Claims its buffers.
   *
   * @param numbers numbers it maps for each row
   */
  SplineMap(Kernels kernels, SplineUnivariate spline, int numbers, BufferPlan plan) {
    this.kernels = kernels;
    shape = shape(spline);
    circular = spline.tails() == SplineTails.CIRCULAR;
    keptBuffer = plan.perRow(shape.kept() * numbers);
    wrappedBuffer = plan.perRow(circular ? numbers : 0);
    scratchBuffer = plan.fixed(shape.scratch(kernels.lanes()));
  }

  private static SplineShape shape(SplineUnivariate spline) {
    boolean linear = spline.tails() == SplineTails.LINEAR;
    float bound = (float) spline.bound();
    if (spline.form() instanceof SplineForm.Floored floored)
      return new SplineShape(
          spline.bins(),
          bound,
          false,
          0,
          (float) floored.minWidth(),
          (float) floored.minHeight(),
          (float) floored.minSlope(),
          linear);
    double slope = ((SplineForm.SoftClipped) spline.form()).slope();
    return new SplineShape(
        spline.bins(), bound, true, (float) (-1 / Math.log(slope)), 0, 0, 0, linear);
  }

  @Override
  public void forward(Pass pass, Run run, float[] x, float[] theta, float[] y, float[] logDet) {
    int n = run.count();
    kernels.splineForward(
        shape,
        n,
        run.at(),
        circular ? wrapped(pass, run, x) : x,
        theta,
        run.thetaAt(),
        run.stride(),
        y,
        logDet,
        pass.buffer(keptBuffer),
        run.at() * shape.kept(),
        pass.buffer(scratchBuffer));
  }

  @Override
  public void inverse(Pass pass, Run run, float[] y, float[] theta, float[] x, float[] logDet) {
    kernels.splineInverse(
        shape,
        run.count(),
        run.at(),
        y,
        theta,
        run.thetaAt(),
        run.stride(),
        x,
        logDet,
        pass.buffer(scratchBuffer));
    if (circular) for (int i = run.at(); i < run.at() + run.count(); i++) x[i] = wrap(x[i]);
  }

  @Override
  public void backward(
      Pass pass,
      Run run,
      float[] x,
      float[] theta,
      float[] logDet,
      float[] gradY,
      float[] gradLogDet,
      float[] gradX,
      float[] gradTheta) {
    kernels.splineBackward(
        shape,
        run.count(),
        run.at(),
        circular ? pass.buffer(wrappedBuffer) : x,
        theta,
        run.thetaAt(),
        run.stride(),
        pass.buffer(keptBuffer),
        run.at() * shape.kept(),
        gradY,
        gradLogDet,
        gradX,
        gradTheta,
        pass.buffer(scratchBuffer));
  }

  private float[] wrapped(Pass pass, Run run, float[] x) {
    float[] wrapped = pass.buffer(wrappedBuffer);
    for (int i = run.at(); i < run.at() + run.count(); i++) wrapped[i] = wrap(x[i]);
    return wrapped;
  }

  /** (x mod 2 bound) - bound; an angle that is infinite counts as 0. */
  private float wrap(float x) {
    if (Float.isInfinite(x)) return -shape.bound();
    float around = 2.0f * shape.bound();
    float rest = x % around;
    return (rest < 0 ? rest + around : rest) - shape.bound();
  }
}
