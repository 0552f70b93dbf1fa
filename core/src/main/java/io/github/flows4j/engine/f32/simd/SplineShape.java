package io.github.flows4j.engine.f32.simd;

/**
 * What the kernels need to know of a monotonic rational-quadratic spline on [-bound, bound]
 * (arXiv:1906.04032, eq. 4-8).
 *
 * <p>A number's parameters: K raw widths a, K raw heights, then raw slopes d: at the K - 1 inner
 * knots, or at all K + 1 of a linear spline. Soft-clipped: shares of the box softmax(a / (1 + |2 c
 * a|)), slopes exp(d / (1 + |c d|)), c = inverseLogSlope. Otherwise: shares m + (1 - K m)
 * softmax(a), slopes minSlope + softplus(d).
 *
 * <p>Whatever the parameters, no width and no slope leaves what single precision can square: a bin
 * is at least e^-{@link #RANGE} of the widest, a slope within e^-RANGE..e^RANGE or at most {@link
 * #MAX_SLOPE}.
 *
 * @param bins number of bins K
 * @param bound half-width of the box
 * @param softClipped which of the two forms
 * @param inverseLogSlope soft-clipped: 1 / |log(smallest slope)|
 * @param minWidth floored: the smallest share of the box's width; else 0
 * @param minHeight floored: the smallest share of the box's height; else 0
 * @param minSlope floored: the smallest slope; else 0
 * @param linear whether it goes on outside the box with the slopes of the ends; else y = x, and
 *     both ends have slope 1
 */
@SuppressWarnings("cast") // the casts are redundant in the double-precision copy of this class
public record SplineShape(
    int bins,
    float bound,
    boolean softClipped,
    float inverseLogSlope,
    float minWidth,
    float minHeight,
    float minSlope,
    boolean linear) {
  /** The largest difference of exponents that is told apart from infinity. */
  static final float RANGE = 30.0f;

  /** The largest slope of the floored form. */
  static final float MAX_SLOPE = 1e12f;

  /** Numbers that vector kernels take through all steps together, so that they stay in L1. */
  static final int BLOCK = 64;

  /** Which of the bins a number is in. */
  static final int BIN = 0;

  /** Where in its bin it is, in [0, 1]. */
  static final int PLACE = 1;

  /** The bin's share of the box's width. */
  static final int WIDTH = 2;

  /** The share of the box's width that lies left of the bin. */
  static final int LEFT = 3;

  /** What turns the exponentials of widths into shares. */
  static final int WIDTH_SCALE = 4;

  /** The bin's share of the box's height. */
  static final int HEIGHT = 5;

  /** The share of the box's height that lies below the bin. */
  static final int BELOW = 6;

  /** What turns the exponentials of heights into shares. */
  static final int HEIGHT_SCALE = 7;

  /** The slope at the bin's left end; the right one's follows. */
  static final int SLOPE = 8;

  /** The left slope's derivative by its parameter; the right one's follows. */
  static final int FACTOR = 10;

  private static final int SELECTED = 12;

  /** Vectors of numbers beside the parameters where the last few are padded: x, gradients. */
  static final int TAIL_NUMBERS = 4;

  /** Rows of a block in which backward passes hand gradients from step to step. */
  static final int GRADIENTS = 8;

  /** Raw slopes of a number. */
  int slopes() {
    return linear ? bins + 1 : bins - 1;
  }

  /** Parameters of a number. */
  int parameters() {
    return 2 * bins + slopes();
  }

  /** Whether exponents of widths and heights differ by {@link #RANGE} at most by themselves. */
  boolean bounded() {
    return softClipped && inverseLogSlope * RANGE >= 1.0f;
  }

  /** What is added to an exponential of a width, for each unit of their sum. */
  float widthFloor() {
    return minWidth / (1.0f - bins * minWidth);
  }

  /** What is added to an exponential of a height, for each unit of their sum. */
  float heightFloor() {
    return minHeight / (1.0f - bins * minHeight);
  }

  /** Elements that a forward pass keeps of each number for the backward pass. */
  public int kept() {
    return 2 * bins + SELECTED;
  }

  /** Elements of scratch that each method needs. */
  public int scratch(int lanes) {
    return (kept() + GRADIENTS) * Math.max(BLOCK, lanes) + tail(lanes);
  }

  /** Elements of scratch in which the last few numbers are padded to a whole vector. */
  int tail(int lanes) {
    return (parameters() + TAIL_NUMBERS) * lanes;
  }
}
