package io.github.flows4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static String print(Report report, boolean json) {
    var bytes = new ByteArrayOutputStream();
    report.print(new PrintStream(bytes, true, StandardCharsets.UTF_8), json);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void numbersAreTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertEquals("1234.6", Report.number(1234.56));
      assertEquals("-0.012346", Report.number(-0.0123456));
      assertEquals("1.0000e-12", Report.number(1e-12));
      assertEquals("0", Report.number(0));
      assertEquals("-Infinity", Report.number(Double.NEGATIVE_INFINITY));
      assertEquals("1,234,567", Report.count(1_234_567));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void textIsAlignedAndJsonIsOneLine() {
    Report report =
        new Report()
            .both("rows", "rows", 1_000)
            .number("loss", "final loss", 0.5, "nats")
            .value("odd", Double.NaN)
            .value("names", List.of("a\"b"))
            .value("more", Map.of("yes", true));
    assertEquals("rows        1,000\nfinal loss  0.50000 nats\n", print(report, false));
    assertEquals(
        "{\"rows\":1000,\"loss\":0.5,\"odd\":null,\"names\":[\"a\\\"b\"],\"more\":{\"yes\":true}}\n",
        print(report, true));
  }
}
