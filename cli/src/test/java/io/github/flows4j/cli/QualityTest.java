package io.github.flows4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.ScalingUnivariate;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.TensorSpec;
import io.github.flows4j.spec.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QualityTest {
  /** z = exp(a) x_std: dx/dz is diagonal with exp(-a), in the flow's units. */
  private static Flow scaling(float... a) {
    FlowSpec spec =
        new FlowSpec(
            a.length,
            0,
            List.of(Elementwise.free(new ScalingUnivariate(new ScaleBound.None()))),
            new StandardNormal());
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (TensorSpec tensor : spec.tensors())
      tensors.put(tensor.name(), Tensor.of(tensor.shape(), a));
    return Flow.of(
        spec,
        Tensors.of(tensors),
        new Schema(List.of(new Column("a", 5, 1000), new Column("b", 0, 0.01)), List.of()));
  }

  @Test
  void smoothnessIsTheLargestStretchInStandardUnits() {
    Flow flow = scaling(0.5f, -0.25f);
    Sample real = Sample.of(flow.sample(100, 1));
    var smoothness = Quality.smoothness(flow, real, 2);
    assertEquals(Math.exp(0.25), smoothness.largest(), 1e-6);
    assertEquals(Math.exp(0.25), smoothness.quantile99(), 1e-6);
  }

  @Test
  void aFlowAgainstItsOwnRowsIsAlike() {
    Flow flow = scaling(0, 0);
    Quality quality = Quality.of(flow, Sample.of(flow.sample(1_000, 1)), 2);
    assertEquals(1, quality.fidelity().density(), 0.1);
    assertTrue(quality.fidelity().coverage() > 0.94);
  }

  @Test
  void tooFewRowsAreNotMeasured() {
    Flow flow = scaling(0, 0);
    assertNull(Quality.of(flow, Sample.of(flow.sample(3, 1)), 2).fidelity());
  }

  @Test
  void thinningKeepsOrderAndContext() {
    double[] numbers = new double[100];
    for (int i = 0; i < 100; i++) numbers[i] = i;
    Sample thin = new Sample(Rows.of(1, numbers), Rows.of(1, numbers)).thinned(10, 7);
    assertEquals(10, thin.count());
    assertEquals(thin.rows(), thin.context());
    for (int i = 1; i < 10; i++) assertTrue(thin.rows().get(i, 0) > thin.rows().get(i - 1, 0));
  }
}
