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
        "networks must be one for each of the map's 2 parameters, were 3",
        () -> new Coupling(Mask.half(2), AFFINE, PerParameter.of(mlp, 3)));
    refused(
        "a coupling needs a network as its conditioner, was free parameters",
        () -> new Coupling(Mask.half(2), AFFINE, new FreeParameters()));
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
