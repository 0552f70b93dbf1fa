package io.github.flows4j.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/**
 * The user's own functions that JSON and model files may name.
 *
 * @param univariates the univariate maps
 * @param conditioners the networks
 * @param bases the base densities
 */
public record Customs(
    List<UnivariateFunction> univariates,
    List<ConditionerFunction> conditioners,
    List<BaseFunction> bases) {
  /** Copies the lists. */
  public Customs {
    univariates = List.copyOf(univariates);
    conditioners = List.copyOf(conditioners);
    bases = List.copyOf(bases);
  }

  /** None at all. */
  public static Customs none() {
    return new Customs(List.of(), List.of(), List.of());
  }

  /** Those that {@link ServiceLoader} finds. */
  public static Customs installed() {
    return new Customs(
        load(ServiceLoader.load(UnivariateFunction.class)),
        load(ServiceLoader.load(ConditionerFunction.class)),
        load(ServiceLoader.load(BaseFunction.class)));
  }

  private static <T> List<T> load(ServiceLoader<T> loader) {
    List<T> found = new ArrayList<>();
    loader.forEach(found::add);
    return found;
  }

  /** The univariate map of a name. */
  public CustomUnivariate univariate(String name) {
    for (UnivariateFunction function : univariates)
      if (function.name().equals(name)) return new CustomUnivariate(function);
    throw unknown("univariate", UnivariateFunction.class, name);
  }

  /** The network of a name. */
  public CustomConditioner conditioner(String name) {
    for (ConditionerFunction function : conditioners)
      if (function.name().equals(name)) return new CustomConditioner(function);
    throw unknown("conditioner", ConditionerFunction.class, name);
  }

  /** The base density of a name. */
  public CustomBase base(String name) {
    for (BaseFunction function : bases)
      if (function.name().equals(name)) return new CustomBase(function);
    throw unknown("base", BaseFunction.class, name);
  }

  private static IllegalArgumentException unknown(String kind, Class<?> type, String name) {
    return new IllegalArgumentException(
        "custom "
            + kind
            + " "
            + name
            + " is not known here: give it in Customs, or provide it as a "
            + type.getName()
            + " service");
  }
}
