package io.github.flows4j.cli;

import io.github.flows4j.AutoregressiveFlow;
import io.github.flows4j.CouplingFlow;
import io.github.flows4j.DataException;
import io.github.flows4j.ImageFlow;
import io.github.flows4j.StackedFlow;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.ConvNet;
import io.github.flows4j.spec.Convolutional;
import io.github.flows4j.spec.Customs;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.spec.ResidualConvNet;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.SpecJson;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Which flow is trained; what is not given depends on the data. */
final class FlowOptions {
  private static final int CHANNELS = 64;
  private static final List<String> MASKS = List.of("half", "checkered", "random");

  @Option(
      names = "--flow",
      paramLabel = "NAME",
      description = {
        "auto: picked by rows and columns, with how it is trained; says what and why (default of a"
            + " table, unless an option below is given)",
        "realnvp: affine couplings (else the default; 6 on a built-in set, 8 on a table)",
        "nice: 4 additive couplings and a scaling",
        "tutorial-realnvp: 8 affine couplings, 256-256, batch norm",
        "glow: 6 steps of act norm, LU linear, affine coupling",
        "nsf-coupling: 3 couplings of splines",
        "maf: 3 affine autoregressive layers, slow to sample",
        "iaf: the same turned round, slow to train",
        "nsf: 3 autoregressive layers of splines",
        "ncsf: the same for angles in [-pi, pi)",
        "naf: 3 autoregressive layers of monotonic networks",
        "unaf: 3 autoregressive layers of integrated networks",
        "sospf: 3 autoregressive layers of sums of squares",
        "bpf: 3 autoregressive layers of Bernstein polynomials",
        "gf: 3 Gaussianizations and rotations",
        "planar: 16 planar layers",
        "radial: 16 radial layers",
        "Of images, which the others but ncsf take as rows of numbers:",
        "multi-scale-realnvp: 3 scales of 4 couplings of convolutions (default)",
        "realnvp-image: 4 blocks of 4, all of the image to the end (the tutorials')",
        "glow: 3 levels of 8 steps"
      })
  private String flow;

  @Option(
      names = "--spec",
      paramLabel = "FILE",
      description = "The whole flow as JSON, as flows4j info MODEL --spec prints it.")
  Path spec;

  @Option(names = "--transforms", paramLabel = "N", description = "Number of couplings or layers.")
  private Integer transforms;

