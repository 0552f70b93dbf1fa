package io.github.flows4j.spec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Flow descriptions drawn from a seed, over every record and option, and user functions by name.
 */
public final class RandomSpecs {
  /** Functions known as {@code test.univariate}, {@code test.conditioner} and {@code test.base}. */
  public static final Customs CUSTOMS =
      new Customs(List.of(new Cubic()), List.of(new Fourier()), List.of(new Laplace()));

  private final Random random;

  private RandomSpecs(long seed) {
    this.random = new Random(seed);
  }

  /** A small description. */
  public static FlowSpec draw(long seed) {
    return new RandomSpecs(seed).flow();
  }

  private FlowSpec flow() {
    int features = 2 + random.nextInt(5);
    int context = random.nextInt(3);
    List<Transform> transforms = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) transforms.add(transform(features, context));
    Base base =
        switch (random.nextInt(5)) {
          case 0 -> new StandardNormal();
          case 1 -> new DiagonalNormal(true);
          case 2 -> new DiagonalNormal(false);
          case 3 -> new Logistic();
          default -> CUSTOMS.base("test.base");
        };
    return new FlowSpec(features, context, transforms, base);
  }

  private Transform transform(int features, int context) {
    switch (random.nextInt(6)) {
      case 0:
      case 1:
        Univariate map = univariate();
        return new Coupling(
            Mask.random(features, random.nextLong()), map, network(map.parametersPerFeature()));
      case 2:
        Univariate own = univariate();
        return context == 0 || random.nextBoolean()
            ? Elementwise.free(own)
            : new Elementwise(own, network(own.parametersPerFeature()));
      case 3:
        return Permutation.random(features, random.nextLong());
      case 4:
        return new ActNorm(positive());
      default:
        return new BatchNorm(1 - random.nextDouble(), positive());
    }
  }

  private Univariate univariate() {
    return switch (random.nextInt(4)) {
      case 0 -> new AdditiveUnivariate();
      case 1 -> new AffineUnivariate(bound());
      case 2 -> new ScalingUnivariate(bound());
      default -> CUSTOMS.univariate("test.univariate");
    };
  }

  private ScaleBound bound() {
    return switch (random.nextInt(3)) {
      case 0 -> new ScaleBound.Tanh(positive());
      case 1 -> new ScaleBound.SoftClip(Math.max(Double.MIN_VALUE, random.nextDouble()));
      default -> new ScaleBound.None();
    };
  }

  private Conditioner network(int parameters) {
    Activation activation = any(Activation.values());
    LastLayer last = any(LastLayer.values());
    switch (random.nextInt(4)) {
      case 0:
        List<Integer> hidden = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) hidden.add(1 + random.nextInt(6));
        return new Mlp(hidden, activation, last);
      case 1:
        return new ResidualMlp(1 + random.nextInt(5), 1 + random.nextInt(2), activation, last);
      case 2:
        return CUSTOMS.conditioner("test.conditioner");
      default:
        return new PerParameter(
            Collections.nCopies(parameters, new ResidualMlp(2, 1, activation, last)));
    }
  }

  /** Over the whole range of double precision, with all its digits. */
  private double positive() {
    double value = Double.longBitsToDouble(random.nextLong() & Long.MAX_VALUE);
    return value > 0 && Double.isFinite(value) ? value : 0.1;
  }

  private <T> T any(T[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  private static final class Cubic implements UnivariateFunction {
    @Override
    public String name() {
      return "test.univariate";
    }

    @Override
    public int parametersPerFeature() {
      return 3;
    }

    @Override
    public void forward(double x, double[] theta, double[] out) {}

    @Override
    public void inverse(double y, double[] theta, double[] out) {}

    @Override
    public double backward(
        double x, double[] theta, double gradY, double gradLogDet, double[] gradTheta) {
      return 0;
    }
  }

  private static final class Fourier implements ConditionerFunction {
    @Override
    public String name() {
      return "test.conditioner";
    }

    @Override
    public List<TensorSpec> tensors(int inputs, int outputs) {
      return List.of(TensorSpec.trained("waves", new Initial.Uniform(1), outputs, inputs));
    }

    @Override
    public void forward(double[] input, double[][] weights, double[] output) {}

    @Override
    public void backward(
        double[] input,
        double[][] weights,
        double[] gradOutput,
        double[] gradInput,
        double[][] gradWeights) {}
  }

  private static final class Laplace implements BaseFunction {
    @Override
    public String name() {
      return "test.base";
    }

    @Override
    public double logProb(double[] z) {
      return 0;
    }

    @Override
    public void gradient(double[] z, double[] gradient) {}

    @Override
    public void sample(RandomGenerator random, double[] z) {}
  }
}
