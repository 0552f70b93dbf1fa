package io.github.flows4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.spec.ActNorm;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.Autoregressive;
import io.github.flows4j.spec.BoxUniform;
import io.github.flows4j.spec.ContextEmbedding;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.Customs;
import io.github.flows4j.spec.Dependencies;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.FreeParameters;
import io.github.flows4j.spec.GaussianizationUnivariate;
import io.github.flows4j.spec.HiddenUnits;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.Inverse;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.LuLinear;
import io.github.flows4j.spec.Mask;
import io.github.flows4j.spec.MaskedMlp;
import io.github.flows4j.spec.MaskedResidualMlp;
import io.github.flows4j.spec.Mlp;
import io.github.flows4j.spec.NeuralMonotonicUnivariate;
import io.github.flows4j.spec.Planar;
import io.github.flows4j.spec.Radial;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.spec.ResidualMlp;
import io.github.flows4j.spec.Rotation;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.SoftClipUnivariate;
import io.github.flows4j.spec.SpecJson;
import io.github.flows4j.spec.SplineTails;
import io.github.flows4j.spec.SplineUnivariate;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.StudentT;
import io.github.flows4j.spec.Tensors;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.Univariate;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What the recipes describe. */
class RecipesTest {
  private static final Univariate AFFINE = new AffineUnivariate(new ScaleBound.SoftClip(1e-3));
  private static final Dependencies UP = Dependencies.ascending(3);
  private static final Dependencies DOWN = Dependencies.descending(3);

