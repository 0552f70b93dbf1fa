package io.github.flows4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RowProgressTest {
  private static String shown(Terminal terminal) {
    var err = new ByteArrayOutputStream();
    var stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    AtomicLong time = new AtomicLong();
    try (var progress = new RowProgress(new Console(stream, stream, terminal), time::get)) {
      progress.rows(10);
      time.set(2_000_000_000L);
      progress.rows(5_000);
      progress.rows(5_001);
    }
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void showsRowsAndTheirRateAndWipesThemOut() {
    String line = "5,000 rows  2,500 rows/s";
    assertEquals(
        "\r" + line + "\r" + " ".repeat(line.length()) + "\r", shown(new Terminal(true, 80)));
  }

  @Test
  void isSilentWhereThereIsNoTerminal() {
    assertEquals("", shown(Terminal.none()));
  }
}
