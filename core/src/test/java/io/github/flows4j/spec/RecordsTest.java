package io.github.flows4j.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What the records refuse, and the tensors they ask for. */
class RecordsTest {
  private static final Univariate AFFINE = new AffineUnivariate(new ScaleBound.None());

  private static void refused(String message, Executable maker) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, maker).getMessage());
  }

  @Test
  void masks() {
    refused("a mask must keep at least one feature, 000 keeps none", () -> Mask.parse("000"));
    refused("a mask must move at least one feature, 11 moves none", () -> Mask.of(true, true));
    refused("a mask must keep at least one feature,  keeps none", () -> Mask.parse(""));
    refused("a mask must keep at least one feature, 0 keeps none", () -> Mask.half(1));
    refused("a mask is written in 0 and 1, had 'x' at position 1", () -> Mask.parse("1x"));
    assertEquals("11000", Mask.half(5).bits());
    assertEquals("10101", Mask.checkered(5).bits());
    assertEquals("01010", Mask.checkered(5).flipped().bits());
    assertEquals(3, Mask.random(7, 5).keptCount());
    assertEquals(Mask.random(7, 5), Mask.parse(Mask.random(7, 5).bits()));
  }

  @Test
  void permutations() {
    refused("order must not be empty", () -> new Permutation(List.of()));
    refused("order must hold 0..1, held 2", () -> new Permutation(List.of(0, 2)));
    refused("order must hold 0..1, held -1", () -> new Permutation(List.of(-1, 0)));
    refused("order holds 0 twice", () -> new Permutation(List.of(0, 0)));
    assertEquals(List.of(2, 1, 0), Permutation.reverse(3).order());
  }

  @Test
  void numbers() {
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      refused("epsilon must be positive and finite, was " + bad, () -> new ActNorm(bad));
      refused("epsilon must be positive and finite, was " + bad, () -> new BatchNorm(1, bad));
      refused("limit must be positive and finite, was " + bad, () -> new ScaleBound.Tanh(bad));
      refused("bound must be positive and finite, was " + bad, () -> new Initial.Uniform(bad));
      refused(
          "column a: scale must be positive and finite, was " + bad, () -> new Column("a", 0, bad));
    }
    for (double bad : new double[] {0, 1.5, Double.NaN})
      refused("momentum must be in (0, 1], was " + bad, () -> new BatchNorm(bad, 1));
    for (double bad : new double[] {0, 1, Double.NaN})
      refused("slope must be in (0, 1), was " + bad, () -> new ScaleBound.SoftClip(bad));
    refused("column a: mean must be finite, was NaN", () -> new Column("a", Double.NaN, 1));
  }

  @Test
  void networks() {
    Mlp mlp = Mlp.of(4);
    refused("hidden must hold widths >= 1, was [3, 0]", () -> Mlp.of(3, 0));
    Activation relu = Activation.RELU;
    LastLayer last = LastLayer.ZERO;
    refused("width must be >= 1, was 0", () -> new ResidualMlp(0, 1, relu, last));
    refused("blocks must be >= 1, was 0", () -> new ResidualMlp(1, 0, relu, last));
    refused("networks must not be empty", () -> new PerParameter(List.of()));
    refused(
        "networks must be plain networks, one was a FreeParameters",
        () -> PerParameter.of(new FreeParameters(), 2));
    refused(
        "network must be a plain network, was a FreeParameters",
        () -> new ContextEmbedding(2, new FreeParameters()));
    refused(
        "network must be a plain network, was a MaskedMlp",
        () -> new ContextEmbedding(2, MaskedMlp.of(4)));
    refused("outputs must be >= 1, was 0", () -> ContextEmbedding.of(0, 4));
    String dead =
        "network must not start with a last layer of zero: there would be nothing to see of the"
            + " context, and no gradient to change that";
    refused(dead, () -> new ContextEmbedding(2, new Mlp(List.of(4), relu, last)));
    refused(dead, () -> new ContextEmbedding(2, new ResidualMlp(4, 1, relu, last)));
    refused(
        "networks must be one for each of the map's 2 parameters, were 3",
        () -> new Coupling(Mask.half(2), AFFINE, PerParameter.of(mlp, 3)));
    refused(
        "a coupling needs a network as its conditioner, was free parameters",
        () -> new Coupling(Mask.half(2), AFFINE, new FreeParameters()));
  }

  @Test
  void maps() {
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      String problem = " must be positive and finite, was " + bad;
      SplineForm form = new SplineForm.SoftClipped(0.1);
      refused("bound" + problem, () -> new SplineUnivariate(2, bad, form, SplineTails.IDENTITY));
      refused("minSlope" + problem, () -> new SplineForm.Floored(0, 0, bad));
      refused("clip" + problem, () -> new IntegratedNeuralUnivariate(1, List.of(1), bad, 2));
      refused("bound" + problem, () -> new BernsteinUnivariate(1, bad));
      refused("bound" + problem, () -> new SoftClipUnivariate(bad));
      refused("floor" + problem, () -> new ScaleBound.Sigmoid(0, bad));
      refused("floor" + problem, () -> new ScaleBound.Softplus(bad));
      refused("bound" + problem, () -> new BoxUniform(bad));
      refused("degrees" + problem, () -> new StudentT(bad));
    }
    refused("offset must be finite, was NaN", () -> new ScaleBound.Sigmoid(Double.NaN, 1));
    for (double bad : new double[] {0, 1, Double.NaN})
      refused("slope must be in (0, 1), was " + bad, () -> new SplineForm.SoftClipped(bad));
    for (double bad : new double[] {-1, 1, Double.NaN}) {
      refused("minWidth must be in [0, 1), was " + bad, () -> new SplineForm.Floored(bad, 0, 1));
      refused("minHeight must be in [0, 1), was " + bad, () -> new SplineForm.Floored(0, bad, 1));
    }
    refused(
        "so many bins leave no room above the smallest width and height, bins was 4",
        () ->
            new SplineUnivariate(4, 1, new SplineForm.Floored(0.1, 0.25, 1), SplineTails.IDENTITY));
    for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY})
      refused(
          "slope must be finite and >= 0, was " + bad, () -> new SumOfSquaresUnivariate(1, 1, bad));
    assertEquals(23, SplineUnivariate.of(8).parametersPerFeature());
    assertEquals(16, new SumOfSquaresUnivariate(4, 3, 0).parametersPerFeature());
    assertEquals(17, new IntegratedNeuralUnivariate(16, List.of(1), 7, 2).parametersPerFeature());
  }

  @Test
  void counts() {
    refused("bins must be >= 2, was 1", () -> SplineUnivariate.of(1));
    refused("signal must be >= 1, was 0", () -> new NeuralMonotonicUnivariate(0, List.of(2)));
    refused(
        "signal must be >= 1, was 0", () -> new IntegratedNeuralUnivariate(0, List.of(2), 1, 2));
    refused("polynomials must be >= 1, was 0", () -> new SumOfSquaresUnivariate(1, 0, 0));
    refused("components must be >= 1, was 0", () -> new GaussianizationUnivariate(0));
    refused("components must be >= 1, was 0", () -> new NormalMixture(0));
    int huge = 1_431_655_766; // 3 huge - 1 overflows to 1
    refused("bins must be <= 1048576, was " + huge, () -> SplineUnivariate.of(huge));
    refused(
        "signal must be <= 1048576, was " + huge,
        () -> new IntegratedNeuralUnivariate(huge, List.of(2), 1, 2));
    refused("degree must be in 1..64, was 65", () -> new SumOfSquaresUnivariate(65, 1, 0));
    refused("degree must be in 1..256, was 0", () -> new BernsteinUnivariate(0, 5));
    refused(
        "nodes must be in 2..256, was 1",
        () -> new IntegratedNeuralUnivariate(1, List.of(2), 1, 1));
    refused("hidden must not be empty", () -> new NeuralMonotonicUnivariate(1, List.of()));
    refused("hidden must not be empty", () -> new IntegratedNeuralUnivariate(1, List.of(), 1, 2));
    refused(
        "hidden must hold even widths, was [4, 3]",
        () -> new NeuralMonotonicUnivariate(1, List.of(4, 3)));
    refused(
        "hidden must hold widths >= 1, was [0]",
        () -> new NeuralMonotonicUnivariate(1, List.of(0)));
  }

  @Test
  void autoregressiveTransforms() {
    Dependencies order = Dependencies.ascending(2);
    refused("hidden must hold widths >= 1, was [3, 0]", () -> MaskedMlp.of(3, 0));
    refused(
        "an autoregressive transform needs a masked network as its conditioner, was a Mlp",
        () -> new Autoregressive(order, AFFINE, Mlp.of(4)));
    refused(
        "an autoregressive transform needs a map with parameters, was SoftClipUnivariate",
        () -> new Autoregressive(order, new SoftClipUnivariate(1), MaskedMlp.of(4)));
    refused(
        "a coupling needs a plain network as its conditioner, was a masked one",
        () -> new Coupling(Mask.half(2), AFFINE, MaskedMlp.of(4)));
    refused(
        "networks must be plain networks, one was a MaskedMlp",
        () -> PerParameter.of(MaskedMlp.of(4), 2));
    refused(
        "an elementwise map needs free parameters or a plain network, was a MaskedMlp",
        () -> new Elementwise(AFFINE, MaskedMlp.of(4)));
    Autoregressive two = new Autoregressive(order, AFFINE, MaskedMlp.of(4));
    refused(
        "transforms[0]: dependencies are for 2 features, the flow has 3",
        () -> new FlowSpec(3, 0, List.of(two), new StandardNormal()));
    String alone =
        "transforms[0]: no feature depends on another and there is no context: use an elementwise"
            + " transform";
    Dependencies none = new Dependencies.Ranks(List.of(0, 0));
    Autoregressive apart = new Autoregressive(none, AFFINE, MaskedMlp.of(4));
    refused(alone, () -> new FlowSpec(2, 0, List.of(apart), new StandardNormal()));
    assertEquals(2, new FlowSpec(2, 1, List.of(apart), new StandardNormal()).features());
    Autoregressive linear = new Autoregressive(none, AFFINE, MaskedMlp.of());
    assertEquals(2, new FlowSpec(2, 0, List.of(linear), new StandardNormal()).features());
    Autoregressive inside =
        new Autoregressive(
            none,
            AFFINE,
            new MaskedResidualMlp(
                3, 1, Activation.RELU, LastLayer.DEFAULT, HiddenUnits.EVEN, true));
    assertEquals(2, new FlowSpec(2, 1, List.of(inside), new StandardNormal()).features());
    refused(alone, () -> new FlowSpec(2, 0, List.of(inside), new StandardNormal()));
  }

  @Test
  void mapsOfRows() {
    refused(
        "a map of whole rows needs free parameters or a plain network, was a MaskedMlp",
        () -> new Planar(MaskedMlp.of(4)));
    refused(
        "a map of whole rows needs one network for all parameters",
        () -> new Radial(PerParameter.of(Mlp.of(), 2)));
    refused(
        "transforms[0]: a network needs context, the flow has none: use free parameters",
        () -> new FlowSpec(2, 0, List.of(new Radial(Mlp.of(4))), new StandardNormal()));
    refused(
        "an inverse of an inverse is the transform itself",
        () -> new Inverse(new Inverse(new Planar())));
    refused(
        "a batch normalization can't be turned round: its statistics are those of data",
        () -> new Inverse(new BatchNorm()));
    refused(
        "a SoftClipUnivariate has no parameters for a network to give: use free parameters",
        () -> new Elementwise(new SoftClipUnivariate(1), Mlp.of(4)));
    refused(
        "a coupling needs a map with parameters, was a SoftClipUnivariate",
        () -> new Coupling(Mask.half(2), new SoftClipUnivariate(1), Mlp.of(4)));
    refused(
        "base: a conditional normal needs context, the flow has none",
        () -> new FlowSpec(2, 0, List.of(), new ConditionalNormal()));
  }

  @Test
  void flows() {
    Base normal = new StandardNormal();
    refused("features must be >= 1, was 0", () -> new FlowSpec(0, 0, List.of(), normal));
    refused("context must be >= 0, was -1", () -> new FlowSpec(1, -1, List.of(), normal));
    refused(
        "transforms[1]: order is for 3 features, the flow has 2",
        () -> new FlowSpec(2, 0, List.of(new ActNorm(), Permutation.reverse(3)), normal));
    refused(
        "transforms[0]: mask is for 4 features, the flow has 2",
        () -> new FlowSpec(2, 0, List.of(new Coupling(Mask.half(4), AFFINE, Mlp.of())), normal));
    refused(
        "transforms[0]: an elementwise map with a network needs context, the flow has none: use"
            + " free parameters",
        () -> new FlowSpec(2, 0, List.of(new Elementwise(AFFINE, Mlp.of())), normal));
    FlowSpec alone = new FlowSpec(2, 0, List.of(), normal);
    refused(
        "embedding: a context embedding needs context, the flow has none",
        () -> alone.withEmbedding(ContextEmbedding.of(3)));
    refused(
        "a tensor of shape [65536, 65536] is too large",
        () -> TensorSpec.trained("w", Initial.ZERO, 65536, 65536));
  }

  @Test
  void schemas() {
    Column column = Column.plain("a");
    refused("column a is there twice", () -> new Schema(List.of(column), List.of(column)));
    FlowSpec spec = new FlowSpec(2, 1, List.of(), new Logistic());
    refused("schema has 1 features, the flow has 2", () -> Schema.plain(1, 1).check(spec));
    refused("schema has 0 context columns, the flow has 1", () -> Schema.plain(2, 0).check(spec));
  }

  @Test
  void tensorsOfEveryPiece() {
    Mask mask = Mask.parse("100");
    FlowSpec spec =
        new FlowSpec(
            3,
            1,
            List.of(
                new Coupling(mask, AFFINE, Mlp.of(5)),
                new Coupling(mask, AFFINE, PerParameter.of(Mlp.of(), 2)),
                new Coupling(
                    mask, AFFINE, new ResidualMlp(4, 1, Activation.ELU, LastLayer.DEFAULT)),
                Elementwise.free(new AdditiveUnivariate()),
                new BatchNorm()),
            new DiagonalNormal(true));
    List<String> shapes =
        spec.tensors().stream().map(tensor -> tensor.name() + tensor.shape()).toList();
    String mlp = "transforms.0.conditioner.layers.";
    String each = "transforms.1.conditioner.networks.";
    String residual = "transforms.2.conditioner.";
    assertEquals(
        List.of(
            mlp + "0.weight[5, 2]",
            mlp + "0.bias[5]",
            mlp + "1.weight[4, 5]",
            mlp + "1.bias[4]",
            each + "0.layers.0.weight[2, 2]",
            each + "0.layers.0.bias[2]",
            each + "1.layers.0.weight[2, 2]",
            each + "1.layers.0.bias[2]",
            residual + "initial.weight[4, 2]",
            residual + "initial.bias[4]",
            residual + "blocks.0.0.weight[4, 4]",
            residual + "blocks.0.0.bias[4]",
            residual + "blocks.0.1.weight[4, 4]",
            residual + "blocks.0.1.bias[4]",
            residual + "final.weight[4, 4]",
            residual + "final.bias[4]",
            "transforms.3.conditioner.values[3]",
            "transforms.4.log_gamma[3]",
            "transforms.4.beta[3]",
            "transforms.4.running_mean[3]",
            "transforms.4.running_variance[3]",
            "base.location[3]",
            "base.log_scale[3]"),
        shapes);
  }

  /** Layers and base are as wide as what they see, and the rest of the order stays. */
  @Test
  void tensorsBehindAnEmbedding() {
    FlowSpec plain =
        new FlowSpec(
            3,
            2,
            List.of(new Coupling(Mask.parse("100"), AFFINE, Mlp.of(5))),
            new ConditionalNormal());
    FlowSpec spec = plain.withEmbedding(ContextEmbedding.of(7, 4));
    assertEquals(2, plain.conditioning());
    assertEquals(2, spec.context());
    assertEquals(7, spec.conditioning());
    assertEquals(spec, spec.withTransforms(spec.transforms()).withBase(spec.base()));
    String mlp = "transforms.0.conditioner.layers.";
    assertEquals(
        List.of(
            "embedding.layers.0.weight[4, 2]",
            "embedding.layers.0.bias[4]",
            "embedding.layers.1.weight[7, 4]",
            "embedding.layers.1.bias[7]",
            mlp + "0.weight[5, 8]",
            mlp + "0.bias[5]",
            mlp + "1.weight[4, 5]",
            mlp + "1.bias[4]",
            "base.location.weight[3, 7]",
            "base.location.bias[3]",
            "base.log_scale.weight[3, 7]",
            "base.log_scale.bias[3]"),
        spec.tensors().stream().map(tensor -> tensor.name() + tensor.shape()).toList());
    assertEquals(
        plain.tensors().stream().map(TensorSpec::name).toList(),
        spec.tensors().stream().skip(4).map(TensorSpec::name).toList());
  }

  @Test
  void tensorsOfAutoregressiveAndRowPieces() {
    MaskedResidualMlp gates =
        new MaskedResidualMlp(4, 1, Activation.ELU, LastLayer.DEFAULT, HiddenUnits.DEGREES, true);
    FlowSpec spec =
        new FlowSpec(
            3,
            1,
            List.of(
                new Autoregressive(
                    Dependencies.ascending(3),
                    new NeuralMonotonicUnivariate(2, List.of(6)),
                    MaskedMlp.of(5)),
                new Inverse(new Autoregressive(Dependencies.descending(3), AFFINE, gates)),
                new Planar(Mlp.of()),
                new Radial(),
                new LuLinear()),
            new NormalMixture(2));
    assertEquals(
        List.of(
            "0.conditioner.layers.0.weight[5, 4]",
            "0.conditioner.layers.0.bias[5]",
            "0.conditioner.layers.1.weight[6, 5]",
            "0.conditioner.layers.1.bias[6]",
            "0.univariate.layers.0.weight[3, 6, 3]",
            "0.univariate.layers.0.bias[3, 6]",
            "0.univariate.layers.1.weight[3, 1, 6]",
            "0.univariate.layers.1.bias[3, 1]",
            "1.transform.conditioner.initial.weight[4, 3]",
            "1.transform.conditioner.initial.bias[4]",
            "1.transform.conditioner.context.weight[4, 1]",
            "1.transform.conditioner.context.bias[4]",
            "1.transform.conditioner.blocks.0.0.weight[4, 4]",
            "1.transform.conditioner.blocks.0.0.bias[4]",
            "1.transform.conditioner.blocks.0.1.weight[4, 4]",
            "1.transform.conditioner.blocks.0.1.bias[4]",
            "1.transform.conditioner.blocks.0.context.weight[4, 1]",
            "1.transform.conditioner.blocks.0.context.bias[4]",
            "1.transform.conditioner.final.weight[6, 4]",
            "1.transform.conditioner.final.bias[6]",
            "2.conditioner.layers.0.weight[7, 1]",
            "2.conditioner.layers.0.bias[7]",
            "3.conditioner.values[5]",
            "4.lower[3, 3]",
            "4.upper[3, 3]",
            "4.log_diagonal[3]",
            "4.bias[3]",
            "4.sign[3]",
            "base.logits[2]",
            "base.location[2, 3]",
            "base.log_scale[2, 3]"),
        spec.tensors().stream()
            .map(tensor -> (tensor.name() + tensor.shape()).replace("transforms.", ""))
            .toList());
  }

  @Test
  void initialTensorsFitEveryFlow() {
    for (int seed = 0; seed < 100; seed++) {
      FlowSpec spec = RandomSpecs.draw(seed);
      Tensors tensors = Tensors.initial(spec, seed);
      tensors.check(spec);
      assertEquals(tensors, Tensors.initial(spec, seed));
    }
  }

  @Test
  void tensorsThatDoNotFit() {
    FlowSpec spec = new FlowSpec(2, 0, List.of(new ActNorm()), new StandardNormal());
    Map<String, Tensor> good = Tensors.initial(spec, 1).byName();
    refused(
        "tensor transforms.0.log_scale is missing",
        () -> changed(good, "transforms.0.log_scale", null).check(spec));
    refused(
        "tensor transforms.0.shift must have shape [2], has [1, 2]",
        () -> changed(good, "transforms.0.shift", Tensor.of(List.of(1, 2), 1, 2)).check(spec));
    refused(
        "tensor extra is not part of the flow",
        () -> changed(good, "extra", Tensor.of(List.of(), 1)).check(spec));
    refused("no tensor extra", () -> Tensors.of(good).get("extra"));
    refused("shape [2, 2] holds 4 values, given 3", () -> Tensor.of(List.of(2, 2), 1, 2, 3));
  }

  private static Tensors changed(Map<String, Tensor> good, String name, Tensor tensor) {
    Map<String, Tensor> changed = new LinkedHashMap<>(good);
    changed.put(name, tensor);
    changed.values().removeIf(Objects::isNull);
    return Tensors.of(changed);
  }

  @Test
  void tensorsAreImmutable() {
    float[] values = {1, 2};
    Tensor tensor = Tensor.of(List.of(2), values);
    values[0] = 9;
    tensor.toArray()[1] = 9;
    assertEquals("[1.0, 2.0]", Arrays.toString(tensor.toArray()));
  }
}
