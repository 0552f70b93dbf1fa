package io.github.flows4j;

import static io.github.flows4j.ArcQuadrature.logIntegral;
import static io.github.flows4j.ArcQuadrature.logSum;

import java.util.List;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/**
 * The built-in two-dimensional toy sets.
 *
 * <p>Entropies are in nats. Except for the checkerboard's they come from this file's own densities,
 * by the trapezoid rule on a grid of step 0.005, which {@code ToysTest} checks by Monte Carlo.
 */
public final class Toys {
  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  private static final double MOON_SD = 0.05;
  private static final double INNER_RADIUS = 0.5;
  private static final double CIRCLE_SD = 0.05;
  private static final int BLADES = 5;
  private static final double RADIAL_SD = 0.3;
  private static final double TANGENTIAL_SD = 0.1;
  private static final double TWIST = 0.25;
  private static final double PINWHEEL_SCALE = 2;
  private static final double GAUSSIANS_RADIUS = 4 / 1.414;
  private static final double GAUSSIANS_SD = 0.5 / 1.414;

  private static final Toy SWISS_ROLL =
      new PlaneToy("swiss-roll", Toys::drawSwissRoll, OptionalDouble.empty(), null);
  private static final Toy TWO_MOONS =
      new PlaneToy("two-moons", Toys::drawMoon, OptionalDouble.of(0.28923373756), Toys::logMoons);
  private static final Toy CIRCLES =
      new PlaneToy("circles", Toys::drawCircle, OptionalDouble.of(0.60607643599), Toys::logCircles);
  private static final Toy PINWHEEL =
      new PlaneToy(
          "pinwheel", Toys::drawBlade, OptionalDouble.of(2.32058848509), Toys::logPinwheel);
  private static final Toy CHECKERBOARD =
      new PlaneToy(
          "checkerboard", Toys::drawSquare, OptionalDouble.of(Math.log(32)), Toys::logCheckerboard);
  private static final Toy EIGHT_GAUSSIANS =
      new PlaneToy(
          "eight-gaussians",
          Toys::drawGaussian,
          OptionalDouble.of(2.83188040613),
          Toys::logGaussians);

  private static final List<Toy> ALL =
      List.of(SWISS_ROLL, TWO_MOONS, CIRCLES, PINWHEEL, CHECKERBOARD, EIGHT_GAUSSIANS);

  private Toys() {}

  /** The names that {@link #named} takes. */
  public static List<String> names() {
    return ALL.stream().map(Toy::name).toList();
  }

  /**
   * The toy of that name.
   *
   * @throws IllegalArgumentException listing the names there are if it is none of them
   */
  public static Toy named(String name) {
    for (Toy toy : ALL) if (toy.name().equals(name)) return toy;
    throw new IllegalArgumentException(
        "no toy set is called '" + name + "'; there are " + String.join(", ", names()));
  }

  /**
   * The Swiss roll: (t cos t, t sin t) / 15 with t = 1.5 pi (1 + 2u) and u uniform in [0, 1).
   *
   * <p>There is no noise: the rows lie on a curve, so there is no density and a flow's likelihood
   * has no upper bound.
   */
  public static Toy swissRoll() {
    return SWISS_ROLL;
  }

  /**
   * Two moons: half the rows on the arc (cos a, sin a), half on (1 - cos a, 0.5 - sin a), a uniform
   * in [0, pi], plus normal noise of sd 0.05 on each coordinate. Entropy 0.2892 nats.
   *
   * <p>log p by quadrature over a, to 1e-10. Other libraries' two moons have other noise and other
   * offsets: their likelihoods can't be compared with this one.
   */
  public static Toy twoMoons() {
    return TWO_MOONS;
  }

  /**
   * Two circles: half the rows on the circle of radius 1, half on that of radius 0.5, the angle
   * uniform, plus normal noise of sd 0.05 on each coordinate. Entropy 0.6061 nats.
   *
   * <p>log p by quadrature over the angle, to 1e-10.
   */
  public static Toy circles() {
    return CIRCLES;
  }

  /**
   * A pinwheel of five blades: f = (1 + 0.3 n1, 0.1 n2) with n1, n2 standard normal, turned
   * clockwise by 2 pi k / 5 + 0.25 exp(|f|), k uniform in 0..4, times 2. Entropy 2.3206 nats.
   *
   * <p>p(x) = (1/20) sum_k N(f_k; (1, 0), diag(0.3^2, 0.1^2)), f_k being x/2 turned back. The usual
   * pinwheel twists by exp(f_1) instead of exp(|f|), which looks the same but has no density in
   * closed form: a twist that depends on the radius alone keeps areas.
   */
  public static Toy pinwheel() {
    return PINWHEEL;
  }

  /**
   * A checkerboard: uniform on the eight squares of side 2 in [-4, 4) x [-4, 4) for which
   * floor(x/2) + floor(y/2) is even. Density 1/32 there and 0 elsewhere; entropy ln 32 = 3.4657
   * nats.
   */
  public static Toy checkerboard() {
    return CHECKERBOARD;
  }

  /**
   * Eight Gaussians: centres 4 (cos(k pi/4), sin(k pi/4)), k uniform in 0..7, sd 0.5 on each
   * coordinate, all divided by 1.414. Entropy 2.8319 nats.
   *
   * <p>p(x) = (1/8) sum_k N(x; centre_k, (0.5/1.414)^2 I).
   */
  public static Toy eightGaussians() {
    return EIGHT_GAUSSIANS;
  }

  private static void drawSwissRoll(RandomGenerator random, double[] out, int at) {
    double t = 1.5 * Math.PI * (1 + 2 * random.nextDouble());
    out[at] = t * Math.cos(t) / 15;
    out[at + 1] = t * Math.sin(t) / 15;
  }

