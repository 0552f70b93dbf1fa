package io.github.flows4j.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.awt.Color;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PanelTest {
  @Test
  void plotAreaHasExactlyTheSizeAskedFor() {
    for (String label : List.of("", "negative log-likelihood (nats)")) {
      Panel.Drawn drawn =
          new Panel(new Limits(-1, 1, -12_345, 9), 400, 300)
              .title("title")
              .labels(label, label)
              .legend()
              .line("line", new double[] {0, 1}, new double[] {0, 1}, Color.RED, 1)
              .draw();
      assertEquals(400, drawn.plot().width);
      assertEquals(300, drawn.plot().height);
    }
  }

  @Test
  void aspectIsEqualUnlessTheRangesAreFarApart() {
    Panel.Drawn wide = Panel.equalAspect(new Limits(0, 4, 0, 2), 400).draw();
    assertEquals(400, wide.plot().width);
    assertEquals(200, wide.plot().height);
    Panel.Drawn unlike = Panel.equalAspect(new Limits(0, 1, 0, 1e6), 300).draw();
    assertEquals(300, unlike.plot().width);
    assertEquals(300, unlike.plot().height);
  }

  /** XChart's own search for ticks does not end, or finds none, on many of these. */
  @Test
  void everyScaleIsDrawnWithThePointWhereItBelongs() {
    for (double scale : new double[] {1e-290, 1e-12, 2e-4, 1, 1e8, 1e15, 1e300}) {
      for (double offset : new double[] {0, -3, 1e6}) {
        Limits limits =
            new Limits(offset * scale, (offset + 2) * scale, offset * scale, (offset + 2) * scale);
        double[] point = {(offset + 0.5) * scale};
        Panel.Drawn drawn =
            assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () ->
                    new Panel(limits, 200, 200)
                        .dots("dots", new Points(point, point, 0), Color.RED, 9)
                        .draw());
        assertEquals(200, drawn.plot().width);
        int x = drawn.plot().x + 50;
        int y = drawn.plot().y + 150;
        assertEquals(0xFF0000, drawn.picture().rgb(x, y), "scale " + scale + ", offset " + offset);
        assertEquals(x, drawn.pixelX(point[0]), 1);
        assertEquals(y, drawn.pixelY(point[0]), 1);
      }
    }
  }

  @Test
  void linesHaveGapsAtValuesThatAreNotFinite() {
    double[] x = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    double[] y = {1, 1, 1, Double.NaN, Double.POSITIVE_INFINITY, 1e300, 1, 1, 1};
    Panel.Drawn drawn =
        new Panel(new Limits(0, 8, 0, 2), 400, 100).line("line", x, y, Color.RED, 3).draw();
    int row = drawn.pixelY(1);
    assertEquals(0xFF0000, drawn.picture().rgb(drawn.pixelX(1), row));
    // Between grid lines, so white.
    assertEquals(0xFFFFFF, drawn.picture().rgb(drawn.pixelX(4.5), row + 2));
    assertEquals(0xFF0000, drawn.picture().rgb(drawn.pixelX(7), row));
  }

  @Test
  void tickLabelsAreShortAndExact() {
    assertEquals("0.3", Ticks.label(0.30000000000000004, 1, false));
    assertEquals("0", Ticks.label(-1e-17, 2, false));
    assertEquals("100,000", Ticks.label(100_000, 100_000, false));
    assertEquals("1e5", Ticks.label(100_000, 100_000, true));
    assertEquals("2.5e-9", Ticks.label(2.5e-9, 1e-8, false));
    assertEquals("-1.2e8", Ticks.label(-1.2e8, 1e8, false));
    assertEquals("1.0000005e306", Ticks.label(1.0000005e306, 2e300, false));
    assertEquals("1,000,000,000.5", Ticks.label(1_000_000_000.5, 2, false));
  }
}
