package io.github.flows4j.spec;

import io.github.flows4j.spec.json.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes records of what {@link SpecJson} reads. */
final class SpecReader {
  private final Customs customs;

  SpecReader(Customs customs) {
    this.customs = customs;
  }

  FlowSpec flow(JsonValue value) {
    boolean image = value.members().containsKey("image");
    boolean embedded = value.members().containsKey("embedding");
    List<String> keys = new ArrayList<>();
    keys.add(image ? "image" : "features");
    keys.add("context");
    if (embedded) keys.add("embedding");
    keys.add("transforms");
    keys.add("base");
    Map<String, JsonValue> members = value.members(keys.toArray(String[]::new));
    EventShape shape = image ? image(members.get("image")) : vector(value, members.get("features"));
    int context = members.get("context").integer();
    Optional<ContextEmbedding> embedding =
        embedded ? Optional.of(embedding(members.get("embedding"))) : Optional.empty();
    List<Transform> transforms = each(members.get("transforms"), this::transform);
    Base base = base(members.get("base"));
    return value.build(() -> new FlowSpec(shape, context, embedding, transforms, base));
  }

  private ContextEmbedding embedding(JsonValue value) {
    Map<String, JsonValue> members = value.members("outputs", "network");
    int outputs = members.get("outputs").integer();
    Conditioner network = conditioner(members.get("network"));
    return value.build(() -> new ContextEmbedding(outputs, network));
  }

  private static EventShape vector(JsonValue flow, JsonValue value) {
    int features = value.integer();
    return flow.build(() -> new VectorShape(features));
  }

  private static EventShape image(JsonValue value) {
    List<Integer> sizes = each(value, JsonValue::integer);
    if (sizes.size() != 3)
      throw value.problem("must be [channels, height, width], had " + sizes.size() + " numbers");
    return value.build(() -> new ImageShape(sizes.get(0), sizes.get(1), sizes.get(2)));
  }

  private Transform transform(JsonValue value) {
    return switch (value.type(
        "coupling",
        "autoregressive",
        "elementwise",
        "permutation",
        "lu_linear",
        "rotation",
        "act_norm",
        "batch_norm",
        "planar",
        "radial",
        "squeeze",
        "factor_out",
        "inverse")) {
      case "squeeze" -> {
        value.typed();
        yield new Squeeze();
      }
      case "factor_out" -> {
        FactorOut.Half leaving =
            constant(value.typed("leaving").get("leaving"), FactorOut.Half.values());
        yield new FactorOut(leaving);
      }
      case "autoregressive" -> {
        Map<String, JsonValue> members = value.typed("dependencies", "univariate", "conditioner");
        Dependencies dependencies = dependencies(members.get("dependencies"));
        Univariate univariate = univariate(members.get("univariate"));
        Conditioner conditioner = conditioner(members.get("conditioner"));
        yield value.build(() -> new Autoregressive(dependencies, univariate, conditioner));
      }
      case "lu_linear" -> {
        value.typed();
        yield new LuLinear();
      }
      case "rotation" -> {
        value.typed();
        yield new Rotation();
      }
      case "planar" -> {
        Conditioner conditioner = conditioner(value.typed("conditioner").get("conditioner"));
        yield value.build(() -> new Planar(conditioner));
      }
      case "radial" -> {
        Conditioner conditioner = conditioner(value.typed("conditioner").get("conditioner"));
        yield value.build(() -> new Radial(conditioner));
      }
      case "inverse" -> {
        Transform inner = transform(value.typed("transform").get("transform"));
        yield value.build(() -> new Inverse(inner));
      }
      case "coupling" -> {
        Map<String, JsonValue> members = value.typed("mask", "univariate", "conditioner");
        String bits = members.get("mask").string();
        Mask mask = value.build(() -> Mask.parse(bits));
        Univariate univariate = univariate(members.get("univariate"));
        Conditioner conditioner = conditioner(members.get("conditioner"));
        yield value.build(() -> new Coupling(mask, univariate, conditioner));
      }
      case "elementwise" -> {
        Map<String, JsonValue> members = value.typed("univariate", "conditioner");
        Univariate univariate = univariate(members.get("univariate"));
        Conditioner conditioner = conditioner(members.get("conditioner"));
        yield value.build(() -> new Elementwise(univariate, conditioner));
      }
      case "permutation" -> {
        List<Integer> order = each(value.typed("order").get("order"), JsonValue::integer);
        yield value.build(() -> new Permutation(order));
      }
      case "act_norm" -> {
        double epsilon = value.typed("epsilon").get("epsilon").number();
        yield value.build(() -> new ActNorm(epsilon));
      }
      default -> {
        Map<String, JsonValue> members = value.typed("momentum", "epsilon");
        double momentum = members.get("momentum").number();
        double epsilon = members.get("epsilon").number();
        yield value.build(() -> new BatchNorm(momentum, epsilon));
      }
    };
  }

