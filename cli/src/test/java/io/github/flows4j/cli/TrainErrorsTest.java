package io.github.flows4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code flows4j train} says to what it can't do. */
class TrainErrorsTest {
  @TempDir Path folder;
  private Path out;
  private Path table;

  @BeforeEach
  void paths() throws IOException {
    out = folder.resolve("model");
    table = folder.resolve("rows.csv");
    Files.writeString(table, "size,price,year\n1,2,3\n2,3,1\n3,1,2\n");
  }

  @Test
  void wrongUsage() {
    Run.fails(
        2,
        List.of("--flow", "'realnpv'", "did you mean 'realnvp'", "nice"),
        "train",
        "circles",
        "--flow",
        "realnpv",
        "--out",
        out);
    Run.fails(2, List.of("--masks", "checkered"), "train", "circles", "--masks", "x", "--out", out);
    Run.fails(2, List.of("--base", "logistic"), "train", "circles", "--base", "x", "--out", out);
    Run.fails(
        2, List.of("--activation", "relu"), "train", "circles", "--activation", "x", "--out", out);
    Run.fails(
        2, List.of("--schedule", "cosine"), "train", "circles", "--schedule", "x", "--out", out);
    Run.fails(
        2,
        List.of("--scale-bound", "slope must be in (0, 1), was 2.0"),
        "train",
        "circles",
        "--scale-bound",
        "soft-clip:2",
        "--out",
        out);
    Run.fails(
        2,
        List.of("--learning-rate must be positive", "-1"),
        "train",
        "circles",
        "--learning-rate",
        -1,
        "--out",
        out);
    Run.fails(2, List.of("--batch must be >= 1"), "train", "circles", "--batch", 0, "--out", out);
    Run.fails(
        2,
        List.of("--epochs, --patience, --features", "circles", "built-in"),
        "train",
        "circles",
        "--epochs",
        3,
        "--patience",
        3,
        "--features",
        "a",
        "--out",
        out);
    Run.fails(
        2,
        List.of("only one of --steps, --epochs"),
        "train",
        table,
        "--epochs",
        3,
        "--steps",
        3,
        "--out",
        out);
    Run.fails(
        2,
        List.of("'size'", "at once"),
        "train",
        table,
        "--features",
        "size,price",
        "--context",
        "size",
        "--out",
        out);
  }

  @Test
  void whatIsWrongWithTheData() throws IOException {
    Run.fails(
        1,
        List.of("swis-roll", "did you mean 'swiss-roll'", "pinwheel"),
        "train",
        "swis-roll",
        "--out",
        out);
    Run.fails(1, List.of("none.csv does not exist"), "train", "none.csv", "--out", out);
    Run.fails(1, List.of("is a folder"), "train", folder, "--out", out);
    Run.fails(
        1,
        List.of("no column 'sise'", "did you mean 'size'"),
        "train",
        table,
        "--features",
        "sise",
        "--out",
        out);
    Run.fails(
        1,
        List.of("no column 'yeer'", "did you mean 'year'"),
        "train",
        table,
        "--context",
        "yeer",
        "--out",
        out);
    Path bad = folder.resolve("bad.csv");
    Files.writeString(bad, "a,name\n1,Bob\n2,Eve\n");
    Run.fails(
        1,
        List.of("bad.csv, column name", "2 different texts in 2 rows", "--features"),
        "train",
        bad,
        "--out",
        out);
    Files.writeString(bad, "a,b\n1,2\n2,\n");
    Run.fails(1, List.of("row 2", "column b", "missing"), "train", bad, "--out", out);
    Files.writeString(bad, "a,b\n1,2\n2,-inf\n");
    Run.fails(1, List.of("row 2", "column b", "infinite"), "train", bad, "--out", out);
    Files.writeString(bad, "a,b\n1,2\n2,2\nx,2\n");
    Run.fails(
        1,
        List.of("bad.csv, row 3", "column a", "'x' is not a number", "--features"),
        "train",
        bad,
        "--out",
        out);
    Files.writeString(bad, "a,b\n1,2\n1,2\n");
    Run.fails(
        1,
        List.of("bad.csv", "no column to model that is not constant"),
        "train",
        bad,
        "--out",
        out);
    Files.writeString(bad, "a,w\n1,2\n2,-2\n3,1\n");
    Run.fails(
        1,
        List.of("column w", "weights", "row 2", "-2"),
        "train",
        bad,
        "--weights",
        "w",
        "--out",
        out);
    assertFalse(Files.exists(out), "nothing is made for data that can't be used");
  }

  @Test
  void outIsCheckedBeforeTraining() throws IOException {
    Path file = folder.resolve("file");
    Files.writeString(file, "x");
    Run.fails(
        1, List.of("file is a file, not a folder"), "train", "circles", "--out", file, "--quiet");
    Run.fails(
        1,
        List.of("can't be written to"),
        "train",
        "circles",
        "--out",
        file.resolve("sub"),
        "--quiet");
    assertEquals("x", Files.readString(file));
  }
}
