package io.github.flows4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flows;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.Autoregressive;
import io.github.flows4j.spec.ConditionalNormal;
import io.github.flows4j.spec.Dependencies;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.HiddenUnits;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.MaskedResidualMlp;
import io.github.flows4j.spec.NormalMixture;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.StudentT;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpecTextTest {
  private static String summary(Recipe recipe) {
    return SpecText.summary(recipe.spec()).replaceFirst("; base standard normal; .*", "");
  }

  private static String line(int transform, Recipe recipe) {
    FlowSpec spec = recipe.spec();
    return SpecText.line(spec, transform);
  }

  @Test
  void summaries() {
    assertEquals(
        "3 x affine (soft-clip:0.001) autoregressive, masked MLP 64-64 relu",
        summary(Flows.maf(3)));
    assertEquals(
        "2 x inverse of affine (tanh:2) autoregressive, masked MLP 64-64 relu",
        summary(Flows.iaf(3).withTransforms(2).withScaleBound(new ScaleBound.Tanh(2))));
    assertEquals(
        "3 x 8-bin spline within 5 autoregressive, masked MLP 64-64 relu", summary(Flows.nsf(3)));
    assertEquals(
        "3 x neural monotonic 64-64 autoregressive, masked MLP 64-64 relu + 2 x soft-clip:11 map of"
            + " each feature",
        summary(Flows.naf(3)));
    assertEquals(
        "1 x integrated neural 64-64 autoregressive, masked MLP 64-64 relu",
        summary(Flows.unaf(3).withTransforms(1)));
    assertEquals(
        "1 x sum of 3 squares of degree 4 autoregressive, masked MLP 64-64 relu",
        summary(Flows.sospf(3).withTransforms(1)));
    assertEquals(
        "1 x Bernstein of degree 16 within 5 autoregressive, masked MLP 64-64 relu",
        summary(Flows.bpf(3).withTransforms(1)));
    assertEquals(
        "3 x 8-component gaussianization map of each feature, free parameters + 2 x rotation",
        summary(Flows.gf(3)));
    assertEquals("16 x planar, free parameters", summary(Flows.planar(3)));
    assertEquals("16 x radial, MLP 64-64 relu", summary(Flows.radial(3).withContext(1)));
    assertEquals(
        "6 x act norm + 6 x LU linear + 6 x affine (soft-clip:0.001) coupling, MLP 64-64 relu",
        summary(Flows.glow(3)));
    assertEquals(
        "1 x 8-bin circular spline within 3.1416 autoregressive, masked MLP 64-64 relu; base"
            + " uniform within 3.1416",
        summary(Flows.ncsf(3).withTransforms(1)).replaceFirst("; [0-9,]+ parameters", ""));
  }

  @Test
  void embeddings() {
    Recipe flow =
        Flows.maf(3).withHidden(8).withContext(5).withContextEmbedding(2, 4).withTransforms(1);
    assertEquals(
        "context of 5 embedded in 2, MLP 4 relu, 34 parameters; 1 x affine (soft-clip:0.001)"
            + " autoregressive, masked MLP 8 relu",
        summary(flow));
    assertEquals(
        "affine (soft-clip:0.001) autoregressive, masked MLP 8 relu, ranks 0 1 2, 102 parameters",
        line(0, flow));
    assertTrue(SpecText.embedding(Flows.maf(3).withContext(5).spec()).isEmpty());
  }

  @Test
  void lines() {
    assertEquals(
        "affine (soft-clip:0.001) autoregressive, masked MLP 8 relu, ranks 2 1 0, 86 parameters",
        line(1, Flows.maf(3).withHidden(8)));
    assertEquals(
        "inverse of affine (soft-clip:0.001) autoregressive, masked MLP 8 relu, ranks 0 0 1, 86"
            + " parameters",
        line(0, Flows.iaf(3).withHidden(8).withPasses(2)));
    assertEquals(
        "affine (soft-clip:0.001) autoregressive, masked MLP 8 relu, 13 steps, 346 parameters",
        line(0, Flows.maf(13).withHidden(8)));
    Dependencies graph = new Dependencies.Adjacency(List.of("00", "10"));
    Autoregressive residual =
        new Autoregressive(
            graph,
            new AffineUnivariate(new ScaleBound.Softplus(1e-3)),
            new MaskedResidualMlp(
                4, 1, Activation.TANH, LastLayer.DEFAULT, HiddenUnits.DEGREES, true));
    assertEquals(
        "affine (softplus:0.001) autoregressive, masked residual MLP of 1 blocks of 4 tanh, context"
            + " inside, a graph of 2 steps, 88 parameters",
        line(0, new FlowSpec(2, 1, List.of(residual), new ConditionalNormal())));
  }

  @Test
  void bases() {
    assertEquals("Student t, trained", SpecText.base(new StudentT()));
    assertEquals("mixture of 4 normals, trained", SpecText.base(new NormalMixture(4)));
    assertEquals("normal on the context", SpecText.base(new ConditionalNormal()));
  }
}
