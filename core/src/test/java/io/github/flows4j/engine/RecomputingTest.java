package io.github.flows4j.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flows;
import io.github.flows4j.engine.training.Batch;
import io.github.flows4j.engine.training.TrainingStep;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Networks that run forward a second time give the gradients that kept ones give, bit for bit. */
class RecomputingTest {
  @Test
  void thirtyTwoCouplingsOfImages() {
    ImageShape shape = new ImageShape(1, 4, 4);
    same(Flows.glow(shape).withScales(2).withCouplings(16).spec());
  }

  @Test
  void withBatchStatistics() {
    ImageShape shape = new ImageShape(2, 4, 4);
    same(Flows.multiScaleRealNvp(shape).withScales(2).withBatchNorm(true).withContext(3).spec());
  }

  @Test
  void vectors() {
    same(Flows.tutorialRealNvp(5).withTransforms(32).withHidden(8).withContext(1).spec());
  }

  @Test
  void behindAnEmbedding() {
    same(Flows.realNvp(5).withContext(4).withContextEmbedding(3, 8).spec());
  }

  private static void same(FlowSpec spec) {
    SplittableRandom random = new SplittableRandom(1);
    Map<String, Tensor> byName = new LinkedHashMap<>();
    Tensors.initial(spec, 2)
        .byName()
        .forEach(
            (name, tensor) ->
                byName.put(
                    name,
                    Tensor.of(tensor.shape(), i -> tensor.get(i) + 0.05 * random.nextGaussian())));
    Tensors tensors = Tensors.of(byName);
    Batch batch = new Batch(13, spec.features(), spec.context());
    for (int i = 0; i < batch.rows().length; i++) batch.rows()[i] = random.nextGaussian();
    for (int i = 0; i < batch.context().length; i++) batch.context()[i] = random.nextGaussian();
    batch.count(13);
    try (TrainingStep keeping = Engine.trainingStep(spec, tensors, 2, Precision.SINGLE, false);
        TrainingStep again = Engine.trainingStep(spec, tensors, 2, Precision.SINGLE, true)) {
      double[] kept = new double[keeping.size()];
      double[] recomputed = new double[keeping.size()];
      double loss = keeping.gradient(batch, kept).loss();
      assertEquals(loss, again.gradient(batch, recomputed).loss());
      assertTrue(Double.isFinite(loss));
      assertArrayEquals(kept, recomputed);
    }
  }
}
