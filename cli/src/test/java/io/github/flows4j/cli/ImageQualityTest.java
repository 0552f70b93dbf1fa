package io.github.flows4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flow;
import io.github.flows4j.data.ImageSet;
import io.github.flows4j.data.Images;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tool behind docs/images.md, on the built-in digits. */
class ImageQualityTest {
  @Test
  void everyFigureIsPrinted(@TempDir Path folder) {
    Path out = folder.resolve("model");
    Object[] job = {"train", "digits", "--flow", "realnvp", "--hidden", 8, "--steps", 20};
    List<Object> all = new java.util.ArrayList<>(List.of(job));
    all.addAll(List.of("--quiet", "--threads", 1, "--out", out));
    Run.done(all.toArray());
    Flow flow = Models.load(out.toString()).withThreads(1);
    ImageSet digits = Images.digits();
    var text = new ByteArrayOutputStream();
    new ImageQuality(50, 100, 4, 32, 5)
        .measure(
            flow,
            digits.take(0, 1_400),
            digits.take(1_400, digits.size()),
            new PrintStream(text, true, StandardCharsets.UTF_8));
    List<String> lines = text.toString(StandardCharsets.UTF_8).lines().toList();
    for (String part :
        List.of(
            "right on test images 0.",
            "50 samples at temperature 0.7: mean confidence 0.",
            "log-densities of 100 test images",
            "linear, 4 ways of 11 points: ",
            "spherical, 4 ways of 11 points: ",
            " of 36 inner rows above"))
      assertTrue(lines.stream().anyMatch(line -> line.contains(part)), part + " not in " + lines);
    assertEquals(
        2,
        lines.stream().filter(line -> line.contains("ways between digits that are above")).count());
    assertEquals(2, lines.stream().filter(line -> line.contains("a way's lowest row")).count());
  }
}
