package io.github.flows4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.data.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {
  @TempDir Path folder;
  private Path out;
  private Path table;

  @BeforeEach
  void paths() {
    out = folder.resolve("model");
    table = folder.resolve("rows.csv");
    Tables.write(table, List.of("size", "price", "year", "weight"), rows(300));
  }

  private static Rows rows(int count) {
    var random = new SplittableRandom(1);
    double[][] rows = new double[count][];
    for (int i = 0; i < count; i++) {
      double size = 100 + 10 * random.nextGaussian();
      double year = 2000 + random.nextInt(20);
      rows[i] =
          new double[] {
            size, 3 * size + year + random.nextGaussian(), year, 0.5 + random.nextDouble()
          };
    }
    return Rows.of(rows);
  }

  private static void assertFiles(Path folder, String... names) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          Stream.of(names).sorted().toList(),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  private Run train(Object... more) {
    Object[] all =
        Stream.concat(
                Stream.of("train"),
                Stream.concat(
                    Stream.of(more),
                    Stream.of("--steps", 30, "--hidden", 8, "--threads", 1, "--out", out)))
            .toArray();
    return Run.done(all);
  }

  @Test
  void toyEndToEnd() throws IOException {
    Run run = train("swiss-roll");
    assertFiles(
        out,
        "model.safetensors",
        "history.csv",
        "loss.png",
        "data.png",
        "samples.png",
        "density.png",
        "latent-grid.png");
    for (String part :
        List.of("steps", "final loss", "rate", "density", "coverage", "smoothness", "files"))
      assertTrue(run.out().contains(part), run.out());
    assertTrue(run.err().contains("6 x affine (tanh:1) coupling, MLP 8 relu"), run.err());
    assertTrue(run.err().contains("128 rows, Adam at 0.001, cosine"), run.err());
    assertTrue(run.err().contains("30/30"), run.err());
    List<String> history = Files.readAllLines(out.resolve("history.csv"));
    assertEquals("step,epoch,loss,gradient_norm,learning_rate,validation", history.get(0));
    assertEquals(31, history.size());
    assertTrue(history.get(1).matches("1,1,[-0-9.E]+,[-0-9.E]+,0\\.001,"), history.get(1));
    Flow flow = Flow.load(out.resolve("model.safetensors"));
    var provenance = flow.provenance().entries();
    assertEquals("swiss-roll", provenance.get("data"));
    assertEquals("0", provenance.get("seed"));
    assertTrue(provenance.get("command").startsWith("flows4j train swiss-roll"));
    assertTrue(provenance.containsKey("coverage"));
  }

  @Test
  void tableEndToEndAsJson() throws IOException {
    Run run =
        train(
            table,
            "--features",
            "size,price",
            "--context",
            "year",
            "--weights",
            "weight",
            "--json");
    assertEquals(1, run.lines().size());
    assertTrue(run.number("validation_loss") > 0);
    assertTrue(run.number("steps_per_s") > 0);
    assertEquals(30, run.number("steps"));
    assertTrue(run.err().contains("8 x affine (soft-clip:0.001) coupling"), run.err());
    assertTrue(run.err().contains("300 rows, 30 of them for validation"), run.err());
    Flow flow = Flow.load(out.resolve("model.safetensors"));
    assertEquals(List.of("size", "price"), ModelTable.names(flow.schema().features()));
    assertEquals(List.of("year"), ModelTable.names(flow.schema().context()));
    assertEquals(100, flow.schema().features().get(0).mean(), 5);
    assertEquals(
        run.number("validation_loss") - flow.schema().logDet(),
        run.number("validation_loss_user_units"),
        1e-9);
    String hash = flow.provenance().entries().get("data_sha256");
    assertEquals(Sha256.of(table), hash);
    assertEquals(64, hash.length());
    assertTrue(
        Files.readAllLines(out.resolve("history.csv")).get(30).matches(".*,[0-9.]+"),
        "the last step is validated");
  }

  @Test
  void threeColumnsArePairs() throws IOException {
    Path held = folder.resolve("held.tsv.gz");
    Tables.write(held, List.of("weight", "year", "price", "size"), rows(50));
    Run run = train(table, "--validation", held, "--weights", "weight", "--quiet");
    assertEquals("", run.err());
    assertFiles(out, "model.safetensors", "history.csv", "loss.png", "pairs.png");
  }

  @Test
  void oneColumnIsAnElementwiseMapAndSaysSo() throws IOException {
    Run run = train(table, "--features", "size");
    assertTrue(run.err().contains("one feature leaves nothing to couple"), run.err());
    assertFiles(out, "model.safetensors", "history.csv", "loss.png", "samples.png");
  }

  @Test
  void againIntoTheSameFolderSaysThatItReplaces() {
    train("circles", "--quiet");
    assertTrue(train("circles").err().contains("will be replaced"));
  }

  @Test
  void formOptionsReachTheFlow() {
    Run run =
        train(
            table,
            "--transforms",
            3,
            "--activation",
            "SiLU",
            "--masks",
            "random",
            "--batch-norm",
            "--act-norm",
            "--residual-blocks",
            2,
            "--base",
            "logistic",
            "--scale-bound",
            "tanh:2",
            "--weight-decay",
            0.01,
            "--warm-up",
            5,
            "--clip",
            0,
            "--schedule",
            "constant");
    for (String part :
        List.of(
            "3 x affine (tanh:2) coupling, residual MLP of 2 blocks of 8 silu",
            "2 x batch norm",
            "3 x act norm",
            "base logistic",
            "AdamW with decay 0.01",
            "constant after a warm-up of 5 steps"))
      assertTrue(run.err().contains(part), part + " not in " + run.err());
    assertFalse(run.err().contains("clipped"));
    assertTrue(train(table, "--flow", "nice").err().contains("4 x additive coupling"));
    assertTrue(train(table, "--flow", "tutorial-realnvp").err().contains("7 x batch norm"));
  }

  @Test
  void autoregressiveEndToEnd() throws IOException {
    Run run = train(table, "--flow", "maf", "--context", "year", "--passes", 2);
    assertTrue(
        run.err().contains("3 x affine (soft-clip:0.001) autoregressive, masked MLP 8 relu"),
        run.err());
    Path samples = folder.resolve("samples.csv");
    Run.done("sample", out, "--rows", 20, "--given", "year=2010", "--out", samples);
    assertEquals(21, Files.readAllLines(samples).size());
    Run info = Run.done("info", out);
    assertTrue(info.out().contains("masked MLP 8 relu, ranks 0 0 1"), info.out());
    Path spec = folder.resolve("flow.json");
    Files.writeString(spec, Run.done("info", out, "--spec").out());
    assertTrue(
        Run.done("train", table, "--spec", spec, "--context", "year", "--steps", 2, "--out", out)
            .err()
            .contains("masked MLP 8 relu"));
    assertTrue(
        train(table, "--flow", "iaf", "--hidden", 2)
            .err()
            .contains("is narrower than the 3 groups"));
  }

  /** A killed training is one whose checkpoint is left: so one is made, and gone on with. */
  @Test
  void resumeGoesOnBitForBit() throws IOException {
    Path killed = folder.resolve("killed");
    Files.createDirectories(killed);
    Object[] job = {"circles", "--hidden", 8, "--transforms", 2, "--threads", 1, "--steps", 40};
    Run.fails(
        1,
        List.of("no checkpoint.safetensors to resume from"),
        join(List.of("train"), job, List.of("--out", killed, "--resume")));
    Run.done(join(List.of("train"), job, List.of("--out", out)));
    assertFalse(Files.exists(out.resolve("checkpoint.safetensors")));
    var options =
        io.github.flows4j.train.TrainOptions.defaults()
            .withSteps(40)
            .withBatch(128)
            .withClipNorm(Double.POSITIVE_INFINITY)
            .withStandardize(false)
            .withThreads(1);
    Flow whole = Flow.load(out.resolve("model.safetensors"));
    long[] seen = {0};
    io.github.flows4j.train.Trainer.of(options)
        .withCheckpoint(killed.resolve("checkpoint.safetensors"), 1e9)
        .withListener(progress -> seen[0] = progress.step())
        .withStopWhen(() -> seen[0] == 25)
        .train(whole.spec(), io.github.flows4j.Toys.circles());
    Run.done(join(List.of("train"), job, List.of("--out", killed, "--resume")));
    Flow resumed = Flow.load(killed.resolve("model.safetensors"));
    assertEquals(whole.tensors(), resumed.tensors());
    assertEquals(
        Files.readString(out.resolve("history.csv")),
        Files.readString(killed.resolve("history.csv")));
    assertFalse(Files.exists(killed.resolve("checkpoint.safetensors")));
  }

  private static Object[] join(List<?> first, Object[] middle, List<?> last) {
    return Stream.of(first.stream(), Stream.of(middle), last.stream())
        .flatMap(part -> part)
        .toArray();
  }

  @Test
  void budgetIsATime() {
    Run run = Run.done("train", table, "--budget", "1s", "--hidden", 8, "--out", out);
    assertTrue(run.err().contains("training: 0:01 of 256 rows"), run.err());
    Run.fails(
        2,
        List.of("--budget must be a time such as"),
        "train",
        table,
        "--budget",
        "x",
        "--out",
        out);
    Run.fails(
        2,
        List.of("give only one of --steps, --budget"),
        "train",
        "circles",
        "--steps",
        3,
        "--budget",
        "3s",
        "--out",
        out);
    Run.fails(
        2, List.of("--average must be in [0, 1)"), "train", table, "--average", 2, "--out", out);
    assertEquals(5400, Durations.seconds("--budget", "1.5h"));
    assertEquals(600, Durations.seconds("--budget", "10m"));
  }

  @Test
  void specComesBackFromInfo() throws IOException {
    train("circles", "--transforms", 2);
    Path spec = folder.resolve("flow.json");
    Files.writeString(spec, Run.done("info", out, "--spec").out());
    Path again = folder.resolve("again");
    Run.done("train", "circles", "--spec", spec, "--steps", 5, "--out", again);
    assertEquals(Files.readString(spec), Run.done("info", again, "--spec").out());
    Run.fails(
        2,
        List.of("leave out --hidden"),
        "train",
        "circles",
        "--spec",
        spec,
        "--hidden",
        3,
        "--out",
        again);
    Files.writeString(spec, Files.readString(spec).replace("coupling", "cupling"));
    Run.fails(
        1,
        List.of(spec.toString(), "transforms[0]", "cupling"),
        "train",
        "circles",
        "--spec",
        spec,
        "--out",
        again);
  }

  @Test
  void startGoesOnFromWeightsAndColumns() {
    double first = train(table, "--features", "size,price", "--json").number("validation_loss");
    Path more = folder.resolve("more");
    Run run =
        Run.done(
            "train", table, "--start", out, "--steps", 60, "--threads", 1, "--json", "--out", more);
    assertTrue(run.number("validation_loss") < first);
    assertEquals(2, run.number("features"));
  }

  @Test
  void epochsCountThroughTheTable() {
    Run run =
        Run.done(
            "train",
            table,
            "--features",
            "size,price",
            "--epochs",
            3,
            "--batch",
            100,
            "--hidden",
            4,
            "--json",
            "--out",
            out);
    assertEquals(9, run.number("steps"));
  }

  @Test
  void lossThatIsNotFiniteSavesWhatThereIs() throws IOException {
    Run run =
        Run.of(
            "train",
            table,
            "--learning-rate",
            1e6,
            "--clip",
            0,
            "--scale-bound",
            "none",
            "--steps",
            500,
            "--hidden",
            8,
            "--out",
            out,
            "--quiet");
    assertEquals(1, run.status());
    assertEquals("", run.out());
    assertTrue(run.err().matches("flows4j: step \\d+: .*learning rate.*\n"), run.err());
    assertFiles(out, "model.safetensors", "history.csv");
  }
}