  private static Dependencies dependencies(JsonValue value) {
    return switch (value.type("ranks", "adjacency")) {
      case "ranks" -> {
        List<Integer> ranks = each(value.typed("ranks").get("ranks"), JsonValue::integer);
        yield value.build(() -> new Dependencies.Ranks(ranks));
      }
      default -> {
        List<String> rows = each(value.typed("rows").get("rows"), JsonValue::string);
        yield value.build(() -> new Dependencies.Adjacency(rows));
      }
    };
  }

  private Univariate univariate(JsonValue value) {
    return switch (value.type(
        "additive",
        "affine",
        "scaling",
        "spline",
        "neural_monotonic",
        "integrated_neural",
        "sum_of_squares",
        "bernstein",
        "gaussianization",
        "soft_clip",
        "custom")) {
      case "spline" -> {
        Map<String, JsonValue> members = value.typed("bins", "bound", "form", "tails");
        int bins = members.get("bins").integer();
        double bound = members.get("bound").number();
        SplineForm form = form(members.get("form"));
        SplineTails tails = constant(members.get("tails"), SplineTails.values());
        yield value.build(() -> new SplineUnivariate(bins, bound, form, tails));
      }
      case "neural_monotonic" -> {
        Map<String, JsonValue> members = value.typed("signal", "hidden");
        int signal = members.get("signal").integer();
        List<Integer> hidden = each(members.get("hidden"), JsonValue::integer);
        yield value.build(() -> new NeuralMonotonicUnivariate(signal, hidden));
      }
      case "integrated_neural" -> {
        Map<String, JsonValue> members = value.typed("signal", "hidden", "clip", "nodes");
        int signal = members.get("signal").integer();
        List<Integer> hidden = each(members.get("hidden"), JsonValue::integer);
        double clip = members.get("clip").number();
        int nodes = members.get("nodes").integer();
        yield value.build(() -> new IntegratedNeuralUnivariate(signal, hidden, clip, nodes));
      }
      case "sum_of_squares" -> {
        Map<String, JsonValue> members = value.typed("degree", "polynomials", "slope");
        int degree = members.get("degree").integer();
        int polynomials = members.get("polynomials").integer();
        double slope = members.get("slope").number();
        yield value.build(() -> new SumOfSquaresUnivariate(degree, polynomials, slope));
      }
      case "bernstein" -> {
        Map<String, JsonValue> members = value.typed("degree", "bound");
        int degree = members.get("degree").integer();
        double bound = members.get("bound").number();
        yield value.build(() -> new BernsteinUnivariate(degree, bound));
      }
      case "gaussianization" -> {
        int components = value.typed("components").get("components").integer();
        yield value.build(() -> new GaussianizationUnivariate(components));
      }
      case "soft_clip" -> {
        double bound = value.typed("bound").get("bound").number();
        yield value.build(() -> new SoftClipUnivariate(bound));
      }
      case "additive" -> {
        value.typed();
        yield new AdditiveUnivariate();
      }
      case "affine" -> new AffineUnivariate(bound(value.typed("bound").get("bound")));
      case "scaling" -> new ScalingUnivariate(bound(value.typed("bound").get("bound")));
      default -> custom(value, customs::univariate);
    };
  }

  private static SplineForm form(JsonValue value) {
    return switch (value.type("soft_clipped", "floored")) {
      case "soft_clipped" -> {
        double slope = value.typed("slope").get("slope").number();
        yield value.build(() -> new SplineForm.SoftClipped(slope));
      }
      default -> {
        Map<String, JsonValue> members = value.typed("min_width", "min_height", "min_slope");
        double width = members.get("min_width").number();
        double height = members.get("min_height").number();
        double slope = members.get("min_slope").number();
        yield value.build(() -> new SplineForm.Floored(width, height, slope));
      }
    };
  }

  private static ScaleBound bound(JsonValue value) {
    return switch (value.type("tanh", "soft_clip", "sigmoid", "softplus", "none")) {
      case "sigmoid" -> {
        Map<String, JsonValue> members = value.typed("offset", "floor");
        double offset = members.get("offset").number();
        double floor = members.get("floor").number();
        yield value.build(() -> new ScaleBound.Sigmoid(offset, floor));
      }
      case "softplus" -> {
        double floor = value.typed("floor").get("floor").number();
        yield value.build(() -> new ScaleBound.Softplus(floor));
      }
      case "tanh" -> {
        double limit = value.typed("limit").get("limit").number();
        yield value.build(() -> new ScaleBound.Tanh(limit));
      }
      case "soft_clip" -> {
        double slope = value.typed("slope").get("slope").number();
        yield value.build(() -> new ScaleBound.SoftClip(slope));
      }
      default -> {
        value.typed();
        yield new ScaleBound.None();
      }
    };
  }

