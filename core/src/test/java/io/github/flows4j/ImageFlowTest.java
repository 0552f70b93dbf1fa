package io.github.flows4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.spec.ConvNet;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.EventShape;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.ImageShape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recipes of image flows on images of every size, down to where one pixel is left. */
class ImageFlowTest {
  static Stream<ImageShape> shapes() {
    return Stream.of(
        new ImageShape(1, 2, 2),
        new ImageShape(3, 2, 6),
        new ImageShape(1, 4, 2),
        new ImageShape(1, 8, 8),
        new ImageShape(1, 16, 8));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void smallImagesHaveCouplingsThatMoveHalf(ImageShape shape) {
    for (ImageFlow recipe :
        List.of(
            Flows.realNvpImage(shape).withScales(6),
            Flows.multiScaleRealNvp(shape).withScales(6),
            Flows.multiScaleRealNvp(shape).withFactorOut(false).withScales(6),
            Flows.glow(shape).withScales(6))) {
      ImageFlow small = recipe.withCouplings(2).withNetwork(ConvNet.of(2));
      FlowSpec spec = small.spec();
      List<EventShape> sizes = spec.shapes();
      for (int i = 0; i < spec.transforms().size(); i++)
        if (spec.transforms().get(i) instanceof Coupling coupling)
          assertTrue(
              coupling.mask().movedCount() > 0 && coupling.mask().keptCount() > 0,
              shape + ", " + coupling.mask().bits() + " at " + sizes.get(i));
      Flow flow = Flow.untrained(small, 1);
      assertEquals(5, flow.logProb(flow.sample(5, 2)).length);
    }
  }
}
