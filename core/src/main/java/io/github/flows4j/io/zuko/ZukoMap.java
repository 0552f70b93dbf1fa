package io.github.flows4j.io.zuko;

import io.github.flows4j.spec.json.JsonProblem;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** zuko's univariate transformations, by the names of their constructors. */
enum ZukoMap {
  AFFINE("MonotonicAffineTransform"),
  ADDITIVE("AdditiveTransform"),
  SPLINE("MonotonicRQSTransform", "NSF"),
  CIRCULAR_SPLINE("CircularRQSTransform", "NCSF"),
  BERNSTEIN("BoundedBernsteinTransform", "BPF"),
  SUM_OF_SQUARES("ShiftedSOSPTransform", "SOSPF"),
  GAUSSIANIZATION("GaussianizationTransform", "GF"),
  MONOTONIC("MNN", "NAF"),
  INTEGRATED("UMNN", "UNAF");

  private final String constructor;
  private final Optional<String> flow;

  ZukoMap(String constructor) {
    this.constructor = constructor;
    flow = Optional.empty();
  }

  ZukoMap(String constructor, String flow) {
    this.constructor = constructor;
    this.flow = Optional.of(flow);
  }

  /** zuko's name. */
  String constructor() {
    return constructor;
  }

  /** The map of that constructor. */
  static ZukoMap named(String name) {
    for (ZukoMap map : values()) if (map.constructor.equals(name)) return map;
    List<String> known = Arrays.stream(values()).map(ZukoMap::constructor).toList();
    throw new IllegalArgumentException(
        "zuko's univariate "
            + JsonProblem.quote(name)
            + " can't be read; known: "
            + String.join(", ", known));
  }

  /** The map that a class of flows always has. */
  static Optional<ZukoMap> ofClass(String flow) {
    return Arrays.stream(values()).filter(map -> map.flow.equals(Optional.of(flow))).findFirst();
  }

  /** The map whose parameters have such shapes, where that is clear. */
  static Optional<ZukoMap> ofShapes(List<List<Integer>> shapes) {
    if (shapes.equals(List.of(List.of()))) return Optional.of(ADDITIVE);
    if (shapes.equals(List.of(List.of(), List.of()))) return Optional.of(AFFINE);
    List<Integer> sizes = shapes.stream().filter(s -> s.size() == 1).map(s -> s.get(0)).toList();
    if (sizes.size() < shapes.size()) {
      boolean squares = shapes.size() == 2 && shapes.get(0).size() == 2 && shapes.get(1).isEmpty();
      return squares ? Optional.of(SUM_OF_SQUARES) : Optional.empty();
    }
    boolean pair = sizes.size() >= 2 && sizes.get(0).equals(sizes.get(1));
    if (sizes.size() == 2 && pair) return Optional.of(GAUSSIANIZATION);
    boolean spline = sizes.size() == 3 && pair && sizes.get(2) == sizes.get(0) - 1;
    return spline ? Optional.of(SPLINE) : Optional.empty();
  }

  /** The shapes of its parameters, so many together. */
  List<List<Integer>> shapes(int parameters, int polynomials) {
    return switch (this) {
      case ADDITIVE -> List.of(List.of());
      case AFFINE -> List.of(List.of(), List.of());
      case SPLINE, CIRCULAR_SPLINE -> {
        int bins = (parameters + 1) / 3;
        yield List.of(List.of(bins), List.of(bins), List.of(bins - 1));
      }
      case GAUSSIANIZATION -> List.of(List.of(parameters / 2), List.of(parameters / 2));
      case BERNSTEIN, MONOTONIC -> List.of(List.of(parameters));
      case INTEGRATED -> List.of(List.of(parameters - 1), List.of());
      case SUM_OF_SQUARES ->
          List.of(List.of(polynomials, (parameters - 1) / polynomials), List.of());
    };
  }
}
