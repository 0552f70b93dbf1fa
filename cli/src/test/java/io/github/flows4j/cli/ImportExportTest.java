package io.github.flows4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.io.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code flows4j import} and {@code export}. */
class ImportExportTest {
  @TempDir static Path folder;
  private static Path toy;

  @BeforeAll
  static void train() {
    toy = folder.resolve("toy");
    Run.done(
        "train",
        "circles",
        "--steps",
        5,
        "--hidden",
        8,
        "--scale-bound",
        "soft-clip:1e-3",
        "--out",
        toy);
  }

  private static Path exported() {
    Path file = folder.resolve("zuko.safetensors");
    Run run = Run.done("export", toy, "--library", "zuko", "--out", file);
    assertEquals("", run.out());
    assertTrue(run.err().contains("transforms by zuko's names"), run.err());
    return file;
  }

  @Test
  void whatIsExportedComesBack() {
    Path back = folder.resolve("back.safetensors");
    Run run = Run.done("import", exported(), "--library", "zuko", "--out", back);
    assertEquals("", run.out());
    assertTrue(run.err().contains(": RealNVP of zuko 1.6.0, 2 features, 0 context"), run.err());
    assertFalse(run.err().contains("assumed"), run.err());
    Flow before = Models.load(toy.toString());
    Flow after = Models.load(back.toString());
    assertEquals(before.tensors(), after.tensors());
    Rows rows = Rows.of(2, 0.1, 0.2, -1, 0.5);
    assertArrayEquals(before.logProb(rows), after.logProb(rows));
    assertTrue(Run.done("info", back).out().contains("zuko.safetensors"));
  }

  @Test
  void optionsSayWhatTheFileDoesNot() throws IOException {
    Path weights = folder.resolve("bare.safetensors");
    new SafetensorsWriter()
        .floats("base._0", List.of(2), new float[2])
        .floats("base._1", List.of(2), new float[] {1, 1})
        .booleans("transform.transforms.0.mask", List.of(2), new boolean[] {true, false})
        .floats("transform.transforms.0.hyper.0.weight", List.of(3, 1), new float[3])
        .floats("transform.transforms.0.hyper.0.bias", List.of(3), new float[3])
        .floats("transform.transforms.0.hyper.2.weight", List.of(2, 3), new float[6])
        .floats("transform.transforms.0.hyper.2.bias", List.of(2), new float[2])
        .write(weights);
    Path out = Files.createDirectory(folder.resolve("imported"));
    String notes = Run.done("import", weights, "--out", out).err();
    assertTrue(
        notes.contains(
            "its slope is not stored in the file: 0.001 assumed, give --slope if it was another"),
        notes);
    assertTrue(notes.contains("ReLU assumed, give --activation"), notes);
    String spec = Run.done("info", out, "--spec").out();
    assertTrue(spec.contains("relu") && spec.contains("0.001"), spec);
    String quiet =
        Run.done("import", weights, "--slope", "1e-4", "--activation", "ELU", "--out", out).err();
    assertEquals(1, quiet.lines().count(), quiet);
    spec = Run.done("info", out, "--spec").out();
    assertTrue(spec.contains("elu") && spec.contains("1.0E-4"), spec);
    Run.fails(
        1,
        List.of("bare.safetensors: its arguments say features 3, its tensors 2"),
        "import",
        weights,
        "--arguments",
        "{\"features\": 3}",
        "--out",
        out);
    Run.fails(
        1,
        List.of("transforms.0.mask is not part of zuko's NSF"),
        "import",
        weights,
        "--class",
        "NSF",
        "--out",
        out);
  }

  @Test
  void readsOtherLibraries() throws IOException {
    Path linear = folder.resolve("lu.safetensors");
    new SafetensorsWriter()
        .floats("lower_entries", List.of(1), new float[] {0.5f})
        .floats("upper_entries", List.of(1), new float[] {-0.5f})
        .floats("unconstrained_upper_diag", List.of(2), new float[2])
        .floats("bias", List.of(2), new float[2])
        .write(linear);
    Path out = folder.resolve("lu-model.safetensors");
    String notes = Run.done("import", linear, "--library", "nflows", "--out", out).err();
    assertTrue(notes.contains(": Flow of nflows, 2 features, 0 context columns, 1"), notes);
    Path planar = folder.resolve("planar.safetensors");
    new SafetensorsWriter()
        .floats("u", List.of(1, 3), new float[] {1, 2, 3})
        .floats("w", List.of(1, 3), new float[] {1, 0, -1})
        .floats("b", List.of(1), new float[1])
        .write(planar);
    notes = Run.done("import", planar, "--library", "normflows", "--out", out).err();
    assertTrue(notes.contains(": Planar of normflows, 3 features, 0 context columns, 1"), notes);
    Run.fails(
        1,
        List.of("zuko's class \"CNF\" can't be read: flows4j has no continuous flows"),
        "import",
        planar,
        "--class",
        "CNF",
        "--out",
        out);
    Run.fails(
        1,
        List.of("zuko's class \"MFA\" is not known; known: MAF, NSF"),
        "import",
        planar,
        "--class",
        "MFA",
        "--out",
        out);
  }

  @Test
  void wrongUsageAndFilesAreOneLine() throws IOException {
    Path out = folder.resolve("out.safetensors");
    Run.fails(1, List.of("none.pt does not exist"), "import", "none.pt", "--out", out);
    Path text = Files.writeString(folder.resolve("text.pt"), "some text that is no tensor file");
    Run.fails(1, List.of("text.pt: not a"), "import", text, "--out", out);
    Run.fails(2, List.of("--out"), "import", text);
    Run.fails(
        2,
        List.of("there is no 'zuk'; did you mean 'zuko'?"),
        "import",
        text,
        "--library",
        "zuk",
        "--out",
        out);
    Run.fails(2, List.of("in (0, 1), was 1.0"), "import", text, "--slope", 1, "--out", out);
    Run.fails(
        2,
        List.of("no 'gelu'", "did you mean 'relu'"),
        "import",
        text,
        "--activation",
        "gelu",
        "--out",
        out);
    Path model = toy.resolve("model.safetensors");
    Run.fails(1, List.of("already: it can be used as it is"), "import", model, "--out", out);
    Run.fails(2, List.of("must not be the file that is read"), "import", model, "--out", toy);
    Run.fails(2, List.of("must not be the model itself"), "export", toy, "--out", model);
    assertFalse(Files.exists(out));
  }

  @Test
  void exportSaysWhatZukoLacks() throws IOException {
    Path out = folder.resolve("lacking.safetensors");
    Path tanh = folder.resolve("tanh");
    Run.done("train", "circles", "--steps", 1, "--hidden", 4, "--out", tanh);
    Run.fails(1, List.of("transforms[0]: its log-scale's bound"), "export", tanh, "--out", out);
    Path table = folder.resolve("rows.csv");
    Run.done("data", "circles", "--rows", 50, "--out", table);
    Path scaled = folder.resolve("scaled");
    Run.done("train", table, "--steps", 1, "--hidden", 4, "--out", scaled);
    Run.fails(
        1,
        List.of("column x0 is standardized", "or give --standardized"),
        "export",
        scaled,
        "--out",
        out);
    assertFalse(Files.exists(out));
    String notes = Run.done("export", scaled, "--standardized", "--out", out).err();
    assertTrue(notes.contains("to its log-densities"), notes);
  }
}