  private static void refused(String message, Executable maker) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, maker).getMessage());
  }

  private static void described(Recipe recipe, Transform... transforms) {
    assertEquals(List.of(transforms), recipe.spec().transforms());
    assertEquals(new StandardNormal(), recipe.spec().base());
  }

  private static Autoregressive layer(Dependencies dependencies, Univariate map) {
    return new Autoregressive(dependencies, map, MaskedMlp.of(64, 64));
  }

  @Test
  void affineAutoregressiveFlows() {
    described(Flows.maf(3), layer(UP, AFFINE), layer(DOWN, AFFINE), layer(UP, AFFINE));
    described(
        Flows.iaf(3).withTransforms(2),
        new Inverse(layer(UP, AFFINE)),
        new Inverse(layer(DOWN, AFFINE)));
  }

  @Test
  void splineFlows() {
    Univariate spline = SplineUnivariate.of(8);
    described(Flows.nsf(3), layer(UP, spline), layer(DOWN, spline), layer(UP, spline));
    Mask mask = Mask.checkered(3);
    described(
        Flows.nsfCoupling(3).withTransforms(2).withBins(5),
        new Coupling(mask, SplineUnivariate.of(5), Mlp.of(64, 64)),
        new Coupling(mask.flipped(), SplineUnivariate.of(5), Mlp.of(64, 64)));
    FlowSpec circular = Flows.ncsf(3).withBins(4).spec();
    SplineUnivariate map =
        (SplineUnivariate) ((Autoregressive) circular.transforms().get(1)).univariate();
    assertEquals(4, map.bins());
    assertEquals(Math.PI, map.bound());
    assertEquals(SplineTails.CIRCULAR, map.tails());
    assertEquals(new BoxUniform(Math.PI + 1e-5), circular.base());
    assertEquals(
        List.of("features are angles in [-pi, pi), taken as they are"), Flows.ncsf(3).notes());
    refused("bins are of splines, the map is a AffineUnivariate", () -> Flows.maf(3).withBins(8));
    refused(
        "bins are of splines, the map is a AffineUnivariate", () -> Flows.realNvp(3).withBins(8));
  }

  @Test
  void neuralAndPolynomialFlowsHaveSoftClipsBetween() {
    Transform clip = Elementwise.free(new SoftClipUnivariate(11));
    for (IntFunction<AutoregressiveFlow> flow :
        List.<IntFunction<AutoregressiveFlow>>of(Flows::naf, Flows::unaf, Flows::sospf)) {
      List<Transform> transforms = flow.apply(3).spec().transforms();
      assertEquals(5, transforms.size());
      assertEquals(clip, transforms.get(1));
      assertEquals(clip, transforms.get(3));
      List<Transform> inverted = flow.apply(3).withInverted(true).spec().transforms();
      assertEquals(transforms.stream().map(t -> (Transform) new Inverse(t)).toList(), inverted);
      assertEquals(3, flow.apply(3).withSoftClips(false).spec().transforms().size());
    }
    assertEquals(
        layer(UP, new NeuralMonotonicUnivariate(16, List.of(64, 64))),
        Flows.naf(3).spec().transforms().get(0));
    assertEquals(3, Flows.bpf(3).spec().transforms().size());
    List<Integer> parameters =
        List.of(Flows.naf(3), Flows.unaf(3), Flows.sospf(3), Flows.bpf(3)).stream()
            .map(flow -> (Autoregressive) flow.spec().transforms().get(0))
            .map(transform -> transform.univariate().parametersPerFeature())
            .toList();
    assertEquals(List.of(16, 17, 16, 17), parameters);
  }

  @Test
  void stackedFlows() {
    Transform map = Elementwise.free(new GaussianizationUnivariate(8));
    described(Flows.gf(3), map, new Rotation(), map, new Rotation(), map);
    described(Flows.gf(1).withTransforms(2), map, map);
    assertEquals(16, Flows.planar(3).spec().transforms().size());
    described(Flows.planar(3).withTransforms(2), new Planar(), new Planar());
    described(Flows.radial(3).withTransforms(1), new Radial());
    described(Flows.planar(3).withTransforms(1).withInverted(true), new Inverse(new Planar()));
    described(
        Flows.radial(3)
            .withTransforms(1)
            .withContext(2)
            .withHidden(8)
            .withActivation(Activation.TANH)
            .withLastLayer(LastLayer.ZERO),
        new Radial(new Mlp(List.of(8), Activation.TANH, LastLayer.ZERO)));
    assertEquals(new StudentT(3), Flows.gf(3).withBase(new StudentT(3)).spec().base());
    refused("transforms must be >= 1, was 0", () -> Flows.gf(3).withTransforms(0));
    refused("context must be >= 0, was -1", () -> Flows.planar(3).withContext(-1));
  }

  @Test
  void glow() {
    Mlp network = new Mlp(List.of(64, 64), Activation.RELU, LastLayer.ZERO);
    described(
        Flows.glow(3).withTransforms(2),
        new ActNorm(),
        new LuLinear(),
        new Coupling(Mask.half(3), AFFINE, network),
        new ActNorm(),
        new LuLinear(),
        new Coupling(Mask.half(3).flipped(), AFFINE, network));
    assertEquals(18, Flows.glow(3).spec().transforms().size());
  }

  @Test
  void optionsOfAutoregressiveFlows() {
    AutoregressiveFlow one = Flows.maf(3).withTransforms(1);
    described(
        one.withHidden(9)
            .withActivation(Activation.ELU)
            .withLastLayer(LastLayer.ZERO)
            .withScaleBound(new ScaleBound.Tanh(2))
            .withActNorm(true),
        new ActNorm(),
        new Autoregressive(
            UP,
            new AffineUnivariate(new ScaleBound.Tanh(2)),
            new MaskedMlp(List.of(9), Activation.ELU, LastLayer.ZERO, HiddenUnits.EVEN)));
    described(
        one.withHidden(9, 5).withResidualBlocks(2),
        new Autoregressive(
            UP,
            AFFINE,
            new MaskedResidualMlp(
                9, 2, Activation.RELU, LastLayer.DEFAULT, HiddenUnits.EVEN, false)));
    refused(
        "residual networks need a hidden width, there is none",
        () -> one.withHidden().withResidualBlocks(1).spec());
    refused("blocks must be >= 1, was 0", () -> one.withResidualBlocks(0));
    assertEquals(new StudentT(3), one.withBase(new StudentT(3)).spec().base());
  }

  private static Dependencies dependencies(AutoregressiveFlow flow, int layer) {
    return ((Autoregressive) flow.spec().transforms().get(layer)).dependencies();
  }

  @Test
  void ordersAndPasses() {
    AutoregressiveFlow flow = Flows.maf(4);
    assertEquals(new Dependencies.Ranks(List.of(0, 0, 1, 1)), dependencies(flow.withPasses(2), 0));
    assertEquals(new Dependencies.Ranks(List.of(1, 1, 0, 0)), dependencies(flow.withPasses(2), 1));
    AutoregressiveFlow random = flow.withRandomOrders(7);
    assertEquals(Dependencies.random(4, 8), dependencies(random, 1));
    assertEquals(random.spec(), flow.withRandomOrders(7).spec());
    AutoregressiveFlow own = flow.withOrder(2, 0, 1, 3);
    assertEquals(new Dependencies.Ranks(List.of(1, 2, 0, 3)), dependencies(own, 0));
    assertEquals(new Dependencies.Ranks(List.of(2, 1, 3, 0)), dependencies(own, 1));
    assertEquals("{0, 1, 2}", dependencies(own, 0).seen(3).toString());
    Dependencies chain = new Dependencies.Adjacency(List.of("0000", "1000", "0100", "0010"));
    AutoregressiveFlow graph = flow.withDependencies(chain, Dependencies.ascending(4));
    assertEquals(chain, dependencies(graph, 0));
    assertEquals(Dependencies.ascending(4), dependencies(graph, 1));
    assertEquals(chain, dependencies(graph, 2));
    refused("order is for 2 features, the flow has 4", () -> flow.withOrder(0, 1));
    refused("order holds 0 twice", () -> flow.withOrder(0, 0, 1, 2));
    refused("passes must be >= 1, was 0", () -> flow.withPasses(0));
    refused("passes must be in 2..4, was 5", () -> flow.withPasses(5).spec());
    refused(
        "passes are of orders: a graph of the caller's own has 4, asked for 2",
        () -> graph.withPasses(2).spec());
    refused("dependencies must not be empty", () -> flow.withDependencies());
    refused(
        "transforms[0]: dependencies are for 3 features, the flow has 4",
        () -> flow.withDependencies(UP).spec());
  }

  @Test
  void oneFeatureIsMovedByItself() {
    described(Flows.maf(1).withTransforms(1).withPasses(2), Elementwise.free(AFFINE));
    described(Flows.iaf(1).withTransforms(1), new Inverse(Elementwise.free(AFFINE)));
    described(
        Flows.maf(1).withTransforms(1).withContext(2), new Elementwise(AFFINE, Mlp.of(64, 64)));
    described(
        Flows.maf(1).withTransforms(1).withContext(2).withResidualBlocks(1),
        new Elementwise(AFFINE, new ResidualMlp(64, 1, Activation.RELU, LastLayer.DEFAULT)));
    described(
        Flows.glow(1).withTransforms(1),
        new ActNorm(),
        new LuLinear(),
        new Elementwise(AFFINE, new FreeParameters()));
    assertEquals(
        List.of(
            "one feature has no other to depend on: the flow is an elementwise map with free"
                + " parameters"),
        Flows.naf(1).notes());
    assertEquals(
        List.of(
            "one feature has no other to depend on: the flow is an elementwise map on the context"),
        Flows.naf(1).withContext(1).notes());
    assertEquals(
        List.of(
            "one feature leaves nothing to couple: the flow is an elementwise map with free"
                + " parameters"),
        Flows.nsfCoupling(1).notes());
  }

  @Test
  void narrowNetworksAreNoted() {
    AutoregressiveFlow flow = Flows.maf(21).withHidden(64, 16);
    assertEquals(
        List.of(
            "hidden layer of 16 units is narrower than the 20 groups of inputs: some inputs are"
                + " not seen"),
        flow.notes());
    assertTrue(flow.withContext(1).notes().get(0).contains("the 21 groups"));
    assertEquals(List.of(), flow.withHidden(20).notes());
    assertEquals(List.of(), flow.withHidden().notes());
    assertEquals(List.of(), flow.withPasses(11).notes());
    assertEquals(List.of(), flow.withResidualBlocks(1).notes());
  }

  @Test
  void contextEmbeddings() {
    ContextEmbedding network = ContextEmbedding.of(8, 32, 16);
    ImageShape shape = new ImageShape(1, 4, 4);
    assertEquals(
        Flows.realNvp(3).withContext(5).spec().withEmbedding(network),
        Flows.realNvp(3).withContextEmbedding(8, 32, 16).withContext(5).spec());
    assertEquals(
        Flows.nsf(3).withContext(5).spec().withEmbedding(network),
        Flows.nsf(3).withContext(5).withContextEmbedding(8, 32, 16).spec());
    assertEquals(
        Flows.gf(3).withContext(5).spec().withEmbedding(network),
        Flows.gf(3).withContext(5).withContextEmbedding(8, 32, 16).spec());
    assertEquals(
        Flows.glow(shape).withContext(5).spec().withEmbedding(network),
        Flows.glow(shape).withContext(5).withContextEmbedding(8, 32, 16).spec());
    String none = "embedding: a context embedding needs context, the flow has none";
    refused(none, () -> Flows.realNvp(3).withContextEmbedding(8).spec());
    refused(none, () -> Flows.maf(3).withContextEmbedding(8).spec());
    refused(none, () -> Flows.planar(3).withContextEmbedding(8).spec());
    refused(none, () -> Flows.glow(shape).withContextEmbedding(8).spec());
    refused("outputs must be >= 1, was 0", () -> Flows.maf(3).withContextEmbedding(0, 8));
    refused(
        "hidden must hold widths >= 1, was [8, 0]",
        () -> Flows.maf(3).withContextEmbedding(2, 8, 0));
  }

  @Test
  void everyRecipeIsValidForEveryWidthAndContext() {
    for (int features : new int[] {1, 2, 5}) {
      for (int context : new int[] {0, 3}) {
        List<Recipe> recipes =
            List.of(
                Flows.realNvp(features).withContext(context),
                Flows.nice(features).withContext(context),
                Flows.tutorialRealNvp(features).withContext(context),
                Flows.glow(features).withContext(context),
                Flows.nsfCoupling(features).withContext(context),
                Flows.maf(features).withContext(context),
                Flows.iaf(features).withContext(context),
                Flows.nsf(features).withContext(context),
                Flows.ncsf(features).withContext(context),
                Flows.naf(features).withContext(context),
                Flows.unaf(features).withContext(context),
                Flows.sospf(features).withContext(context),
                Flows.bpf(features).withContext(context),
                Flows.gf(features).withContext(context),
                Flows.planar(features).withContext(context),
                Flows.planar(features).withContext(context).withInverted(true),
                Flows.radial(features).withContext(context));
        for (Recipe recipe : recipes) {
          FlowSpec spec = recipe.spec();
          assertEquals(features, spec.features());
          assertEquals(context, spec.context());
          Tensors.initial(spec, 1).check(spec);
          assertEquals(spec, SpecJson.parse(SpecJson.write(spec), Customs.none()));
        }
      }
    }
    refused("features must be >= 1, was 0", () -> Flows.maf(0));
    refused("features must be >= 1, was 0", () -> Flows.planar(0));
  }
}
