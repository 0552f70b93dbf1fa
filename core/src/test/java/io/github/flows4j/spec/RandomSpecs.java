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
    RandomSpecs specs = new RandomSpecs(seed);
    FlowSpec spec = specs.flow();
    boolean embedded = spec.context() > 0 && specs.random.nextBoolean();
    return embedded ? spec.withEmbedding(specs.embedding()) : spec;
  }

  private ContextEmbedding embedding() {
    int outputs = 1 + random.nextInt(4);
    Activation activation = any(Activation.values());
    return switch (random.nextInt(3)) {
      case 0 -> new ContextEmbedding(outputs, new Mlp(List.of(3), activation, LastLayer.DEFAULT));
      case 1 -> new ContextEmbedding(outputs, new ResidualMlp(3, 2, activation, LastLayer.DEFAULT));
      default -> new ContextEmbedding(outputs, CUSTOMS.conditioner("test.conditioner"));
    };
  }

  private FlowSpec flow() {
    if (random.nextInt(5) == 0) return imageFlow();
    int features = 2 + random.nextInt(5);
    int context = random.nextInt(3);
    List<Transform> transforms = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) transforms.add(transform(features, context));
    return new FlowSpec(features, context, transforms, base(context));
  }

  private FlowSpec imageFlow() {
    ImageShape shape =
        new ImageShape(
            1 + random.nextInt(3), 2 * (1 + random.nextInt(3)), 2 * (1 + random.nextInt(3)));
    int context = random.nextInt(3);
    List<Transform> transforms = new ArrayList<>();
    transforms.add(convCoupling(Mask.checkerboard(shape, random.nextBoolean())));
    if (random.nextBoolean()) transforms.add(new BatchNorm());
    transforms.add(new Squeeze());
    transforms.add(random.nextBoolean() ? new ActNorm() : new Inverse(new LuLinear()));
    transforms.add(convCoupling(Mask.random(4 * shape.channels(), random.nextLong())));
    transforms.add(new FactorOut(any(FactorOut.Half.values())));
    transforms.add(convCoupling(Mask.half(2 * shape.channels())));
    return new FlowSpec(shape, context, transforms, base(context));
  }

  private Coupling convCoupling(Mask mask) {
    Activation activation = any(Activation.values());
    LastLayer last = any(LastLayer.values());
    boolean scaled = random.nextBoolean();
    int channels = 1 + random.nextInt(5);
    List<Integer> kernels = random.nextBoolean() ? List.of(3, 1, 3) : List.of(1, 3, 3);
    Convolutional network =
        random.nextBoolean()
            ? new ConvNet(List.of(channels, 2), kernels, activation, last, scaled)
            : new ResidualConvNet(channels, 1 + random.nextInt(2), activation, last, scaled);
    Univariate map =
        random.nextBoolean() ? new AffineUnivariate(bound()) : new AdditiveUnivariate();
    return new Coupling(mask, map, network);
  }

  private Base base(int context) {
    return switch (random.nextInt(context > 0 ? 9 : 8)) {
      case 0 -> new StandardNormal();
      case 1 -> new DiagonalNormal(true);
      case 2 -> new DiagonalNormal(false);
      case 3 -> new Logistic();
      case 4 -> new BoxUniform(0.1 + random.nextDouble());
      case 5 -> new StudentT(positive());
      case 6 -> new NormalMixture(1 + random.nextInt(4));
      case 7 -> CUSTOMS.base("test.base");
      default -> new ConditionalNormal();
    };
  }

  private Transform transform(int features, int context) {
    switch (random.nextInt(12)) {
      case 0:
      case 1:
        Univariate map = univariate();
        return new Coupling(
            Mask.random(features, random.nextLong()), map, network(map.parametersPerFeature()));
      case 2:
        return elementwise(context);
      case 3:
        return Permutation.random(features, random.nextLong());
      case 4:
        return new ActNorm(positive());
      case 5:
        return new LuLinear();
      case 6:
        return new Rotation();
      case 7:
        return new Planar(rowNetwork(context));
      case 8:
        return new Radial(rowNetwork(context));
      case 9:
        return new Inverse(autoregressive(features));
      case 10:
        return autoregressive(features);
      default:
        return new BatchNorm(1 - random.nextDouble(), positive());
    }
  }

  private Elementwise elementwise(int context) {
    if (random.nextInt(4) == 0) return Elementwise.free(new SoftClipUnivariate(positive()));
    Univariate map = univariate();
    return context == 0 || random.nextBoolean()
        ? Elementwise.free(map)
        : new Elementwise(map, network(map.parametersPerFeature()));
  }

  private Conditioner rowNetwork(int context) {
    return context == 0 || random.nextBoolean()
        ? new FreeParameters()
        : new Mlp(widths(0, 1), any(Activation.values()), any(LastLayer.values()));
  }

  private Autoregressive autoregressive(int features) {
    Activation activation = any(Activation.values());
    LastLayer last = any(LastLayer.values());
    HiddenUnits units = any(HiddenUnits.values());
    Conditioner network =
        random.nextBoolean()
            ? new MaskedMlp(widths(0, 1), activation, last, units)
            : new MaskedResidualMlp(
                1 + random.nextInt(5),
                1 + random.nextInt(2),
                activation,
                last,
                units,
                random.nextBoolean());
    return new Autoregressive(graph(features, random), univariate(), network);
  }

  /** A graph without cycles in which some feature depends on another. */
  static Dependencies graph(int features, Random random) {
    List<Integer> order = Permutation.random(features, random.nextLong()).order();
    if (random.nextBoolean())
      return new Dependencies.Ranks(order).withPasses(2 + random.nextInt(features - 1));
    List<String> rows = new ArrayList<>();
    for (int j = 0; j < features; j++) {
      StringBuilder row = new StringBuilder();
      for (int k = 0; k < features; k++) {
        boolean before = order.get(k) < order.get(j);
        boolean first = order.get(k) == 0 && order.get(j) == 1;
        row.append(first || (before && random.nextBoolean()) ? '1' : '0');
      }
      rows.add(row.toString());
    }
    return new Dependencies.Adjacency(rows);
  }

  private Univariate univariate() {
    return switch (random.nextInt(10)) {
      case 0 -> new AdditiveUnivariate();
      case 1 -> new AffineUnivariate(bound());
      case 2 -> new ScalingUnivariate(bound());
      case 3 ->
          new SplineUnivariate(
              2 + random.nextInt(5), positive(), form(), any(SplineTails.values()));
      case 4 -> new NeuralMonotonicUnivariate(1 + random.nextInt(4), widths(1, 2));
      case 5 ->
          new IntegratedNeuralUnivariate(
              1 + random.nextInt(4), widths(1, 1), positive(), 2 + random.nextInt(255));
      case 6 ->
          new SumOfSquaresUnivariate(
              1 + random.nextInt(4), 1 + random.nextInt(3), random.nextDouble());
      case 7 -> new BernsteinUnivariate(1 + random.nextInt(20), positive());
      case 8 -> new GaussianizationUnivariate(1 + random.nextInt(8));
      default -> CUSTOMS.univariate("test.univariate");
    };
  }

  private SplineForm form() {
    return random.nextBoolean()
        ? new SplineForm.SoftClipped(fraction())
        : new SplineForm.Floored(random.nextDouble() / 6, random.nextDouble() / 6, positive());
  }

  private ScaleBound bound() {
    return switch (random.nextInt(5)) {
      case 0 -> new ScaleBound.Tanh(positive());
      case 1 -> new ScaleBound.SoftClip(fraction());
      case 2 -> new ScaleBound.Sigmoid(random.nextGaussian(), positive());
      case 3 -> new ScaleBound.Softplus(positive());
      default -> new ScaleBound.None();
    };
  }

  private Conditioner network(int parameters) {
    Activation activation = any(Activation.values());
    LastLayer last = any(LastLayer.values());
    return switch (random.nextInt(4)) {
      case 0 -> new Mlp(widths(0, 1), activation, last);
      case 1 -> new ResidualMlp(1 + random.nextInt(5), 1 + random.nextInt(2), activation, last);
      case 2 -> CUSTOMS.conditioner("test.conditioner");
      default ->
          new PerParameter(
              Collections.nCopies(parameters, new ResidualMlp(2, 1, activation, last)));
    };
  }

  /** At least so many widths, at most two, all multiples of a number. */
  private List<Integer> widths(int least, int multiple) {
    List<Integer> widths = new ArrayList<>();
    for (int i = least + random.nextInt(3 - least); i > 0; i--)
      widths.add(multiple * (1 + random.nextInt(6)));
    return widths;
  }

  /** In (0, 1). */
  private double fraction() {
    return Math.max(Double.MIN_VALUE, random.nextDouble());
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