  private static void drawMoon(RandomGenerator random, double[] out, int at) {
    boolean upper = random.nextBoolean();
    double angle = Math.PI * random.nextDouble();
    double x = Math.cos(angle);
    double y = Math.sin(angle);
    out[at] = (upper ? x : 1 - x) + MOON_SD * random.nextGaussian();
    out[at + 1] = (upper ? y : 0.5 - y) + MOON_SD * random.nextGaussian();
  }

  private static double logMoons(double x, double y) {
    // 1/2 for the choice of the moon, 1/pi for the angle. The lower moon is the upper one mirrored.
    return logSum(logUpperMoon(x, y), logUpperMoon(1 - x, 0.5 - y))
        - Math.log(2 * Math.PI)
        - LOG_TWO_PI
        - 2 * Math.log(MOON_SD);
  }

  private static double logUpperMoon(double x, double y) {
    double rho = Math.hypot(x, y);
    double angle = Math.atan2(y, x);
    double a;
    double b;
    if (angle >= 0) {
      // The point's direction is on the arc: it runs from there to both ends.
      a = logIntegral(rho, 1, MOON_SD, 0, angle);
      b = logIntegral(rho, 1, MOON_SD, 0, Math.PI - angle);
    } else {
      // Below: from either end the arc runs away from the point as far as its antipode.
      a = logIntegral(rho, 1, MOON_SD, -angle, Math.PI);
      b = logIntegral(rho, 1, MOON_SD, Math.PI + angle, Math.PI);
    }
    return logSum(a, b);
  }

  private static void drawCircle(RandomGenerator random, double[] out, int at) {
    double radius = random.nextBoolean() ? 1 : INNER_RADIUS;
    double angle = 2 * Math.PI * random.nextDouble();
    out[at] = radius * Math.cos(angle) + CIRCLE_SD * random.nextGaussian();
    out[at + 1] = radius * Math.sin(angle) + CIRCLE_SD * random.nextGaussian();
  }

  private static double logCircles(double x, double y) {
    double rho = Math.hypot(x, y);
    double outer = logIntegral(rho, 1, CIRCLE_SD, 0, Math.PI);
    double inner = logIntegral(rho, INNER_RADIUS, CIRCLE_SD, 0, Math.PI);
    // 1/2 for the choice of the circle, 1/(2 pi) for the angle, twice the integral over half of it.
    return logSum(outer, inner) - Math.log(2 * Math.PI) - LOG_TWO_PI - 2 * Math.log(CIRCLE_SD);
  }

  private static void drawBlade(RandomGenerator random, double[] out, int at) {
    double along = 1 + RADIAL_SD * random.nextGaussian();
    double across = TANGENTIAL_SD * random.nextGaussian();
    double angle =
        2 * Math.PI * random.nextInt(BLADES) / BLADES + TWIST * Math.exp(Math.hypot(along, across));
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    out[at] = PINWHEEL_SCALE * (along * cos + across * sin);
    out[at + 1] = PINWHEEL_SCALE * (across * cos - along * sin);
  }

  private static double logPinwheel(double x, double y) {
    double u = x / PINWHEEL_SCALE;
    double v = y / PINWHEEL_SCALE;
    // The bound keeps the angle finite; no double but 0 is as small as the density there.
    double twist = TWIST * Math.exp(Math.min(Math.hypot(u, v), 700));
    double sum = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < BLADES; k++) {
      double angle = 2 * Math.PI * k / BLADES + twist;
      double along = (u * Math.cos(angle) - v * Math.sin(angle) - 1) / RADIAL_SD;
      double across = (u * Math.sin(angle) + v * Math.cos(angle)) / TANGENTIAL_SD;
      sum = logSum(sum, -0.5 * (along * along + across * across));
    }
    return sum
        - Math.log(BLADES)
        - LOG_TWO_PI
        - Math.log(RADIAL_SD * TANGENTIAL_SD)
        - 2 * Math.log(PINWHEEL_SCALE);
  }

  private static void drawSquare(RandomGenerator random, double[] out, int at) {
    int column = random.nextInt(4);
    int row = 2 * random.nextInt(2) + column % 2;
    out[at] = 2 * (column - 2 + random.nextDouble());
    out[at + 1] = 2 * (row - 2 + random.nextDouble());
  }

  private static double logCheckerboard(double x, double y) {
    boolean inside = x >= -4 && x < 4 && y >= -4 && y < 4;
    boolean filled = inside && (Math.floor(x / 2) + Math.floor(y / 2)) % 2 == 0;
    return filled ? -Math.log(32) : Double.NEGATIVE_INFINITY;
  }

  private static void drawGaussian(RandomGenerator random, double[] out, int at) {
    double angle = random.nextInt(8) * Math.PI / 4;
    out[at] = GAUSSIANS_RADIUS * Math.cos(angle) + GAUSSIANS_SD * random.nextGaussian();
    out[at + 1] = GAUSSIANS_RADIUS * Math.sin(angle) + GAUSSIANS_SD * random.nextGaussian();
  }

  private static double logGaussians(double x, double y) {
    double sum = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < 8; k++) {
      double dx = (x - GAUSSIANS_RADIUS * Math.cos(k * Math.PI / 4)) / GAUSSIANS_SD;
      double dy = (y - GAUSSIANS_RADIUS * Math.sin(k * Math.PI / 4)) / GAUSSIANS_SD;
      sum = logSum(sum, -0.5 * (dx * dx + dy * dy));
    }
    return sum - Math.log(8) - LOG_TWO_PI - 2 * Math.log(GAUSSIANS_SD);
  }
}
