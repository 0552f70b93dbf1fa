package io.github.flows4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flows;
import io.github.flows4j.spec.Base;
import io.github.flows4j.spec.BoxUniform;
import io.github.flows4j.spec.ConditionalNormal;
import io.github.flows4j.spec.ContextEmbedding;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.Logistic;
import io.github.flows4j.spec.NormalMixture;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.StudentT;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Which flow the options of {@code train} describe. */
class FlowOptionsTest {
  private static FlowOptions options(String... arguments) {
    FlowOptions options = new FlowOptions();
    new CommandLine(options).parseArgs(arguments);
    return options;
  }

  private static Recipe recipe(int context, String... arguments) {
    return options(arguments).recipe(3, context, false, 7);
  }

  private static void gives(Recipe expected, String... arguments) {
    assertEquals(expected.spec(), recipe(0, arguments).spec());
  }

  private static void refuses(String message, String... arguments) {
    assertEquals(
        message, assertThrows(UsageProblem.class, () -> recipe(0, arguments)).getMessage());
  }

  @Test
  void everyNameGivesItsFlow() {
    gives(Flows.realNvp(3).withTransforms(8).withHidden(128, 128));
    gives(Flows.realNvp(3).withTransforms(8).withHidden(128, 128), "--flow", "realnvp");
    gives(Flows.nice(3).withHidden(128, 128), "--flow", "nice");
    gives(Flows.tutorialRealNvp(3), "--flow", "tutorial-realnvp");
    gives(Flows.glow(3).withHidden(128, 128), "--flow", "glow");
    gives(Flows.nsfCoupling(3).withHidden(128, 128), "--flow", "NSF-coupling");
    gives(Flows.maf(3).withHidden(128, 128), "--flow", "maf");
    gives(Flows.iaf(3).withHidden(128, 128), "--flow", "iaf");
    gives(Flows.nsf(3).withHidden(128, 128), "--flow", "nsf");
    gives(Flows.ncsf(3).withHidden(128, 128), "--flow", "ncsf");
    gives(Flows.naf(3).withHidden(128, 128), "--flow", "naf");
    gives(Flows.unaf(3).withHidden(128, 128), "--flow", "unaf");
    gives(Flows.sospf(3).withHidden(128, 128), "--flow", "sospf");
    gives(Flows.bpf(3).withHidden(128, 128), "--flow", "bpf");
    gives(Flows.gf(3), "--flow", "gf");
    gives(Flows.planar(3), "--flow", "planar");
    gives(Flows.radial(3), "--flow", "radial");
  }

