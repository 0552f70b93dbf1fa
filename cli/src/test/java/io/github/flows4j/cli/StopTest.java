package io.github.flows4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A training that is told to stop, in a JVM of its own. */
@DisabledOnOs(OS.WINDOWS) // which has no signal to send
class StopTest {
  @TempDir Path folder;

  @Test
  void aSignalSavesTheModelAndItsHistory() throws IOException, InterruptedException {
    Path out = folder.resolve("model");
    Path err = folder.resolve("err");
    Path said = folder.resolve("out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "train",
                "circles",
                "--hidden",
                "8",
                "--steps",
                "100000000",
                "--threads",
                "1",
                "--out",
                out.toString())
            .redirectError(err.toFile())
            .redirectOutput(said.toFile())
            .start();
    try {
      long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
      // The first progress line: the training is under way.
      while (!Files.readString(err).contains("/100000000") && System.nanoTime() < deadline)
        Thread.sleep(100);
      process.destroy();
      assertTrue(process.waitFor(1, TimeUnit.MINUTES), "it ends");
    } finally {
      process.destroyForcibly();
    }
    String notes = Files.readString(err);
    // What the JVM makes of SIGTERM; of SIGINT it makes 130.
    assertEquals(143, process.exitValue(), notes);
    assertTrue(notes.contains("stopped at step"), notes);
    assertTrue(notes.contains("model.safetensors, history.csv"), notes);
    assertEquals("", Files.readString(said));
    assertEquals(
        "stopped", Flow.load(out.resolve("model.safetensors")).provenance().entries().get("stop"));
    assertTrue(Files.readAllLines(out.resolve("history.csv")).size() > 1);
  }
}
