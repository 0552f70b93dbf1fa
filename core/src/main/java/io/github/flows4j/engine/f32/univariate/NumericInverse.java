package io.github.flows4j.engine.f32.univariate;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Run;
import java.util.Arrays;

/**
 * The inverse of an increasing map that has none in closed form: all numbers of a run at once, each
 * by Newton's method within a bracket of its own. A bracket begins unbounded on both sides and
 * closes in on the root with every evaluation; until it is bounded, steps may grow eightfold each,
 * so that roots are found however far out they lie. (zuko halves [-10, 10] and returns its end for
 * roots beyond.)
 *
 * <p>A number has converged where f(x) is y to its last place, or where x is left with two units in
 * the last place to move. Values that are not finite have no preimage, nor have values that the map
 * does not reach within +-1e9: their x is NaN, and so is their log-derivative; other numbers are
 * not touched by that.
 */
@SuppressWarnings("cast")
final class NumericInverse {
  /** Beyond this nothing is looked for. */
  private static final double REACH = 1e9;

  /** Where numbers start at most: values far out are mostly the work of steep maps. */
  private static final double START = 10;

  /** The step before the first; Newton's first is taken if it is a quarter of that or less. */
  private static final double FIRST = 32;

  /** How much a step may exceed the one before it while the bracket is open. */
  private static final double GROWTH = 8;

  /** No number is given more evaluations; the second half of them only halves brackets. */
  private static final int LIMIT = 200;

  /**
   * Evaluations left to a number whose step is some units in the last place of 1. Newton's method
   * squares the error, so roots near zero get their relative precision within these, if the map has
   * it to give; if not, more would follow round-off.
   */
  private static final int LAST = 4;

  private static final double NEARLY = 8 * Math.ulp(1.0f);

  private static final float CONVERGED = 0.0f;
  private static final float NO_PREIMAGE = -1.0f;

  // By number: the bracket; the last step, negative if it was Newton's; f(x) - y before it; f(x);
  // and how many evaluations are left.
  private final int low;
  private final int high;
  private final int step;
  private final int excess;
  private final int value;
  private final int left;

  /**
   * Claims its buffers.
   *
   * @param numbers numbers of a row
   */
  NumericInverse(int numbers, BufferPlan plan) {
    low = plan.perRow(numbers);
    high = plan.perRow(numbers);
    step = plan.perRow(numbers);
    excess = plan.perRow(numbers);
    value = plan.perRow(numbers);
    left = plan.perRow(numbers);
  }

  /**
   * x with f(x; theta) = y and logDet = -log f'(x) for all numbers of the run. The map's buffers
   * are left as a forward pass over x leaves them.
   *
   * @return how often the map was evaluated over the run
   */
  int solve(
      UnivariateMap map, Pass pass, Run run, float[] y, float[] theta, float[] x, float[] logDet) {
    int from = run.at();
    int to = from + run.count();
    float[] remaining = pass.buffer(left);
    float[] fx = pass.buffer(value);
    Arrays.fill(pass.buffer(low), from, to, Float.NEGATIVE_INFINITY);
    Arrays.fill(pass.buffer(high), from, to, Float.POSITIVE_INFINITY);
    Arrays.fill(pass.buffer(step), from, to, (float) FIRST);
    for (int i = from; i < to; i++) {
      boolean finite = Math.abs(y[i]) < Float.POSITIVE_INFINITY;
      remaining[i] = finite ? (float) LIMIT : NO_PREIMAGE;
      x[i] = finite ? (float) Math.max(-START, Math.min(START, y[i])) : 0.0f;
    }
    int evaluations = 0;
    boolean moving = true;
    while (moving) {
      map.forward(pass, run, x, theta, fx, logDet);
      evaluations++;
      moving = false;
      for (int i = from; i < to; i++) {
        if (remaining[i] <= 0) continue;
        move(pass, i, y[i], fx[i], logDet[i], x);
        moving |= remaining[i] > 0;
      }
    }
    for (int i = from; i < to; i++) {
      if (remaining[i] == NO_PREIMAGE) {
        x[i] = Float.NaN;
        logDet[i] = Float.NaN;
      } else logDet[i] = -logDet[i];
    }
    return evaluations;
  }

  /** Takes in the value at x[i], then moves x[i] on, or leaves it where it is and marks its end. */
  private void move(Pass pass, int i, float y, float fx, float logSlope, float[] x) {
    float[] lows = pass.buffer(low);
    float[] highs = pass.buffer(high);
    float[] steps = pass.buffer(step);
    float[] overs = pass.buffer(excess);
    float[] remaining = pass.buffer(left);
    double at = x[i];
    double over = (double) fx - y;
    // Overflow on the way to a value of no sign: it is far out, on the side where x is.
    if (Double.isNaN(over)) over = at < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    if (Math.abs(over) <= Math.ulp(y)) {
      remaining[i] = CONVERGED;
      return;
    }
    if (over < 0) lows[i] = x[i];
    else highs[i] = x[i];
    double least = lows[i];
    double most = highs[i];
    boolean open = least == Double.NEGATIVE_INFINITY || most == Double.POSITIVE_INFINITY;
    if (most - least <= 2 * Math.ulp(x[i])) {
      remaining[i] = CONVERGED;
      return;
    }
    if (open && Math.abs(at) > REACH) {
      remaining[i] = NO_PREIMAGE;
      return;
    }
    double newton = -over * Math.exp(-logSlope);
    double size = Math.abs(newton);
    double before = Math.abs(steps[i]);
    boolean ending = remaining[i] <= LAST;
    // A short step alone says little: where a map is steep all are, however far the root.
    boolean converging =
        steps[i] < 0 && size <= 0.5 * before && Math.abs(over) <= Math.abs(overs[i]) / 16;
    if ((ending || converging) && size <= 2 * Math.ulp(x[i])) {
      remaining[i] = CONVERGED;
      return;
    }
    remaining[i]--;
    if (converging && size <= NEARLY * Math.max(1, Math.abs(at)))
      remaining[i] = Math.min(remaining[i], LAST);
    if (remaining[i] <= 0) return;
    // After a longer step the map may still crawl: more is asked, so that steps go on growing.
    boolean plain = ending || size <= (steps[i] < 0 ? 0.5 : 0.25) * before;
    double next = at + newton;
    if (!plain) {
      // Newton's method crawls, jumps or is lost in round-off: a longer step ends the first by
      // passing the root, and the bracket bounds the others. NaN and infinity end as GROWTH.
      double longer = 2 * Math.max(size, open ? 0 : before);
      double taken = longer <= GROWTH * before ? longer : GROWTH * before;
      next = over < 0 ? at + taken : at - taken;
    }
    boolean halving = remaining[i] > LAST && remaining[i] < LIMIT / 2;
    float candidate = halving ? Float.NaN : (float) next;
    if (!(candidate > least && candidate < most)) {
      plain = false;
      candidate = (float) middle(least, most);
      if (!(candidate > least && candidate < most)) {
        remaining[i] = CONVERGED;
        return;
      }
    }
    double moved = Math.abs(candidate - at);
    steps[i] = (float) (plain ? -moved : moved);
    overs[i] = (float) over;
    x[i] = candidate;
  }

  /** Between the two: the geometric mean where they are of one sign and far apart. */
  private static double middle(double least, double most) {
    if (least > 0 && most > 16 * least) return Math.sqrt(least) * Math.sqrt(most);
    if (most < 0 && least < 16 * most) return -Math.sqrt(-least) * Math.sqrt(-most);
    return 0.5 * least + 0.5 * most;
  }
}
