package io.github.flows4j.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver may be killed at any moment: what it leaves is read, or was never whole. */
@NeedsFiles
class RoundCheckpointTest {
  private static final float[] STATE = {1, 2, 3};

  @TempDir private Path folder;

  private Path file;
  private Path beside;

  @BeforeEach
  void name() {
    file = folder.resolve("flows4j-checkpoint.safetensors");
    beside = folder.resolve("flows4j-checkpoint.safetensors.new");
  }

  private RoundCheckpoint checkpoint() {
    return new RoundCheckpoint(folder.toString(), "training", 0, new Configuration());
  }

  private static RoundCheckpoint.Saved saved(long step) {
    return new RoundCheckpoint.Saved(step, STATE, null, 0, Double.POSITIVE_INFINITY, 0);
  }

  @Test
  void readsTheLastOneAndTakesItAway() throws IOException {
    RoundCheckpoint checkpoint = checkpoint();
    assertNull(checkpoint.read());
    checkpoint.write(saved(10));
    checkpoint.write(saved(20));
    RoundCheckpoint.Saved read = checkpoint().read();
    assertEquals(20, read.step());
    assertArrayEquals(STATE, read.state());
    assertNull(read.best());
    checkpoint.delete();
    assertNull(checkpoint().read());
    assertEquals(0, folder.toFile().list().length);
  }

  @Test
  void aNewOneThatWasNotYetRenamedIsRead() throws IOException {
    checkpoint().write(saved(30));
    Files.move(file, beside);
    Files.delete(folder.resolve(".flows4j-checkpoint.safetensors.crc"));
    assertEquals(30, checkpoint().read().step());
  }

  @Test
  void aFirstOneThatWasNotFinishedIsNone() throws IOException {
    checkpoint().write(saved(30));
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 4, whole.length / 2, whole.length - 1}) {
      Files.write(beside, Arrays.copyOf(whole, length));
      // one that is whole goes first
      assertEquals(30, checkpoint().read().step());
    }
    Files.delete(file);
    for (int length : new int[] {0, 4, whole.length / 2, whole.length - 1}) {
      Files.write(beside, Arrays.copyOf(whole, length));
      assertNull(checkpoint().read());
    }
  }

  @Test
  void anotherTrainingIsRefused() {
    checkpoint().write(saved(1));
    RoundCheckpoint other = new RoundCheckpoint(folder.toString(), "other", 0, new Configuration());
    assertThrows(IllegalArgumentException.class, other::read);
  }
}
