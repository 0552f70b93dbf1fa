package io.github.flows4j.io.zuko;

import io.github.flows4j.io.foreign.ForeignTensors;
import io.github.flows4j.spec.AdditiveUnivariate;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.BernsteinUnivariate;
import io.github.flows4j.spec.GaussianizationUnivariate;
import io.github.flows4j.spec.IntegratedNeuralUnivariate;
import io.github.flows4j.spec.NeuralMonotonicUnivariate;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.SplineForm;
import io.github.flows4j.spec.SplineTails;
import io.github.flows4j.spec.SplineUnivariate;
import io.github.flows4j.spec.SumOfSquaresUnivariate;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Univariate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * zuko's univariate maps. The order of a map's parameters is ours: {@code shapes} in zuko's
 * classes, one after another.
 */
final class ZukoMaps {
  /** Half-widths that are constants of zuko's. */
  private static final double BOUND = 5;

  /** Nodes of UNAF's quadrature, a constant of zuko's. */
  private static final int NODES = 32;

  private final ForeignTensors tensors;
  private final ZukoFacts facts;

  ZukoMaps(ForeignTensors tensors, ZukoFacts facts) {
    this.tensors = tensors;
    this.facts = facts;
  }

  /** A map, its own tensors, and the shapes of its parameters. */
  record Owned(Univariate univariate, Map<String, Tensor> tensors, List<List<Integer>> shapes) {}

  /**
   * The map of a transform.
   *
   * @param prefix what the names of the transform's tensors begin with
   * @param source the tensor whose rows are its parameters
   * @param parameters how many of each feature
   * @param known the shapes of its parameters, if the tensors say them
   */
  Owned read(
      String prefix,
      String source,
      int parameters,
      int moved,
      Optional<List<List<Integer>>> known) {
    Optional<List<List<Integer>>> shapes = known.or(facts::shapes);
    // One shift alone may be what is left of a shift and a scale, zuko's default.
    boolean affine =
        facts.map().isEmpty()
            && List.of("MAF", "RealNVP").contains(facts.all().flowClass().orElse("NICE"));
    if (affine && known.equals(Optional.of(List.of(List.<Integer>of()))))
      throw tensors.problem(prefix + "phi.1", "is missing");
    ZukoMap map =
        facts
            .map()
            .or(() -> shapes.flatMap(ZukoMap::ofShapes))
            .or(() -> ofCount(parameters))
            .orElseThrow(
                () ->
                    tensors.problem(
                        source,
                        "has "
                            + parameters
                            + " rows for each feature, and of which map they are is not said: give"
                            + " the class (NSF, NCSF, BPF, SOSPF or GF), or the univariate among"
                            + " the arguments"));
    String network = prefix + "univariate." + (map == ZukoMap.MONOTONIC ? "network" : "integrand");
    boolean neural = map == ZukoMap.MONOTONIC || map == ZukoMap.INTEGRATED;
    Map<String, Tensor> own = new LinkedHashMap<>();
    int signal = map == ZukoMap.INTEGRATED ? parameters - 1 : parameters;
    List<Integer> hidden = neural ? network(network, signal, moved, own) : List.of();
    Optional<int[]> squares =
        map == ZukoMap.SUM_OF_SQUARES ? facts.polynomials(parameters, shapes) : Optional.empty();
    Univariate univariate =
        univariate(map, parameters, hidden, squares)
            .orElseThrow(
                () ->
                    tensors.problem(
                        source,
                        "has "
                            + parameters
                            + " rows for each feature, which "
                            + map.constructor()
                            + misfit(map)));
    List<List<Integer>> own2 = map.shapes(parameters, squares.map(size -> size[1]).orElse(1));
    if (shapes.isPresent() && !shapes.get().equals(own2))
      throw tensors.problem(
          source,
          "is of parameters of shapes "
              + shapes.get()
              + ", "
              + map.constructor()
              + "'s are "
              + own2);
    claims(univariate);
    return new Owned(univariate, own, own2);
  }

  private static Optional<ZukoMap> ofCount(int parameters) {
    if (parameters == 1) return Optional.of(ZukoMap.ADDITIVE);
    return parameters == 2 ? Optional.of(ZukoMap.AFFINE) : Optional.empty();
  }

