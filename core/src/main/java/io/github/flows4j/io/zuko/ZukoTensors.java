package io.github.flows4j.io.zuko;

import io.github.flows4j.io.WeightsFile;
import io.github.flows4j.spec.json.JsonProblem;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A flow's tensors under the names that zuko gave them, and which of them have been read. */
final class ZukoTensors {
  private static final String ANSWERS = "case.";
  private static final Pattern FLOW =
      Pattern.compile(
          "(|.*?\\.)(?:transform\\.transforms\\.\\d|transforms\\.\\d"
              + "|transform\\.(?:mask|hyper|phi)|base\\.(?:loc|scale|_0|_1)$).*",
          Pattern.DOTALL);

  private final WeightsFile in;
  private final String prefix;
  private final Map<String, List<Integer>> shapes = new LinkedHashMap<>();
  private final Set<String> left;

  /**
   * Finds the flow's tensors in a file.
   *
   * @param wanted what stands before their names, if not nothing
   * @throws IllegalArgumentException if it is not clear which they are
   */
  ZukoTensors(WeightsFile in, Optional<String> wanted) {
    this.in = in;
    Map<String, List<Integer>> all = new LinkedHashMap<>(in.shapes());
    all.keySet().removeIf(name -> name.startsWith(ANSWERS));
    prefix = wanted.orElseGet(() -> prefix(all.keySet()));
    all.forEach(
        (name, shape) -> {
          if (name.startsWith(prefix)) shapes.put(name.substring(prefix.length()), shape);
        });
    if (shapes.isEmpty())
      throw new IllegalArgumentException(
          "no tensor's name begins with " + JsonProblem.quote(prefix) + ", it has " + some(all));
    left = new LinkedHashSet<>(shapes.keySet());
  }

  private static String prefix(Set<String> names) {
    Set<String> found = new LinkedHashSet<>();
    for (String name : names) {
      Matcher matcher = FLOW.matcher(name);
      if (matcher.matches()) found.add(matcher.group(1));
    }
    if (found.isEmpty())
      throw new IllegalArgumentException(
          "no flow of zuko's: no tensor is named transform.transforms.0..., it has "
              + JsonProblem.oneLine(String.join(", ", names.stream().limit(5).toList())));
    if (found.size() > 1)
      throw new IllegalArgumentException(
          "it holds several flows: choose one by its prefix, "
              + String.join(" or ", found.stream().limit(5).map(JsonProblem::quote).toList()));
    String only = found.iterator().next();
    for (String name : names)
      if (!name.startsWith(only))
        throw new IllegalArgumentException(
            "it holds a flow and other tensors, such as "
                + JsonProblem.quote(name)
                + ": to read the flow alone, give its prefix "
                + JsonProblem.quote(only));
    return only;
  }

  private static String some(Map<String, ?> names) {
    return names.isEmpty()
        ? "none at all"
        : String.join(", ", names.keySet().stream().limit(5).toList());
  }

  /** The flow's tensors' names. */
  Set<String> names() {
    return shapes.keySet();
  }

  /** The name in the file. */
  String shown(String name) {
    return prefix + name;
  }

  boolean has(String name) {
    return shapes.containsKey(name);
  }

  /** A problem with a tensor. */
  IllegalArgumentException problem(String name, String what) {
    return new IllegalArgumentException("tensor " + shown(name) + " " + what);
  }

  /** The sizes of a tensor that must be there and have so many. */
  List<Integer> shape(String name, int dimensions) {
    List<Integer> shape = shapes.get(name);
    if (shape == null) throw problem(name, "is missing");
    if (shape.size() != dimensions)
      throw problem(name, "must have " + dimensions + " dimensions, has shape " + shape);
    return shape;
  }

  /** The values of a tensor that must have a shape; rounded to single precision they are finite. */
  double[] values(String name, Integer... shape) {
    List<Integer> needed = List.of(shape);
    if (!shape(name, shape.length).equals(needed))
      throw problem(name, "must have shape " + needed + ", has " + shapes.get(name));
    left.remove(name);
    double[] values = in.doubles(shown(name));
    for (int i = 0; i < values.length; i++)
      if (!Float.isFinite((float) values[i]))
        throw problem(name, "must be finite, is " + values[i] + " at index " + i);
    return values;
  }

  /** The truth values of a mask. */
  boolean[] mask(String name, int features) {
    double[] values = values(name, features);
    boolean[] mask = new boolean[features];
    for (int i = 0; i < features; i++) {
      if (values[i] != 0 && values[i] != 1)
        throw problem(name, "must hold 0 and 1, holds " + values[i] + " at index " + i);
      mask[i] = values[i] == 1;
    }
    return mask;
  }

  /** Refuses tensors that nothing asked for. */
  void checkAllRead() {
    for (String name : left) throw problem(name, "is not part of a RealNVP or NICE of zuko's");
  }
}
