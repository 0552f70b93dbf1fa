package io.github.flows4j.cli;

import io.github.flows4j.Flows;
import io.github.flows4j.Sampler;
import io.github.flows4j.Toys;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.Autoregressive;
import io.github.flows4j.spec.ConvNet;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.Dependencies;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.EventShape;
import io.github.flows4j.spec.FactorOut;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.Mask;
import io.github.flows4j.spec.MaskedMlp;
import io.github.flows4j.spec.MaskedUnits;
import io.github.flows4j.spec.NeuralMonotonicUnivariate;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.SoftClipUnivariate;
import io.github.flows4j.spec.SplineUnivariate;
import io.github.flows4j.spec.Squeeze;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.TensorSpec;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.Univariate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What {@code flows4j bench} times: a flow, the rows it is trained on and how many a step.
 *
 * @param summary what it is, in a line
 * @param drawn rows a call of sampling
 */
record BenchCase(String name, String summary, Recipe recipe, int batch, Sampler rows, int drawn) {
  private static final int DRAWN = 20_000;
  private static final int TABULAR_FEATURES = 21;
  private static final int IMAGE_SIDE = 28;

  static final List<BenchCase> ALL =
      List.of(
          new BenchCase(
              "swissroll",
              "2 features, 6 affine couplings, MLP 128-128, tanh; fresh batches of 128",
              Flows.realNvp(2)
                  .withTransforms(6)
                  .withHidden(128, 128)
                  .withScaleBound(new ScaleBound.Tanh(1)),
              128,
              Toys.swissRoll(),
              DRAWN),
          realNvp("realnvp" + TABULAR_FEATURES, TABULAR_FEATURES, 256),
          autoregressive(
              "maf21",
              5,
              "affine autoregressive, masked MLP 128-128",
              new AffineUnivariate(new ScaleBound.SoftClip(1e-3)),
              128,
              2_000),
          autoregressive(
              "nsf21",
              3,
              "autoregressive splines of 8 bins, masked MLP 128-128",
              SplineUnivariate.of(8),
              128,
              2_000),
          autoregressive(
              "naf21",
              2,
              "neural autoregressive, signal 16, net 64-64, masked MLP 64-64",
              new NeuralMonotonicUnivariate(16, List.of(64, 64)),
              64,
              500),
          image());

  /** Images at two scales, half of the channels leaving between them. */
  private static BenchCase image() {
    ImageShape shape = new ImageShape(1, IMAGE_SIDE, IMAGE_SIDE);
    ConvNet net =
        new ConvNet(List.of(64, 64), List.of(3, 1, 3), Activation.RELU, LastLayer.DEFAULT, false);
    List<Transform> transforms = new ArrayList<>();
    transforms.add(new Squeeze());
    addCouplings(transforms, 4, net);
    transforms.add(new FactorOut(FactorOut.Half.FIRST));
    transforms.add(new Squeeze());
    addCouplings(transforms, 8, net);
    return new BenchCase(
        "image28",
        "1x28x28, squeeze, 4 channel couplings (conv 3-1-3, 64 channels), half factored out,"
            + " squeeze, 4 couplings; one batch of 64",
        new FlowSpec(shape, 0, transforms, new StandardNormal()),
        64,
        new OneBatch(shape.size(), normal(shape.size(), 64)),
        2_000);
  }

  private static void addCouplings(List<Transform> transforms, int channels, ConvNet net) {
    Mask half = Mask.half(channels);
    for (int i = 0; i < 4; i++)
      transforms.add(
          new Coupling(
              i % 2 == 0 ? half : half.flipped(),
              new AffineUnivariate(new ScaleBound.Tanh(1)),
              net));
  }

  static List<String> names() {
    return ALL.stream().map(BenchCase::name).toList();
  }

  static BenchCase named(String name) {
    for (BenchCase known : ALL) if (known.name().equals(name)) return known;
    throw new UsageProblem("no case '" + name + "'" + Names.choices(name, names()));
  }

  /**
   * The same with so many rows a step; where it has but one batch, rows of that again and again.
   */
  BenchCase withBatch(int rowsAStep) {
    return new BenchCase(name, summary, recipe, rowsAStep, rows, drawn);
  }

