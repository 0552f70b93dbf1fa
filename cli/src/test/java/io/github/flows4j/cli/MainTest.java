package io.github.flows4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @Test
  void helpListsTheCommandsAndStatuses() {
    Run run = Run.done("--help");
    for (String part : List.of("train", "score", "interpolate", "Exit status"))
      assertTrue(run.out().contains(part), run.out());
    assertEquals("", run.err());
  }

  @Test
  void versionIsOneLine() {
    assertTrue(Run.done("--version").out().matches("flows4j \\S+ \\(Java .+\\)\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train",
        "score",
        "sample",
        "predict",
        "encode",
        "decode",
        "evaluate",
        "plot",
        "interpolate",
        "info",
        "data",
        "import",
        "export",
        "bench"
      })
  void everyCommandHasHelpWithAnExample(String command) {
    String help = Run.done(command, "--help").out();
    assertTrue(help.contains("Example"), help);
    assertTrue(help.contains("  flows4j " + command), help);
    assertEquals(help, Run.done("help", command).out());
  }

  @Test
  void wrongUsageIsOneLineWithStatusTwo() {
    Run.fails(2, List.of("which command", "flows4j --help"));
    Run.fails(2, List.of("no command 'trian'", "did you mean 'train'"), "trian");
    Run.fails(
        2,
        List.of("no option '--stepz'", "did you mean '--steps'", "flows4j train --help"),
        "train",
        "circles",
        "--stepz",
        "3",
        "--out",
        "x");
    Run.fails(2, List.of("missing required option", "--out"), "train", "circles");
    Run.fails(2, List.of("'--seed'", "'x' is not a long"), "data", "circles", "--seed", "x");
    Run.fails(2, List.of("argument 'more'"), "info", "model", "more");
  }

  @Test
  void verboseAddsTheStackTrace() {
    Run run = Run.of("info", "no-such-model", "--verbose");
    assertEquals(1, run.status());
    assertTrue(run.err().startsWith("flows4j: model no-such-model does not exist"), run.err());
    assertTrue(run.err().contains("\tat io.github.flows4j"), run.err());
  }

  @Test
  void nobodyReadingOnEndsQuietly() {
    var closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    var err = new ByteArrayOutputStream();
    int status =
        Main.run(
            new String[] {"data", "circles", "--rows", "100000"},
            new PrintStream(closed, false, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    assertEquals(0, status);
    assertEquals("", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void namesFarOffGetNoHint() {
    assertFalse(Names.hint("zzz", List.of("circles", "pinwheel")).contains("did you mean"));
    assertTrue(Names.choices("circle", List.of("circles")).contains("'circles'"));
  }
}
