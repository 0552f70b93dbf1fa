package io.github.flows4j.io.nflows;

import io.github.flows4j.io.ImportOptions;
import io.github.flows4j.io.foreign.ForeignFacts;
import io.github.flows4j.io.foreign.ForeignFlow;
import io.github.flows4j.io.foreign.ForeignTensors;
import io.github.flows4j.io.foreign.RowOrder;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.AdditiveUnivariate;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.SplineForm;
import io.github.flows4j.spec.SplineTails;
import io.github.flows4j.spec.SplineUnivariate;
import io.github.flows4j.spec.Univariate;
import io.github.flows4j.spec.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What options and metadata say of an nflows flow beside its tensors. */
final class NflowsFacts {
  private static final String SPLINE_COUPLING = "PiecewiseRationalQuadraticCouplingTransform";
  private static final String SPLINE_AUTOREGRESSIVE =
      "MaskedPiecewiseRationalQuadraticAutoregressiveTransform";

  static final List<String> CLASSES =
      List.of(
          "SimpleRealNVP",
          "MaskedAutoregressiveFlow",
          "Flow",
          "CompositeTransform",
          "AffineCouplingTransform",
          "AdditiveCouplingTransform",
          SPLINE_COUPLING,
          "MaskedAffineAutoregressiveTransform",
          SPLINE_AUTOREGRESSIVE,
          "Permutation",
          "RandomPermutation",
          "ReversePermutation",
          "LULinear",
          "BatchNorm",
          "ActNorm");

  /** The smallest scale of affine maps, and the default floors of splines. */
  private static final double FLOOR = 1e-3;

  /** Added to the raw scales of couplings before the sigmoid. */
  private static final double OFFSET = 2;

  private static final List<String> ARGUMENTS =
      List.of(
          "features",
          "context_features",
          "hidden_features",
          "num_layers",
          "num_blocks_per_layer",
          "num_blocks",
          "use_volume_preserving",
          "use_residual_blocks",
          "use_random_masks",
          "random_mask",
          "use_random_permutations",
          "activation",
          "dropout_probability",
          "batch_norm_within_layers",
          "use_batch_norm",
          "batch_norm_between_layers",
          "num_bins",
          "tails",
          "tail_bound",
          "apply_unconditional_transform",
          "min_bin_width",
          "min_bin_height",
          "min_derivative",
          "eps",
          "momentum",
          // words of whoever wrote the file, for its reader's eyes
          "masks",
          "net");

  private final ForeignFacts facts;
  private boolean networks;

  NflowsFacts(ImportOptions options, Map<String, String> metadata) {
    facts = new ForeignFacts("nflows", CLASSES, Map.of(), ARGUMENTS, options, metadata);
    facts.refuseSlope();
    facts.refuse("use_random_masks", true, "random masks");
    facts.refuse("random_mask", true, "random masks");
    facts.refuse("batch_norm_within_layers", true, "networks with batch normalization");
    facts.refuse("use_batch_norm", true, "networks with batch normalization");
    facts.refuse("apply_unconditional_transform", true, "splines of the features kept");
  }

  ForeignFacts all() {
    return facts;
  }

  String flowClass() {
    return facts.flowClass().orElse("Flow");
  }

  /** The activation of networks. */
  Activation activation() {
    networks = true;
    return facts.activation().orElse(ForeignFacts.ACTIVATION);
  }

  /** What is added for stability by transforms of a class. */
  double epsilon(String ofClass, double otherwise) {
    return flowClass().equals(ofClass) ? facts.number("eps").orElse(otherwise) : otherwise;
  }

  double momentum() {
    return facts.number("momentum").orElse(0.1);
  }

  /** A map, and the order of a network's rows that are its parameters. */
  record Mapped(Univariate univariate, RowOrder rows) {}

  /**
   * The map of a coupling whose network, with so many parameters for each feature moved, divides a
   * spline's raw widths and heights by a root.
   */
  Mapped coupling(ForeignTensors tensors, String source, int parameters, int width) {
    if (spline(SPLINE_COUPLING, parameters)) {
      SplineUnivariate spline = spline(tensors, source, parameters);
      RowOrder rows = RowOrder.featureMajor(parameters);
      return new Mapped(spline, rows.scaled(2 * spline.bins(), 1 / Math.sqrt(width)));
    }
    // [all shifts | all raw scales]: parameter by parameter as ours
    if (parameters == 1) return new Mapped(new AdditiveUnivariate(), RowOrder.SAME);
    if (parameters == 2)
      return new Mapped(new AffineUnivariate(new ScaleBound.Sigmoid(OFFSET, FLOOR)), RowOrder.SAME);
    throw unknown(tensors, source, parameters, SPLINE_COUPLING);
  }

  /** The map of a masked autoregressive transform. */
  Mapped autoregressive(ForeignTensors tensors, String source, int parameters) {
    if (spline(SPLINE_AUTOREGRESSIVE, parameters))
      return new Mapped(spline(tensors, source, parameters), RowOrder.featureMajor(parameters));
    // Each feature's raw scale, then its shift.
    if (parameters == 2)
      return new Mapped(
          new AffineUnivariate(new ScaleBound.Softplus(FLOOR)), RowOrder.placed(1, 0));
    throw unknown(tensors, source, parameters, SPLINE_AUTOREGRESSIVE);
  }

  private boolean spline(String named, int parameters) {
    return flowClass().equals(named) || (parameters > 2 && facts.size("num_bins").isPresent());
  }

  private static IllegalArgumentException unknown(
      ForeignTensors tensors, String source, int parameters, String spline) {
    return tensors.problem(
        source,
        "has "
            + parameters
            + " rows for each feature, and of which map they are is not said: give the class "
            + spline
            + ", or num_bins among the arguments");
  }

  private SplineUnivariate spline(ForeignTensors tensors, String source, int parameters) {
    Optional<String> tails = facts.argument("tails").map(JsonValue::string);
    if (parameters % 3 != 2
        || parameters < 5
        || !tails.map(text -> text.equals("linear")).orElse(true))
      throw tensors.problem(
          source,
          "has "
              + parameters
              + " rows for each feature: rational-quadratic splines can be read with linear tails,"
              + " 3 num_bins - 1 rows");
    int bins = (parameters + 1) / 3;
    facts.claimSize("num_bins", bins);
    double bound =
        facts
            .number("tail_bound")
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "tail_bound is not stored in the file: give it among the arguments,"
                            + " {\"tail_bound\": 3}"));
    SplineForm form =
        new SplineForm.Floored(
            facts.number("min_bin_width").orElse(FLOOR),
            facts.number("min_bin_height").orElse(FLOOR),
            facts.number("min_derivative").orElse(FLOOR));
    return new SplineUnivariate(bins, bound, form, SplineTails.IDENTITY);
  }

  /** Tells what was used, and what of it nothing said. */
  void tell(ForeignFlow flow) {
    if (!networks) return;
    String name = ForeignFacts.name(activation());
    if (facts.activation().isPresent()) flow.said("activation", name);
    else flow.assumed("activation", name);
  }
}
