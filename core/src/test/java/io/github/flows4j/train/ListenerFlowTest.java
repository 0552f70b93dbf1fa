package io.github.flows4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.flows4j.Flow;
import io.github.flows4j.Flows;
import io.github.flows4j.Toys;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The flow that a listener is offered on the way. */
class ListenerFlowTest {
  private final List<Flow> stepped = new ArrayList<>();
  private final List<Flow> validated = new ArrayList<>();

  private final TrainListener listener =
      new TrainListener() {
        @Override
        public void step(Progress progress) {
          throw new AssertionError("the other one is called");
        }

        @Override
        public void step(Progress progress, Supplier<Flow> flow) {
          stepped.add(flow.get());
        }

        @Override
        public void validated(Progress progress, Supplier<Flow> flow) {
          validated.add(flow.get());
        }
      };

  @Test
  void itHasTheWeightsOfTheStep() {
    TrainOptions options = TrainOptions.defaults().withSteps(4).withThreads(1).withBatch(32);
    Training training =
        Trainer.of(options)
            .withListener(listener)
            .train(Flows.realNvp(2).withHidden(8), TrainingData.of(Toys.circles().sample(100, 1)));
    assertEquals(4, stepped.size());
    assertNotEquals(stepped.get(0).tensors(), stepped.get(3).tensors());
    assertEquals(training.flow().schema(), stepped.get(3).schema());
    // The best of the weights that were validated, which is what the training comes to.
    assertEquals(training.history().validations().size(), validated.size());
    assertEquals(stepped.get((int) training.bestStep() - 1).tensors(), training.flow().tensors());
  }
}
