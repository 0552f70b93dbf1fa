package io.github.flows4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.engine.Engine;
import io.github.flows4j.engine.training.Batch;
import io.github.flows4j.engine.training.TrainingStep;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.ConditionalNormal;
import io.github.flows4j.spec.ContextEmbedding;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.ResidualMlp;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Tensors;
import io.github.flows4j.train.TrainOptions;
import io.github.flows4j.train.Trainer;
import io.github.flows4j.train.TrainingData;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a flow does with a network between its context columns and its layers. */
class ContextEmbeddingTest {
  private static final int ROWS = 150; // more than two tiles
  private static final FlowSpec NORMAL = new FlowSpec(2, 3, List.of(), new ConditionalNormal());

  private final SplittableRandom random = new SplittableRandom(1);

  private Tensors drawn(FlowSpec spec) {
    Map<String, Tensor> byName = new LinkedHashMap<>();
    for (var tensor : spec.tensors())
      byName.put(tensor.name(), Tensor.of(tensor.shape(), i -> 0.5 * random.nextGaussian()));
    return Tensors.of(byName);
  }

  private Rows rows(int columns) {
    return Rows.wrap(columns, random.doubles((long) ROWS * columns, -2, 2).toArray());
  }

  /** Against the same flow without one, whose layers take the columns in their order. */
  @Test
  void columnsPassedOnInAnotherOrderAreColumnsInAnotherOrder() {
    FlowSpec plain = Flows.maf(3).withContext(3).withBase(new ConditionalNormal()).spec();
    Tensors tensors = drawn(plain);
    Map<String, Tensor> withShift = new LinkedHashMap<>();
    withShift.put(
        "embedding.layers.0.weight",
        Tensor.of(List.of(3, 3), i -> (i / 3 + 1) % 3 == i % 3 ? 1 : 0));
    withShift.put("embedding.layers.0.bias", Tensor.of(List.of(3), i -> 0));
    withShift.putAll(tensors.byName());
    Flow flow = Flow.of(plain, tensors).withPrecision(Precision.DOUBLE);
    FlowSpec spec = plain.withEmbedding(ContextEmbedding.of(3));
    Flow embedded = Flow.of(spec, Tensors.of(withShift)).withPrecision(Precision.DOUBLE);
    Rows x = rows(3);
    Rows context = rows(3);
    double[] turned = new double[3 * ROWS];
    for (int i = 0; i < turned.length; i++) turned[i] = context.get(i / 3, (i % 3 + 1) % 3);
    Rows other = Rows.wrap(3, turned);
    Gradient expected = flow.gradient(x, other);
    Gradient found = embedded.gradient(x, context);
    assertArrayEquals(expected.logProb(), found.logProb(), 1e-12);
    assertArrayEquals(expected.byRow().toArray(), found.byRow().toArray(), 1e-10);
    Rows byOther = expected.byContext().orElseThrow();
    Rows byContext = found.byContext().orElseThrow();
    for (int i = 0; i < ROWS; i++)
      for (int c = 0; c < 3; c++)
        assertEquals(byOther.get(i, c), byContext.get(i, (c + 1) % 3), 1e-10);
    assertArrayEquals(
        flow.sampleGiven(other, ROWS, 7, 1).toArray(),
        embedded.sampleGiven(context, ROWS, 7, 1).toArray(),
        1e-9);
  }

  /** Draws almost without noise are where the density has its top, for each row and for all. */
  @Test
  void theBaseIsSampledGivenTheEmbeddedContext() {
    FlowSpec spec = NORMAL.withEmbedding(ContextEmbedding.of(4, 9));
    Flow flow = Flow.of(spec, drawn(spec)).withPrecision(Precision.DOUBLE);
    Rows context = rows(3);
    Rows draws = flow.sampleGiven(context, ROWS, 2, 1e-12);
    for (double slope : flow.gradient(draws, context).byRow().toArray())
      assertEquals(0, slope, 1e-9);
    Rows one = context.slice(1, 2);
    double[] again = flow.sampleGiven(one, 3, 2, 1e-12).toArray();
    for (int i = 0; i < again.length; i++) assertEquals(draws.get(1, i % 2), again[i], 1e-9);
    assertTrue(Math.abs(draws.get(0, 0) - draws.get(1, 0)) > 1e-3, "the same for every context");
  }

  @Test
  void savedAndLoadedItIsTheSame(@TempDir Path folder) {
    FlowSpec spec = NORMAL.withEmbedding(ContextEmbedding.of(4, 9));
    Flow flow = Flow.of(spec, drawn(spec));
    Path file = folder.resolve("model.safetensors");
    flow.save(file);
    Flow loaded = Flow.load(file);
    assertEquals(spec, loaded.spec());
    assertEquals(flow.tensors(), loaded.tensors());
    Rows x = rows(2);
    Rows context = rows(3);
    assertArrayEquals(flow.logProb(x, context), loaded.logProb(x, context));
  }

  @Test
  void dropoutIsRefusedWhereTheEmbeddingWouldLeaveNothingOut() {
    ResidualMlp network = new ResidualMlp(4, 1, Activation.RELU, LastLayer.DEFAULT);
    FlowSpec spec =
        Flows.realNvp(2).withContext(3).spec().withEmbedding(new ContextEmbedding(4, network));
    Trainer trainer = Trainer.of(TrainOptions.defaults().withSteps(1).withDropout(0.1));
    TrainingData data = TrainingData.of(rows(2)).withContext(rows(3));
    assertEquals(
        "dropout is for networks of plain layers with relu, the context's embedding has another",
        assertThrows(IllegalArgumentException.class, () -> trainer.train(spec, data)).getMessage());
  }

  @Test
  void aDiagnosisNamesTheEmbedding() {
    FlowSpec spec =
        Flows.realNvp(2).withContext(1).withContextEmbedding(2).withTransforms(1).spec();
    Tensors tensors = Tensors.initial(spec, 1);
    Map<String, Tensor> wild = new LinkedHashMap<>(tensors.byName());
    wild.put("embedding.layers.0.weight", Tensor.of(List.of(2, 1), i -> 3e38));
    Batch batch = new Batch(4, 2, 1);
    Arrays.fill(batch.context(), 10);
    batch.count(4);
    try (TrainingStep step = Engine.trainingStep(spec, Tensors.of(wild), 1, Precision.SINGLE)) {
      assertEquals(
          "it began in the embedding of the context; all weights are finite, the largest there is"
              + " 3.0E38 in tensor embedding.layers.0.weight",
          step.diagnose(batch));
      assertTrue(step.diagnoseSamples(batch).startsWith("it began in the embedding"));
    }
    try (TrainingStep step = Engine.trainingStep(spec, tensors, 1, Precision.SINGLE)) {
      String finite = step.diagnose(batch);
      assertTrue(finite.startsWith("every layer's outputs are finite"), finite);
    }
  }
}
