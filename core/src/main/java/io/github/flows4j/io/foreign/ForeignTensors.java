package io.github.flows4j.io.foreign;

import io.github.flows4j.io.WeightsFile;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.json.JsonProblem;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A flow's tensors under the names that a library gave them, and which of them have been read.
 * Tensors named {@code case.*} are answers beside reference weights and passed over.
 */
public final class ForeignTensors {
  private static final String ANSWERS = "case.";

  /** Whether a connection exists from a column to a row of a weight. */
  public interface Connected {
    /** Whether it does. */
    boolean test(int row, int column);
  }

  private final WeightsFile in;
  private final String prefix;
  private final Map<String, List<Integer>> shapes = new LinkedHashMap<>();
  private final Set<String> left;

  /**
   * Finds the flow's tensors in a file.
   *
   * @param library whose they are
   * @param flow matches names of a flow; its first group is what stands before
   * @param example what such a name looks like
   * @param wanted what stands before their names, if not nothing
   * @throws IllegalArgumentException if it is not clear which they are
   */
  public ForeignTensors(
      WeightsFile in, String library, Pattern flow, String example, Optional<String> wanted) {
    this.in = in;
    if (in.metadata().containsKey("flows4j.format"))
      throw new IllegalArgumentException(
          "it is a model of flows4j's already: it can be used as it is");
    Map<String, List<Integer>> all = new LinkedHashMap<>(in.shapes());
    all.keySet().removeIf(name -> name.startsWith(ANSWERS));
    prefix = wanted.orElseGet(() -> prefix(all.keySet(), library, flow, example));
    all.forEach(
        (name, shape) -> {
          if (name.startsWith(prefix)) shapes.put(name.substring(prefix.length()), shape);
        });
    if (shapes.isEmpty())
      throw new IllegalArgumentException(
          "no tensor's name begins with "
              + JsonProblem.quote(prefix)
              + ", it has "
              + some(all.keySet()));
    left = new LinkedHashSet<>(shapes.keySet());
  }

  private static String prefix(Set<String> names, String library, Pattern flow, String example) {
    Set<String> found = new LinkedHashSet<>();
    for (String name : names) {
      Matcher matcher = flow.matcher(name);
      if (matcher.matches()) found.add(matcher.group(1));
    }
    if (found.isEmpty())
      throw new IllegalArgumentException(
          "no flow of "
              + library
              + "'s: no tensor is named "
              + example
              + ", it has "
              + JsonProblem.oneLine(some(names)));
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

  private static String some(Set<String> names) {
    return names.isEmpty() ? "none at all" : String.join(", ", names.stream().limit(5).toList());
  }

  /** The flow's tensors' names. */
  public Set<String> names() {
    return shapes.keySet();
  }

  /** Whether some name begins so. */
  public boolean anyBegins(String start) {
    return shapes.keySet().stream().anyMatch(name -> name.startsWith(start));
  }

  /** The name in the file. */
  public String shown(String name) {
    return prefix + name;
  }

  /** Whether there is a tensor of that name. */
  public boolean has(String name) {
    return shapes.containsKey(name);
  }

  /** A problem with a tensor. */
  public IllegalArgumentException problem(String name, String what) {
    return new IllegalArgumentException("tensor " + shown(name) + " " + what);
  }

  /** The sizes of a tensor that must be there. */
  public List<Integer> shape(String name) {
    List<Integer> shape = shapes.get(name);
    if (shape == null) throw problem(name, "is missing");
    return shape;
  }

  /** The sizes of a tensor that must be there and have so many. */
  public List<Integer> shape(String name, int dimensions) {
    List<Integer> shape = shape(name);
    if (shape.size() != dimensions)
      throw problem(name, "must have " + dimensions + " dimensions, has shape " + shape);
    return shape;
  }

  /** The first of the sizes of a tensor that must have so many; at least 1. */
  public int rows(String name, int dimensions) {
    int rows = shape(name, dimensions).get(0);
    if (rows < 1) throw problem(name, "must not be empty");
    return rows;
  }

  /** The values of a tensor that must have a shape; rounded to single precision they are finite. */
  public double[] values(String name, Integer... shape) {
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

  /** The values of a tensor that must have a shape, as a tensor of ours of that shape. */
  public Tensor tensor(String name, Integer... shape) {
    double[] values = values(name, shape);
    return Tensor.of(List.of(shape), i -> values[i]);
  }

  /** The values of a tensor that must be positive. */
  public double[] positive(String name, Integer... shape) {
    double[] values = values(name, shape);
    for (int i = 0; i < values.length; i++)
      if (!(values[i] > 0))
        throw problem(name, "must be positive, is " + values[i] + " at index " + i);
    return values;
  }

  /** The truth values of a mask. */
  public boolean[] mask(String name, Integer... shape) {
    double[] values = values(name, shape);
    boolean[] mask = new boolean[values.length];
    for (int i = 0; i < mask.length; i++) {
      if (values[i] != 0 && values[i] != 1)
        throw problem(name, "must hold 0 and 1, holds " + values[i] + " at index " + i);
      mask[i] = values[i] == 1;
    }
    return mask;
  }

  /** Checks that the mask of a weight is what it has to be for the flow to be what it claims. */
  public void checkMask(String name, int rows, int columns, Connected connected) {
    boolean[] mask = mask(name, rows, columns);
    for (int r = 0; r < rows; r++)
      for (int c = 0; c < columns; c++)
        if (mask[r * columns + c] != connected.test(r, c))
          throw problem(
              name,
              "is not the mask that the library gives such a network: it is "
                  + (mask[r * columns + c] ? 1 : 0)
                  + " at ["
                  + r
                  + ", "
                  + c
                  + "]");
  }

  /** Whole numbers from 0 to below a limit. */
  public int[] indices(String name, int limit, Integer... shape) {
    double[] values = values(name, shape);
    int[] indices = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= 0 && values[i] < limit) || values[i] != (int) values[i])
        throw problem(
            name,
            "must hold whole numbers from 0 to "
                + (limit - 1)
                + ", holds "
                + values[i]
                + " at "
                + i);
      indices[i] = (int) values[i];
    }
    return indices;
  }

  /** Refuses tensors that nothing asked for. */
  public void checkAllRead(String flow) {
    for (String name : left) throw problem(name, "is not part of " + flow);
  }
}
