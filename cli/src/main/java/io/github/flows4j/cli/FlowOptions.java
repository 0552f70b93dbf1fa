package io.github.flows4j.cli;

import io.github.flows4j.CouplingFlow;
import io.github.flows4j.DataException;
import io.github.flows4j.Flows;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.Base;
import io.github.flows4j.spec.Customs;
import io.github.flows4j.spec.DiagonalNormal;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Logistic;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.SpecJson;
import io.github.flows4j.spec.StandardNormal;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Which flow is trained; what is not given depends on the data. */
final class FlowOptions {
  private static final List<String> FLOWS = List.of("realnvp", "nice", "tutorial-realnvp");
  private static final List<String> MASKS = List.of("half", "checkered", "random");
  private static final Map<String, Supplier<Base>> BASES = new LinkedHashMap<>();

  static {
    BASES.put("standard-normal", () -> new StandardNormal());
    BASES.put("diagonal-normal", () -> new DiagonalNormal(true));
    BASES.put("logistic", () -> new Logistic());
  }

  @Option(
      names = "--flow",
      paramLabel = "NAME",
      description =
          "realnvp (default; 6 affine couplings on a built-in set, 8 on a table), nice (4 additive"
              + " ones and a scaling) or tutorial-realnvp (8, 256-256, batch norm).")
  private String flow;

  @Option(
      names = "--spec",
      paramLabel = "FILE",
      description = "The whole flow as JSON, as flows4j info MODEL --spec prints it.")
  Path spec;

  @Option(names = "--transforms", paramLabel = "N", description = "Number of couplings.")
  private Integer transforms;

  @Option(
      names = "--hidden",
      paramLabel = "N,N",
      split = ",",
      hideParamSyntax = true,
      description = "Widths of the networks' hidden layers (default 128,128).")
  private int[] hidden;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description = "relu (default), tanh, silu or elu.")
  private String activation;

  @Option(
      names = "--masks",
      paramLabel = "NAME",
      description = "half (default on a built-in set), checkered (on a table) or random.")
  private String masks;

  @Option(
      names = "--scale-bound",
      paramLabel = "BOUND",
      description =
          "Limit of the log-scale: tanh:LIMIT (default tanh:1 on a built-in set), soft-clip:SLOPE"
              + " (soft-clip:1e-3 on a table) or none.")
  private String scaleBound;

  @Option(names = "--batch-norm", description = "Batch normalization between couplings.")
  private boolean batchNorm;

  @Option(names = "--act-norm", description = "An ActNorm before every coupling.")
  private boolean actNorm;

  @Option(
      names = "--residual-blocks",
      paramLabel = "N",
      description = "Residual networks of so many blocks, as wide as the first hidden layer.")
  private Integer residualBlocks;

  @Option(
      names = "--base",
      paramLabel = "NAME",
      description = "standard-normal (default), diagonal-normal (trained) or logistic (of nice).")
  private String base;

  /** The options given that say something about the flow's form. */
  List<String> given() {
    List<String> given = new ArrayList<>();
    if (flow != null) given.add("--flow");
    if (transforms != null) given.add("--transforms");
    if (hidden != null) given.add("--hidden");
    if (activation != null) given.add("--activation");
    if (masks != null) given.add("--masks");
    if (scaleBound != null) given.add("--scale-bound");
    if (batchNorm) given.add("--batch-norm");
    if (actNorm) given.add("--act-norm");
    if (residualBlocks != null) given.add("--residual-blocks");
    if (base != null) given.add("--base");
    return given;
  }

  /**
   * The flow for so many columns.
   *
   * @throws UsageProblem naming the option with a value that is none
   */
  CouplingFlow recipe(int features, int context, boolean toy, long seed) {
    String name = one("--flow", flow == null ? "realnvp" : flow, FLOWS);
    CouplingFlow recipe =
        switch (name) {
          case "nice" -> Flows.nice(features).withHidden(128, 128);
          case "tutorial-realnvp" -> Flows.tutorialRealNvp(features);
          default ->
              toy
                  ? Flows.realNvp(features)
                      .withTransforms(6)
                      .withHidden(128, 128)
                      .withHalfMasks()
                      .withScaleBound(new ScaleBound.Tanh(1))
                  : Flows.realNvp(features).withTransforms(8).withHidden(128, 128);
        };
    if (name.equals("nice") && scaleBound != null)
      throw new UsageProblem("--scale-bound is of no use to nice: its couplings have no scale");
    try {
      return changed(recipe.withContext(context), seed);
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
          switch (one("--masks", masks, MASKS)) {
            case "half" -> changed.withHalfMasks();
            case "checkered" -> changed.withCheckeredMasks();
            default -> changed.withRandomMasks(seed);
          };
    if (scaleBound != null) changed = changed.withScaleBound(bound());
    if (batchNorm) changed = changed.withBatchNorm(true);
    if (actNorm) changed = changed.withActNorm(true);
    if (residualBlocks != null) changed = changed.withResidualBlocks(residualBlocks);
    if (base != null)
      changed = changed.withBase(BASES.get(one("--base", base, List.copyOf(BASES.keySet()))).get());
    return changed;
  }

  private Activation activation() {
    List<String> names =
        Arrays.stream(Activation.values()).map(a -> a.name().toLowerCase(Locale.ROOT)).toList();
    return Activation.valueOf(one("--activation", activation, names).toUpperCase(Locale.ROOT));
  }

  private ScaleBound bound() {
    int colon = scaleBound.indexOf(':');
    String kind = colon < 0 ? scaleBound : scaleBound.substring(0, colon);
    String number = colon < 0 ? null : scaleBound.substring(colon + 1);
    one("--scale-bound", kind, List.of("tanh", "soft-clip", "none"));
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

  /** The value itself, if it is one of the names. */
  private static String one(String option, String value, List<String> names) {
    String lower = value.toLowerCase(Locale.ROOT);
    if (names.contains(lower)) return lower;
    throw new UsageProblem(option + " can't be '" + value + "'" + Names.choices(value, names));
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
