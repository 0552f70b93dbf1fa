package io.github.flows4j.engine.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class WorkersTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void everyWorkerDoesEveryJobInStep(int size) {
    try (Workers workers = new Workers(size)) {
      AtomicIntegerArray counts = new AtomicIntegerArray(size);
      int[] seen = new int[size];
      for (int job = 0; job < 200; job++)
        workers.run(
            worker -> {
              counts.incrementAndGet(worker);
              workers.barrier();
              int sum = 0;
              for (int w = 0; w < size; w++) sum += counts.get(w);
              seen[worker] = sum;
              workers.barrier();
            });
      for (int w = 0; w < size; w++) {
        assertEquals(200, counts.get(w));
        assertEquals(200 * size, seen[w]);
      }
    }
  }

  /** A worker that fails before a barrier must not leave the others waiting there. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aFailureEndsTheJobNotTheCrew(int failing) {
    try (Workers workers = new Workers(3)) {
      for (int round = 0; round < 50; round++) {
        IllegalStateException thrown =
            assertThrows(
                IllegalStateException.class,
                () ->
                    workers.run(
                        worker -> {
                          if (worker == failing) throw new IllegalStateException("mine");
                          workers.barrier();
                        }));
        assertEquals("mine", thrown.getMessage());
        int[] done = new int[3];
        workers.run(
            worker -> {
              workers.barrier();
              done[worker] = 1;
            });
        assertEquals(3, done[0] + done[1] + done[2]);
      }
    }
  }

  @Test
  void thereIsAtLeastOne() {
    assertThrows(IllegalArgumentException.class, () -> new Workers(0));
  }
}