  @Test
  void optionsReachTheFlow() {
    gives(
        Flows.maf(3)
            .withTransforms(2)
            .withHidden(8)
            .withPasses(2)
            .withRandomOrders(7)
            .withScaleBound(new ScaleBound.Tanh(2))
            .withActNorm(true)
            .withBase(new StudentT(4)),
        "--flow=maf",
        "--transforms=2",
        "--hidden=8",
        "--passes=2",
        "--random-order",
        "--scale-bound=tanh:2",
        "--act-norm",
        "--base=student-t:4");
    gives(
        Flows.nsf(3).withHidden(16).withBins(5).withResidualBlocks(2),
        "--flow=nsf",
        "--hidden=16",
        "--bins=5",
        "--residual-blocks=2");
    gives(
        Flows.nsfCoupling(3).withHidden(128, 128).withBins(4).withLuLinear(true).withHalfMasks(),
        "--flow=nsf-coupling",
        "--bins=4",
        "--lu-linear",
        "--masks=half");
    gives(Flows.planar(3).withTransforms(4), "--flow=planar", "--transforms=4");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void everyFlowIsDescribedInWords(int context) {
    for (String name : FlowKind.names()) {
      FlowSpec spec = recipe(context, "--flow", name).spec();
      assertEquals(context, spec.context());
      assertTrue(SpecText.summary(spec).endsWith(" parameters"), SpecText.summary(spec));
      for (int i = 0; i < spec.transforms().size(); i++)
        assertTrue(SpecText.line(spec, i).endsWith(" parameters"));
      assertEquals(name.equals("ncsf"), SpecText.ofAngles(spec), name);
    }
  }

  @Test
  void optionsThatAFlowDoesNotTakeAreRefused() {
    refuses(
        "--masks is of no use to maf, which takes --transforms, --hidden, --activation,"
            + " --residual-blocks, --passes, --random-order, --base, --act-norm, --scale-bound",
        "--flow=maf",
        "--masks=half");
    refuses(
        "--hidden is of no use to planar without context columns, which takes --transforms, --base",
        "--flow=planar",
        "--hidden=8");
    assertEquals(3, recipe(1, "--flow=planar", "--hidden=8").spec().features());
    for (String[] pair :
        new String[][] {
          {"realnvp", "--bins=4"},
          {"nsf", "--scale-bound=none"},
          {"nice", "--scale-bound=none"},
          {"maf", "--bins=4"},
          {"glow", "--passes=2"},
          {"realnvp", "--random-order"},
          {"naf", "--batch-norm"},
          {"ncsf", "--act-norm"},
          {"nsf", "--lu-linear"},
          {"radial", "--act-norm"},
          {"gf", "--residual-blocks=1"}
        }) {
      String option = pair[1].replaceFirst("=.*", "");
      String message =
          assertThrows(UsageProblem.class, () -> recipe(0, "--flow=" + pair[0], pair[1]))
              .getMessage();
      assertTrue(message.startsWith(option + " is of no use to " + pair[0]), message);
    }
  }

  private static Base base(String text) {
    return recipe(1, "--base", text).spec().base();
  }

  @Test
  void bases() {
    assertEquals(new StandardNormal(), base("normal"));
    assertEquals(new StandardNormal(), base("standard-normal"));
    assertEquals(new Logistic(), base("Logistic"));
    assertEquals(new StudentT(10), base("student-t"));
    assertEquals(new NormalMixture(5), base("mixture:5"));
    assertEquals(new BoxUniform(2.5), base("uniform:2.5"));
    assertEquals(new ConditionalNormal(), base("conditional-normal"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mixture | --base: mixture needs a number, as in mixture:5",
        "uniform | --base: uniform needs a number, as in uniform:5",
        "mixture:2.5 | --base: '2.5' is not a number that mixture takes",
        "mixture:0 | --base: components must be >= 1, was 0",
        "student-t:x | --base: 'x' is not a number that student-t takes",
        "student-t:-1 | --base: degrees must be positive and finite, was -1.0",
        "logistic:3 | --base: logistic takes no number, had '3'"
      })
  void basesThatAreNone(String text, String message) {
    refuses(message, "--base", text);
  }

  @Test
  void contextEmbeddings() {
    assertEquals(
        Flows.maf(3).withHidden(8).withContext(2).withContextEmbedding(5, 64, 64).spec(),
        recipe(2, "--flow=maf", "--hidden=8", "--context-embedding=5").spec());
    for (String name : FlowKind.names())
      assertEquals(
          Optional.of(ContextEmbedding.of(5, 32)),
          recipe(2, "--flow", name, "--context-embedding=5:32").spec().embedding(),
          name);
    ImageShape shape = new ImageShape(1, 4, 4);
    assertEquals(
        Flows.glow(shape).withContext(2).withContextEmbedding(3, 8, 7).spec(),
        options("--flow=glow", "--context-embedding=3:8,7").recipe(shape, 2, 7).spec());
    assertTrue(options("--context-embedding=3").silent());
    assertEquals(List.of("--context-embedding"), options("--context-embedding=3").given());
    refuses(
        "--context-embedding needs context columns: give --context, or of images"
            + " --class-conditional",
        "--context-embedding=5");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x | --context-embedding can't be 'x': it is a number such as 8, or 8:64,64",
        "8: | --context-embedding can't be '8:': it is a number such as 8, or 8:64,64",
        "8:3,,4 | --context-embedding can't be '8:3,,4': it is a number such as 8, or 8:64,64",
        "0 | --context-embedding: outputs must be >= 1, was 0",
        "8:4,0 | --context-embedding: hidden must hold widths >= 1, was [4, 0]"
      })
  void contextEmbeddingsThatAreNone(String text, String message) {
    assertEquals(
        message,
        assertThrows(UsageProblem.class, () -> recipe(1, "--context-embedding", text))
            .getMessage());
  }

  @Test
  void valuesThatAreRefused() {
    refuses("passes must be >= 1, was 0", "--flow=maf", "--passes=0");
    refuses("bins must be >= 2, was 1", "--flow=nsf", "--bins=1");
    refuses("transforms must be >= 1, was 0", "--flow=gf", "--transforms=0");
    String message =
        assertThrows(UsageProblem.class, () -> recipe(0, "--flow", "nfs")).getMessage();
    for (String part : List.of("--flow can't be 'nfs'; did you mean 'n", "nsf-coupling", "radial"))
      assertTrue(message.contains(part), message);
  }

  @Test
  void helpHasALineForEveryFlow() {
    String help = Run.done("train", "--help").out();
    for (String name : FlowKind.names())
      assertTrue(help.lines().anyMatch(line -> line.contains(" " + name + ": ")), name);
  }
}
