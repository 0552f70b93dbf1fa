package io.github.flows4j.spec;

import io.github.flows4j.spec.json.JsonText;
import io.github.flows4j.spec.json.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Flow descriptions as JSON, strict both ways: every key is always written and must be there when
 * read, and no other; numbers read back exactly.
 *
 * <pre>{@code
 * {
 *   "features": 2,
 *   "context": 0,
 *   "transforms": [
 *     {
 *       "type": "coupling",
 *       "mask": "10",
 *       "univariate": {"type": "affine", "bound": {"type": "tanh", "limit": 1.0}},
 *       "conditioner": {
 *         "type": "mlp", "hidden": [128, 128], "activation": "relu", "last_layer": "default"
 *       }
 *     },
 *     {"type": "batch_norm", "momentum": 0.1, "epsilon": 1.0E-5}
 *   ],
 *   "base": {"type": "standard_normal"}
 * }
 * }</pre>
 *
 * <p>A user's own function is {@code {"type": "custom", "name": "..."}}, looked up in {@link
 * Customs}.
 */
public final class SpecJson {
  private final Customs customs;

  private SpecJson(Customs customs) {
    this.customs = customs;
  }

  /** A description as JSON of several lines. */
  public static String write(FlowSpec spec) {
    return JsonText.pretty(
        object(
            "features", spec.features(),
            "context", spec.context(),
            "transforms", spec.transforms().stream().map(SpecJson::tree).toList(),
            "base", tree(spec.base())));
  }

  /**
   * Reads what {@link #write} wrote, or a person.
   *
   * @param customs the functions that it may name
   * @throws IllegalArgumentException in one line that names the place and what is wrong there: text
   *     that is not JSON, a key that is missing, unknown or repeated, a value of the wrong type, or
   *     one that a record refuses
   */
  public static FlowSpec parse(String json, Customs customs) {
    return new SpecJson(customs).flow(JsonText.parse(json));
  }

  private static Map<String, Object> tree(Transform transform) {
    if (transform instanceof Coupling coupling)
      return object(
          "type", "coupling",
          "mask", coupling.mask().bits(),
          "univariate", tree(coupling.univariate()),
          "conditioner", tree(coupling.conditioner()));
    if (transform instanceof Elementwise elementwise)
      return object(
          "type", "elementwise",
          "univariate", tree(elementwise.univariate()),
          "conditioner", tree(elementwise.conditioner()));
    if (transform instanceof Permutation permutation)
      return object("type", "permutation", "order", permutation.order());
    if (transform instanceof ActNorm norm)
      return object("type", "act_norm", "epsilon", norm.epsilon());
    if (transform instanceof BatchNorm norm)
      return object("type", "batch_norm", "momentum", norm.momentum(), "epsilon", norm.epsilon());
    throw new AssertionError(transform);
  }

  private static Map<String, Object> tree(Univariate univariate) {
    if (univariate instanceof AdditiveUnivariate) return object("type", "additive");
    if (univariate instanceof AffineUnivariate affine)
      return object("type", "affine", "bound", tree(affine.bound()));
    if (univariate instanceof ScalingUnivariate scaling)
      return object("type", "scaling", "bound", tree(scaling.bound()));
    if (univariate instanceof CustomUnivariate custom) return custom(custom.function().name());
    throw new AssertionError(univariate);
  }

  private static Map<String, Object> tree(ScaleBound bound) {
    if (bound instanceof ScaleBound.Tanh tanh) return object("type", "tanh", "limit", tanh.limit());
    if (bound instanceof ScaleBound.SoftClip clip)
      return object("type", "soft_clip", "slope", clip.slope());
    if (bound instanceof ScaleBound.None) return object("type", "none");
    throw new AssertionError(bound);
  }

  private static Map<String, Object> tree(Conditioner conditioner) {
    if (conditioner instanceof Mlp mlp)
      return object(
          "type", "mlp",
          "hidden", mlp.hidden(),
          "activation", lower(mlp.activation()),
          "last_layer", lower(mlp.lastLayer()));
    if (conditioner instanceof ResidualMlp mlp)
      return object(
          "type", "residual_mlp",
          "width", mlp.width(),
          "blocks", mlp.blocks(),
          "activation", lower(mlp.activation()),
          "last_layer", lower(mlp.lastLayer()));
    if (conditioner instanceof PerParameter each)
      return object(
          "type",
          "per_parameter",
          "networks",
          each.networks().stream().map(SpecJson::tree).toList());
    if (conditioner instanceof FreeParameters) return object("type", "free_parameters");
    if (conditioner instanceof CustomConditioner custom) return custom(custom.function().name());
    throw new AssertionError(conditioner);
  }

  private static Map<String, Object> tree(Base base) {
    if (base instanceof StandardNormal) return object("type", "standard_normal");
    if (base instanceof DiagonalNormal normal)
      return object("type", "diagonal_normal", "trained", normal.trained());
    if (base instanceof Logistic) return object("type", "logistic");
    if (base instanceof CustomBase custom) return custom(custom.function().name());
    throw new AssertionError(base);
  }

  private static Map<String, Object> custom(String name) {
    return object("type", "custom", "name", name);
  }

  /** An object of alternating keys and values. */
  private static Map<String, Object> object(Object... members) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) object.put((String) members[i], members[i + 1]);
    return object;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private FlowSpec flow(JsonValue value) {
    Map<String, JsonValue> members = value.members("features", "context", "transforms", "base");
    int features = members.get("features").integer();
    int context = members.get("context").integer();
    List<Transform> transforms = each(members.get("transforms"), this::transform);
    Base base = base(members.get("base"));
    return value.build(() -> new FlowSpec(features, context, transforms, base));
  }

  private Transform transform(JsonValue value) {
    return switch (value.type("coupling", "elementwise", "permutation", "act_norm", "batch_norm")) {
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

  private Univariate univariate(JsonValue value) {
    return switch (value.type("additive", "affine", "scaling", "custom")) {
      case "additive" -> {
        value.typed();
        yield new AdditiveUnivariate();
      }
      case "affine" -> new AffineUnivariate(bound(value.typed("bound").get("bound")));
      case "scaling" -> new ScalingUnivariate(bound(value.typed("bound").get("bound")));
      default -> custom(value, customs::univariate);
    };
  }

  private static ScaleBound bound(JsonValue value) {
    return switch (value.type("tanh", "soft_clip", "none")) {
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
        "mlp", "residual_mlp", "per_parameter", "free_parameters", "custom")) {
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
    return switch (value.type("standard_normal", "diagonal_normal", "logistic", "custom")) {
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
    List<String> names = Arrays.stream(constants).map(SpecJson::lower).toList();
    return constants[names.indexOf(value.oneOf(names))];
  }
}