  /** Real NVP of 6 couplings on one batch of normal numbers, the same at every step. */
  static BenchCase realNvp(String name, int features, int batch) {
    return new BenchCase(
        name,
        features + " features, 6 affine couplings, MLP 128-128, soft clip; one batch of " + batch,
        Flows.realNvp(features).withTransforms(6).withHidden(128, 128),
        batch,
        new OneBatch(features, normal(features, batch)),
        DRAWN);
  }

  /** Autoregressive layers on one batch of normal numbers. */
  private static BenchCase autoregressive(
      String name, int layers, String summary, Univariate map, int width, int drawn) {
    return new BenchCase(
        name,
        TABULAR_FEATURES + " features, " + layers + " " + summary + "; one batch of 256",
        autoregressive(TABULAR_FEATURES, layers, map, width),
        256,
        new OneBatch(TABULAR_FEATURES, normal(TABULAR_FEATURES, 256)),
        drawn);
  }

  /** Autoregressive layers, ascending and descending in turn, on masked MLPs of two such widths. */
  static FlowSpec autoregressive(int features, int layers, Univariate map, int width) {
    List<Transform> transforms = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      boolean even = i % 2 == 0;
      transforms.add(
          new Autoregressive(
              even ? Dependencies.ascending(features) : Dependencies.descending(features),
              map,
              MaskedMlp.of(width, width)));
      boolean neural = map instanceof NeuralMonotonicUnivariate;
      if (neural && i + 1 < layers) transforms.add(Elementwise.free(new SoftClipUnivariate(11)));
    }
    return new FlowSpec(features, 0, transforms, new StandardNormal());
  }

  /**
   * Useful floating-point operations for one row in one direction: 2 for each weight of a dense
   * layer, and of a convolution at each pixel; what is masked and all else (biases, activations,
   * the univariate maps, padding) left out. A training step does three times as many a row:
   * forward, gradient by weights, gradient by inputs.
   */
  double flops() {
    return flops(recipe.spec());
  }

  static double flops(FlowSpec spec) {
    double weights =
        spec.tensors().stream()
            .filter(tensor -> tensor.shape().size() == 2)
            .mapToDouble(TensorSpec::size)
            .sum();
    List<EventShape> shapes = spec.shapes();
    for (int i = 0; i < spec.transforms().size(); i++)
      if (shapes.get(i) instanceof ImageShape image)
        for (TensorSpec tensor : spec.transforms().get(i).tensors(image, spec.conditioning()))
          if (tensor.shape().size() == 4) weights += (double) tensor.size() * image.pixels();
    for (Transform transform : spec.transforms())
      if (transform instanceof Autoregressive layer
          && layer.conditioner() instanceof MaskedMlp network)
        weights -= masked(layer, network.hidden(), spec);
    return 2 * weights;
  }

  /** Weights of a network with hidden layers that are masked. */
  private static double masked(Autoregressive layer, List<Integer> widths, FlowSpec spec) {
    MaskedUnits units = layer.units(spec.conditioning());
    int last = widths.size() - 1;
    double masked = 0;
    for (int feature = 0; feature < spec.features(); feature++) {
      for (int h = 0; h < widths.get(0); h++) if (!units.fromFeature(feature, h)) masked++;
      for (int h = 0; h < widths.get(last); h++)
        if (!units.toFeature(last, h, feature)) masked += layer.univariate().parametersPerFeature();
    }
    for (int l = 0; l < last; l++)
      for (int h = 0; h < widths.get(l); h++)
        for (int later = 0; later < widths.get(l + 1); later++)
          if (!units.fromUnit(l, h, l + 1, later)) masked++;
    return masked;
  }

  static double[] normal(int features, int rows) {
    SplittableRandom random = new SplittableRandom(0);
    double[] values = new double[features * rows];
    for (int i = 0; i < values.length; i++) values[i] = random.nextGaussian();
    return values;
  }

  /** Rows of a table over and over, from its first at every call. */
  private static final class OneBatch implements Sampler {
    private final int features;
    private final double[] values;

    OneBatch(int features, double[] values) {
      this.features = features;
      this.values = values;
    }

    @Override
    public int features() {
      return features;
    }

    @Override
    public void sample(RandomGenerator random, int rows, double[] out, int at) {
      int wanted = rows * features;
      for (int done = 0; done < wanted; done += values.length)
        System.arraycopy(values, 0, out, at + done, Math.min(values.length, wanted - done));
    }
  }
}