  @Option(
      names = "--hidden",
      paramLabel = "N,N",
      split = ",",
      hideParamSyntax = true,
      description =
          "Widths of the networks' hidden layers (default 128,128; 256,256 of tutorial-realnvp;"
              + " 1024,1024 of realnvp, nice, maf and iaf on images).")
  private int[] hidden;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description = "relu (default), tanh, silu or elu.")
  private String activation;

  @Option(
      names = "--masks",
      paramLabel = "NAME",
      description =
          "Of couplings: half (default on a built-in set and of glow and tutorial-realnvp),"
              + " checkered (else) or random.")
  private String masks;

  @Option(
      names = EmbeddingOption.NAME,
      paramLabel = "E[:N,N]",
      description =
          "A network on the context columns first, which all layers see the E outputs of instead;"
              + " behind the colon the widths of its hidden layers (default 64,64). Beside --flow"
              + " auto too.")
  private String contextEmbedding;

  @Option(names = "--bins", paramLabel = "N", description = "Bins of splines (default 8).")
  private Integer bins;

  @Option(
      names = "--passes",
      paramLabel = "N",
      description =
          "Of autoregressive layers: steps of sampling (default one a feature); 2 make couplings.")
  private Integer passes;

  @Option(
      names = "--random-order",
      description = "Autoregressive layers in random orders, not ascending and descending.")
  private boolean randomOrder;

  @Option(
      names = "--scale-bound",
      paramLabel = "BOUND",
      description =
          "Limit of affine maps' log-scale: tanh:LIMIT (default tanh:1 on a built-in set), soft-clip:SLOPE"
              + " (soft-clip:1e-3 on a table) or none.")
  private String scaleBound;

  @Option(
      names = "--batch-norm",
      description = "Batch normalization between couplings; of images in place of ActNorm.")
  private boolean batchNorm;

  @Option(names = "--act-norm", description = "An ActNorm before every coupling or layer.")
  private boolean actNorm;

  @Option(names = "--lu-linear", description = "A trained linear map before every coupling.")
  private boolean luLinear;

  @Option(
      names = "--residual-blocks",
      paramLabel = "N",
      description =
          "Residual networks of so many blocks, as wide as the first hidden layer or --channels.")
  private Integer residualBlocks;

  @Option(
      names = "--scales",
      paramLabel = "N",
      description = "Of flows of images: how often they are halved, and once more.")
  private Integer scales;

  @Option(
      names = "--couplings",
      paramLabel = "N",
      description = "Of flows of images: couplings a scale.")
  private Integer couplings;

  @Option(
      names = "--channels",
      paramLabel = "N",
      description = "Of flows of images: width of the convolutions (default 64).")
  private Integer channels;

  @Option(
      names = "--base",
      paramLabel = "NAME",
      description =
          "standard-normal (default), diagonal-normal (trained), logistic (default of nice),"
              + " student-t[:DEGREES] (trained), mixture:K (trained), uniform:BOUND (default of"
              + " ncsf) or conditional-normal (on the context).")
  private String base;

  /** The options given that say something about the flow's form. */
  List<String> given() {
    List<String> given = new ArrayList<>();
    if (flow != null) given.add("--flow");
    if (transforms != null) given.add("--transforms");
    if (hidden != null) given.add("--hidden");
    if (activation != null) given.add("--activation");
    if (contextEmbedding != null) given.add(EmbeddingOption.NAME);
    if (masks != null) given.add("--masks");
    if (bins != null) given.add("--bins");
    if (passes != null) given.add("--passes");
    if (randomOrder) given.add("--random-order");
    if (scaleBound != null) given.add("--scale-bound");
    if (batchNorm) given.add("--batch-norm");
    if (actNorm) given.add("--act-norm");
    if (luLinear) given.add("--lu-linear");
    if (residualBlocks != null) given.add("--residual-blocks");
    if (scales != null) given.add("--scales");
    if (couplings != null) given.add("--couplings");
    if (channels != null) given.add("--channels");
    if (base != null) given.add("--base");
    return given;
  }

  /** Whether the flow is asked to be picked by rows and columns. */
  boolean auto() {
    return "auto".equals(flow);
  }

  /** Whether nothing is said about the flow but what any takes. */
  boolean silent() {
    return spec == null && without(EmbeddingOption.NAME).isEmpty();
  }

  /** The options given, but for some. */
  List<String> without(String... others) {
    return given().stream().filter(option -> !List.of(others).contains(option)).toList();
  }

  /**
   * The flow with a network on its context first, if one is asked for.
   *
   * @throws UsageProblem if there is no context, or the network is none
   */
  Recipe embedded(Recipe recipe, int context) {
    return contextEmbedding == null
        ? recipe
        : EmbeddingOption.add(contextEmbedding, recipe, context);
  }

  /**
   * The flow for so many columns.
   *
   * @throws UsageProblem naming the option with a value that is none, or that the flow does not
   *     take
   */
  Recipe recipe(int features, int context, boolean toy, long seed) {
    ImageFlowKind.refuse(flow);
    FlowKind kind = FlowKind.of(flow);
    kind.check(ofForm(), context);
    return embedded(changed(kind.recipe(features, toy), context, seed), context);
  }

  /**
   * The flow for images of a shape.
   *
   * @throws UsageProblem naming the option with a value that is none, or that the flow does not
   *     take
   */
  Recipe recipe(ImageShape shape, int context, long seed) {
    ImageFlowKind kind = ImageFlowKind.of(flow);
    if (kind == null) {
      FlowKind vectors = FlowKind.of(flow);
      vectors.check(ofForm(), context);
      Recipe recipe = ImageFlowKind.fitted(vectors.name(), vectors.recipe(shape.size(), false));
      return embedded(changed(recipe, context, seed), context);
    }
    for (String option : ofForm()) FlowKind.refuse(kind.name(), option, ImageFlowKind.OPTIONS, "");
    try {
      return embedded(changed(kind.recipe().apply(shape).withContext(context)), context);
    } catch (IllegalArgumentException e) {
      throw e instanceof UsageProblem ? e : new UsageProblem(e.getMessage());
    }
  }

  private List<String> ofForm() {
    return without("--flow", EmbeddingOption.NAME);
  }

  private Recipe changed(Recipe recipe, int context, long seed) {
    try {
      if (recipe instanceof CouplingFlow coupling)
        return changed(coupling.withContext(context), seed);
      if (recipe instanceof AutoregressiveFlow autoregressive)
        return changed(autoregressive.withContext(context), seed);
      return changed(((StackedFlow) recipe).withContext(context));
    } catch (IllegalArgumentException e) {
      throw e instanceof UsageProblem ? e : new UsageProblem(e.getMessage());
    }
  }

  private CouplingFlow changed(CouplingFlow recipe, long seed) {
    CouplingFlow changed = recipe;
    if (transforms != null) changed = changed.withTransforms(transforms);
    if (hidden != null) changed = changed.withHidden(hidden);
    if (activation != null) changed = changed.withActivation(activation());
    if (masks != null)
      changed =
          switch (Names.one("--masks", masks, MASKS)) {
            case "half" -> changed.withHalfMasks();
            case "checkered" -> changed.withCheckeredMasks();
            default -> changed.withRandomMasks(seed);
          };
    if (scaleBound != null) changed = changed.withScaleBound(bound());
    if (bins != null) changed = changed.withBins(bins);
    if (batchNorm) changed = changed.withBatchNorm(true);
    if (actNorm) changed = changed.withActNorm(true);
    if (luLinear) changed = changed.withLuLinear(true);
    if (residualBlocks != null) changed = changed.withResidualBlocks(residualBlocks);
    if (base != null) changed = changed.withBase(BaseOption.parse(base));
    return changed;
  }

  private AutoregressiveFlow changed(AutoregressiveFlow recipe, long seed) {
    AutoregressiveFlow changed = recipe;
    if (transforms != null) changed = changed.withTransforms(transforms);
    if (hidden != null) changed = changed.withHidden(hidden);
    if (activation != null) changed = changed.withActivation(activation());
    if (passes != null) changed = changed.withPasses(passes);
    if (randomOrder) changed = changed.withRandomOrders(seed);
    if (scaleBound != null) changed = changed.withScaleBound(bound());
    if (bins != null) changed = changed.withBins(bins);
    if (actNorm) changed = changed.withActNorm(true);
    if (residualBlocks != null) changed = changed.withResidualBlocks(residualBlocks);
    if (base != null) changed = changed.withBase(BaseOption.parse(base));
    return changed;
  }

  private StackedFlow changed(StackedFlow recipe) {
    StackedFlow changed = recipe;
    if (transforms != null) changed = changed.withTransforms(transforms);
    if (hidden != null) changed = changed.withHidden(hidden);
    if (activation != null) changed = changed.withActivation(activation());
    if (base != null) changed = changed.withBase(BaseOption.parse(base));
    return changed;
  }

  private ImageFlow changed(ImageFlow recipe) {
    ImageFlow changed = recipe;
    if (scales != null) changed = changed.withScales(scales);
    if (couplings != null) changed = changed.withCouplings(couplings);
    if (channels != null || residualBlocks != null || activation != null)
      changed = changed.withNetwork(convolutions());
    if (scaleBound != null) changed = changed.withUnivariate(new AffineUnivariate(bound()));
    if (batchNorm) changed = changed.withActNorm(actNorm).withBatchNorm(true);
    else if (actNorm) changed = changed.withActNorm(true);
    return changed;
  }

  private Convolutional convolutions() {
    int width = channels == null ? CHANNELS : channels;
    Activation function = activation == null ? Activation.RELU : activation();
    if (residualBlocks != null)
      return new ResidualConvNet(width, residualBlocks, function, LastLayer.ZERO, true);
    return new ConvNet(List.of(width, width), List.of(3, 1, 3), function, LastLayer.ZERO, true);
  }

  private Activation activation() {
    List<String> names =
        Arrays.stream(Activation.values()).map(a -> a.name().toLowerCase(Locale.ROOT)).toList();
    return Activation.valueOf(
        Names.one("--activation", activation, names).toUpperCase(Locale.ROOT));
  }

  private ScaleBound bound() {
    int colon = scaleBound.indexOf(':');
    String kind = colon < 0 ? scaleBound : scaleBound.substring(0, colon);
    String number = colon < 0 ? null : scaleBound.substring(colon + 1);
    Names.one("--scale-bound", kind, List.of("tanh", "soft-clip", "none"));
    try {
      return switch (kind) {
        case "tanh" -> new ScaleBound.Tanh(number == null ? 1 : Double.parseDouble(number));
        case "soft-clip" ->
            new ScaleBound.SoftClip(number == null ? 1e-3 : Double.parseDouble(number));
        default -> new ScaleBound.None();
      };
    } catch (NumberFormatException e) {
      throw new UsageProblem("--scale-bound: '" + number + "' is not a number");
    } catch (IllegalArgumentException e) {
      throw new UsageProblem("--scale-bound: " + e.getMessage());
    }
  }

  /**
   * The flow that --spec describes.
   *
   * @throws DataException naming the file and what is wrong in it
   */
  FlowSpec readSpec() {
    try {
      return SpecJson.parse(Files.readString(spec), Customs.installed());
    } catch (NoSuchFileException e) {
      throw new DataException(spec + " does not exist", e);
    } catch (MalformedInputException e) {
      throw new DataException(spec + " is not UTF-8 text", e);
    } catch (IOException e) {
      throw new DataException(
          Files.isDirectory(spec)
              ? spec + " is a folder, not a flow's description"
              : spec + " can't be read: " + e.getMessage(),
          e);
    } catch (IllegalArgumentException e) {
      throw new DataException(spec + ": " + e.getMessage(), e);
    }
  }
}
