package io.github.flows4j.cli;

import io.github.flows4j.DataException;
import io.github.flows4j.io.ImportOptions;
import io.github.flows4j.io.ModelFile;
import io.github.flows4j.io.nflows.NflowsModels;
import io.github.flows4j.io.normflows.NormflowsModels;
import io.github.flows4j.io.zuko.ZukoModels;
import io.github.flows4j.spec.Activation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flows4j import}. */
@Command(
    name = "import",
    sortOptions = false,
    description = {
      "Makes a model of another library's weights.",
      "",
      "Reads the state dict of a flow of zuko (MAF, NSF, NCSF, NAF, UNAF, SOSPF, BPF, GF, NICE,"
          + " RealNVP), nflows (SimpleRealNVP, MaskedAutoregressiveFlow, lists of transforms) or"
          + " normflows (planar, radial and masked affine flows) from a .safetensors file or one of"
          + " torch.save (.pt, .pth). Sizes come from the weights, what they do not say from the"
          + " options, the file's metadata or the library's defaults. The model's columns are x0,"
          + " x1, ... and c0, c1, ..."
    },
    footer = {
      "",
      "Examples:",
      "  flows4j import flow.pt --out model.safetensors",
      "  flows4j import old.pt --slope 1e-4 --activation elu --out model.safetensors",
      "  flows4j import spline.pt --class NSF --arguments '{\"bins\": 8}' --out model.safetensors",
      "  flows4j import maf.pt --library nflows --out model.safetensors",
      "  flows4j import nsf.pt --library nflows --class PiecewiseRationalQuadraticCouplingTransform"
          + " --arguments '{\"tail_bound\": 3}' --out model.safetensors",
      "  flows4j import planar.pt --library normflows --out model.safetensors"
    })
final class ImportCommand implements Callable<Integer> {
  private static final List<String> LIBRARIES = List.of("zuko", "nflows", "normflows");

  /** Facts that have an option of their own. */
  private static final List<String> OPTIONS = List.of("slope", "activation");

  private final Console console;

  @Parameters(index = "0", paramLabel = "FILE", description = "Weights, .safetensors, .pt or .pth.")
  private String weights;

  @Option(
      names = "--library",
      paramLabel = "NAME",
      description = "zuko (default), nflows or normflows.")
  private String library = "zuko";

  @Option(
      names = "--class",
      paramLabel = "NAME",
      description =
          "The flow's class, such as RealNVP; needed where the weights fit several, as zuko's NSF"
              + " and BPF.")
  private String flowClass;

  @Option(
      names = "--arguments",
      paramLabel = "JSON",
      description =
          "What the class was made with, to be checked, and to say what the weights do not:"
              + " '{\"features\": 5}'.")
  private String arguments;

  @Option(
      names = "--slope",
      paramLabel = "S",
      description = "zuko's smallest scale: 1e-3 (default); 1e-4 in its versions 1.0.1 to 1.4.1.")
  private Double slope;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description = "relu (default), tanh, silu or elu.")
  private String activation;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      description = "What stands before its tensors' names in a larger model's file.")
  private String prefix;

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "MODEL",
      description = "The model file to write, or a folder for one.")
  private String out;

  @Mixin CommonOptions common;

  ImportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    checkLibrary(library, LIBRARIES);
    ImportOptions options = options();
    Path file = DataInput.path(weights);
    Path target = DataInput.path(out);
    if (Files.isDirectory(target)) target = target.resolve(OutputFolder.MODEL);
    if (!Files.exists(file)) throw new DataException(weights + " does not exist");
    if (Files.exists(target) && Files.isSameFile(file, target))
      throw new UsageProblem("--out must not be the file that is read");
    ModelFile model =
        switch (library.toLowerCase(Locale.ROOT)) {
          case "nflows" -> NflowsModels.read(file, options);
          case "normflows" -> NormflowsModels.read(file, options);
          default -> ZukoModels.read(file, options);
        };
    model.write(target);
    note(target, model);
    return Main.DONE;
  }

  static void checkLibrary(String name, List<String> libraries) {
    if (!libraries.contains(name.toLowerCase(Locale.ROOT)))
      throw new UsageProblem(
          "--library: there is no '" + name + "'" + Names.choices(name, libraries));
  }

  private ImportOptions options() {
    ImportOptions options = ImportOptions.none();
    if (flowClass != null) options = options.withFlowClass(flowClass);
    if (arguments != null) options = options.withArguments(arguments);
    if (activation != null) options = options.withActivation(activation());
    if (prefix != null) options = options.withPrefix(prefix);
    if (slope == null) return options;
    if (!(slope > 0 && slope < 1))
      throw new UsageProblem("--slope must be in (0, 1), was " + slope);
    return options.withSlope(slope);
  }

  private Activation activation() {
    for (Activation each : Activation.values())
      if (each.name().equalsIgnoreCase(activation)) return each;
    List<String> names =
        Arrays.stream(Activation.values()).map(a -> a.name().toLowerCase(Locale.ROOT)).toList();
    throw new UsageProblem(
        "--activation: there is no '" + activation + "'" + Names.choices(activation, names));
  }

  private void note(Path target, ModelFile model) {
    Map<String, String> facts = model.provenance().entries();
    console.note(
        target
            + ": "
            + facts.get("class")
            + " of "
            + facts.get("library")
            + ", "
            + model.spec().features()
            + " features, "
            + model.spec().context()
            + " context columns, "
            + model.spec().transforms().size()
            + " transforms");
    for (String what : facts.getOrDefault("assumed", "").split(", ", -1))
      if (!what.isEmpty())
        console.note(
            "its "
                + what
                + " is not stored in the file: "
                + facts.get(what)
                + " assumed, give "
                + (OPTIONS.contains(what) ? "--" + what : "it among the --arguments")
                + " if it was another");
  }
}