  private Conditioner conditioner(JsonValue value) {
    return switch (value.type(
        "mlp",
        "residual_mlp",
        "masked_mlp",
        "masked_residual_mlp",
        "conv_net",
        "residual_conv_net",
        "per_parameter",
        "free_parameters",
        "custom")) {
      case "masked_mlp" -> {
        Map<String, JsonValue> members = value.typed("hidden", "activation", "last_layer", "units");
        List<Integer> hidden = each(members.get("hidden"), JsonValue::integer);
        Activation activation = constant(members.get("activation"), Activation.values());
        LastLayer last = constant(members.get("last_layer"), LastLayer.values());
        HiddenUnits units = constant(members.get("units"), HiddenUnits.values());
        yield value.build(() -> new MaskedMlp(hidden, activation, last, units));
      }
      case "masked_residual_mlp" -> {
        Map<String, JsonValue> members =
            value.typed("width", "blocks", "activation", "last_layer", "units", "context_inside");
        int width = members.get("width").integer();
        int blocks = members.get("blocks").integer();
        Activation activation = constant(members.get("activation"), Activation.values());
        LastLayer last = constant(members.get("last_layer"), LastLayer.values());
        HiddenUnits units = constant(members.get("units"), HiddenUnits.values());
        boolean inside = members.get("context_inside").bool();
        yield value.build(
            () -> new MaskedResidualMlp(width, blocks, activation, last, units, inside));
      }
      case "mlp" -> {
        Map<String, JsonValue> members = value.typed("hidden", "activation", "last_layer");
        List<Integer> hidden = each(members.get("hidden"), JsonValue::integer);
        Activation activation = constant(members.get("activation"), Activation.values());
        LastLayer last = constant(members.get("last_layer"), LastLayer.values());
        yield value.build(() -> new Mlp(hidden, activation, last));
      }
      case "residual_mlp" -> {
        Map<String, JsonValue> members = value.typed("width", "blocks", "activation", "last_layer");
        int width = members.get("width").integer();
        int blocks = members.get("blocks").integer();
        Activation activation = constant(members.get("activation"), Activation.values());
        LastLayer last = constant(members.get("last_layer"), LastLayer.values());
        yield value.build(() -> new ResidualMlp(width, blocks, activation, last));
      }
      case "conv_net" -> {
        Map<String, JsonValue> members =
            value.typed("channels", "kernels", "activation", "last_layer", "scaled");
        List<Integer> channels = each(members.get("channels"), JsonValue::integer);
        List<Integer> kernels = each(members.get("kernels"), JsonValue::integer);
        Activation activation = constant(members.get("activation"), Activation.values());
        LastLayer last = constant(members.get("last_layer"), LastLayer.values());
        boolean scaled = members.get("scaled").bool();
        yield value.build(() -> new ConvNet(channels, kernels, activation, last, scaled));
      }
      case "residual_conv_net" -> {
        Map<String, JsonValue> members =
            value.typed("channels", "blocks", "activation", "last_layer", "scaled");
        int channels = members.get("channels").integer();
        int blocks = members.get("blocks").integer();
        Activation activation = constant(members.get("activation"), Activation.values());
        LastLayer last = constant(members.get("last_layer"), LastLayer.values());
        boolean scaled = members.get("scaled").bool();
        yield value.build(() -> new ResidualConvNet(channels, blocks, activation, last, scaled));
      }
      case "per_parameter" -> {
        List<Conditioner> networks =
            each(value.typed("networks").get("networks"), this::conditioner);
        yield value.build(() -> new PerParameter(networks));
      }
      case "free_parameters" -> {
        value.typed();
        yield new FreeParameters();
      }
      default -> custom(value, customs::conditioner);
    };
  }

  private Base base(JsonValue value) {
    return switch (value.type(
        "standard_normal",
        "diagonal_normal",
        "logistic",
        "box_uniform",
        "student_t",
        "normal_mixture",
        "conditional_normal",
        "custom")) {
      case "box_uniform" -> {
        double bound = value.typed("bound").get("bound").number();
        yield value.build(() -> new BoxUniform(bound));
      }
      case "student_t" -> {
        double degrees = value.typed("degrees").get("degrees").number();
        yield value.build(() -> new StudentT(degrees));
      }
      case "normal_mixture" -> {
        int components = value.typed("components").get("components").integer();
        yield value.build(() -> new NormalMixture(components));
      }
      case "conditional_normal" -> {
        value.typed();
        yield new ConditionalNormal();
      }
      case "standard_normal" -> {
        value.typed();
        yield new StandardNormal();
      }
      case "diagonal_normal" -> new DiagonalNormal(value.typed("trained").get("trained").bool());
      case "logistic" -> {
        value.typed();
        yield new Logistic();
      }
      default -> custom(value, customs::base);
    };
  }

  private static <T> T custom(JsonValue value, Function<String, T> lookup) {
    String name = value.typed("name").get("name").string();
    return value.build(() -> lookup.apply(name));
  }

  private static <T> List<T> each(JsonValue list, Function<JsonValue, T> reader) {
    List<T> all = new ArrayList<>();
    for (JsonValue element : list.list()) all.add(reader.apply(element));
    return all;
  }

  private static <E extends Enum<E>> E constant(JsonValue value, E[] constants) {
    List<String> names = Arrays.stream(constants).map(SpecWriter::lower).toList();
    return constants[names.indexOf(value.oneOf(names))];
  }
}
