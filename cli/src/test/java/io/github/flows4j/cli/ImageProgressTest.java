package io.github.flows4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.flows4j.train.Progress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageProgressTest {
  /** As in a training by the clock, which looks when it is time to. */
  @Test
  void severalLooksInAnEpochAreToldApart() {
    List<String> lines = new ArrayList<>();
    // Without samples: the flow is refused before they are asked to draw.
    ImageProgress listener = new ImageProgress(null, 1, true, lines::add, () -> 0);
    int[] epochs = {1, 2, 2, 2, 4};
    for (int i = 0; i < epochs.length; i++) {
      Progress progress = new Progress(10 * i + 10, 100, epochs[i], 3, 1e-3, 2.5, 2.25, 1);
      listener.step(progress);
      listener.validated(
          progress,
          () -> {
            throw new IllegalStateException("no flow");
          });
    }
    String rest = ", BPD: 3.000, validation 2.500 (best 2.250)";
    assertEquals(
        List.of(
            "Epoch 1" + rest,
            "no picture of samples after step 10: no flow",
            "Epoch 2" + rest,
            "Epoch 2, step 30" + rest,
            "Epoch 2, step 40" + rest,
            "Epoch 4" + rest),
        lines);
  }
}
