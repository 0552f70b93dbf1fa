package io.github.flows4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flow;
import io.github.flows4j.Flows;
import io.github.flows4j.train.History;
import io.github.flows4j.train.Progress;
import io.github.flows4j.train.StopReason;
import io.github.flows4j.train.Training;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private long now;

  /** So many steps of 10 ms out of 10,000, validated from the middle on. */
  private String shown(Terminal terminal, int steps) {
    ProgressBar bar = new ProgressBar(err, terminal, () -> now);
    for (int step = 1; step <= steps; step++) {
      now += 10_000_000L;
      double validation = step < steps / 2 ? Double.NaN : 1.5;
      bar.step(
          new Progress(step, 10_000, 1, 1.25, 1e-3, validation, validation - 0.25, now * 1e-9));
    }
    bar.finished(
        new Training(
            Flow.untrained(Flows.realNvp(2), 0),
            new History(),
            StopReason.COMPLETED,
            steps,
            now * 1e-9));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void plainLinesAreFewAndWhole() {
    List<String> lines = shown(Terminal.none(), 2_500).lines().toList();
    // after 2 s, 12 s, 22 s and at the end
    assertEquals(4, lines.size(), lines.toString());
    assertTrue(
        lines.get(0).matches(" +2%  20\\d/10000  100 steps/s  ETA 1:38  loss 1\\.250"),
        lines.get(0));
    assertTrue(lines.get(3).contains("2500/10000"), lines.get(3));
    assertTrue(lines.get(3).endsWith("validation 1.500 (best 1.250)"), lines.get(3));
    for (String line : lines) assertFalse(line.contains("\r") || line.contains("\u001b"), line);
  }

  @Test
  void aTerminalsLineIsDrawnOverAtMostTenTimesASecond() {
    String text = shown(new Terminal(true, 120), 1_000);
    assertTrue(text.endsWith("\n"));
    String[] frames = text.strip().split("\r", -1);
    assertTrue(frames.length > 50 && frames.length <= 10 * 10 + 2, frames.length + " frames");
    assertTrue(frames[frames.length - 1].startsWith("[###-"), frames[frames.length - 1]);
    assertTrue(frames[frames.length - 1].contains("(best 1.250)"), frames[frames.length - 1]);
  }

  @Test
  void noFrameIsWiderThanItsTerminal() {
    for (int width : new int[] {20, 40, 60, 80, 100, 200}) {
      bytes.reset();
      now = 0;
      String text = shown(new Terminal(true, width), 1_000);
      int widest =
          Arrays.stream(text.split("[\r\n]+", -1)).mapToInt(String::length).max().orElse(0);
      assertTrue(widest < width, widest + " in " + width);
      if (width >= 60) assertTrue(text.contains("loss"), "what matters is there at " + width);
    }
  }

  @Test
  void timesAreReadable() {
    assertEquals("0:07", ProgressBar.time(7.2));
    assertEquals("12:05", ProgressBar.time(725));
    assertEquals("1:00:01", ProgressBar.time(3601));
  }

  @Test
  void theLauncherTellsOfTheTerminal() {
    assertEquals(new Terminal(true, 132), Terminal.detect(Map.of("FLOWS4J_TERMINAL", "132")));
    assertFalse(Terminal.detect(Map.of("FLOWS4J_TERMINAL", "0")).interactive());
    assertFalse(Terminal.detect(Map.of("FLOWS4J_TERMINAL", "x")).interactive());
    assertFalse(Terminal.detect(Map.of("FLOWS4J_TERMINAL", "80", "TERM", "dumb")).interactive());
  }
}