  private static String misfit(ZukoMap map) {
    return switch (map) {
      case AFFINE -> " has 2 of";
      case ADDITIVE -> " has 1 of";
      case SPLINE, CIRCULAR_SPLINE -> " has 3 bins - 1 of";
      case GAUSSIANIZATION -> " has an even number of";
      case SUM_OF_SQUARES ->
          " has polynomials (degree + 1) + 1 of: give polynomials and degree among the arguments";
      default -> " can't have";
    };
  }

  private Optional<Univariate> univariate(
      ZukoMap map, int parameters, List<Integer> hidden, Optional<int[]> squares) {
    boolean fits =
        switch (map) {
          case AFFINE -> parameters == 2;
          case ADDITIVE -> parameters == 1;
          case SPLINE, CIRCULAR_SPLINE -> parameters % 3 == 2 && parameters >= 5;
          case GAUSSIANIZATION -> parameters % 2 == 0;
          case BERNSTEIN, INTEGRATED -> parameters >= 2;
          case MONOTONIC -> true;
          case SUM_OF_SQUARES -> squares.isPresent();
        };
    if (!fits) return Optional.empty();
    return Optional.of(
        switch (map) {
          case AFFINE -> new AffineUnivariate(new ScaleBound.SoftClip(facts.slope()));
          case ADDITIVE -> new AdditiveUnivariate();
          case SPLINE -> spline(parameters, BOUND, SplineTails.IDENTITY);
          case CIRCULAR_SPLINE -> spline(parameters, Math.PI, SplineTails.CIRCULAR);
          case GAUSSIANIZATION -> new GaussianizationUnivariate(parameters / 2);
          case BERNSTEIN -> new BernsteinUnivariate(parameters - 1, BOUND);
          case INTEGRATED ->
              new IntegratedNeuralUnivariate(parameters - 1, hidden, facts.clip(), NODES);
          case MONOTONIC -> new NeuralMonotonicUnivariate(parameters, hidden);
          case SUM_OF_SQUARES ->
              new SumOfSquaresUnivariate(squares.get()[0], squares.get()[1], facts.sumSlope());
        });
  }

  private Univariate spline(int parameters, double bound, SplineTails tails) {
    SplineForm form = new SplineForm.SoftClipped(facts.slope());
    return new SplineUnivariate((parameters + 1) / 3, bound, form, tails);
  }

  /** Networks of each feature from [x, signal] to one number; their hidden widths. */
  private List<Integer> network(String prefix, int signal, int moved, Map<String, Tensor> own) {
    List<Integer> hidden = new ArrayList<>();
    int inputs = 1 + signal;
    for (int module = 0; ; module += 2) {
      String weight = prefix + "." + module + ".weight";
      int outputs = tensors.shape(weight, 3).get(1);
      if (outputs < 1) throw tensors.problem(weight, "must not be empty");
      String layer = "layers." + module / 2;
      own.put(layer + ".weight", tensors.tensor(weight, moved, outputs, inputs));
      own.put(layer + ".bias", tensors.tensor(prefix + "." + module + ".bias", moved, outputs));
      inputs = outputs;
      if (!tensors.has(prefix + "." + (module + 2) + ".weight")) {
        if (outputs != 1)
          throw tensors.problem(weight, "is of a last layer, which has 1 output, has " + outputs);
        facts.all().claim("network's hidden_features", facts.networkHidden(), hidden);
        return hidden;
      }
      hidden.add(outputs);
    }
  }

  private void claims(Univariate univariate) {
    if (univariate instanceof SplineUnivariate spline) facts.all().claimSize("bins", spline.bins());
    if (univariate instanceof BernsteinUnivariate bernstein)
      facts.all().claimSize("degree", bernstein.degree());
    if (univariate instanceof GaussianizationUnivariate mixture)
      facts.all().claimSize("components", mixture.components());
    if (univariate instanceof NeuralMonotonicUnivariate neural)
      facts.all().claimSize("signal", neural.signal());
    if (univariate instanceof IntegratedNeuralUnivariate neural)
      facts.all().claimSize("signal", neural.signal());
  }
}
