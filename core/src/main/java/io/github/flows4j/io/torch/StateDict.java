package io.github.flows4j.io.torch;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The tensors of a pickle by name. */
public final class StateDict {
  /** Levels of dicts and lists that a checkpoint may have. */
  private static final int MAX_DEPTH = 16;

  private final Map<String, TensorView> tensors = new LinkedHashMap<>();
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private long nameLengths;
  private final long maxNameLengths;

  private StateDict(int pickleLength) {
    // Names may share their beginnings in the pickle, and so be longer than it, but not much so.
    maxNameLengths = (1 << 20) + 4L * pickleLength;
  }

  /**
   * Reads a pickle whose root is a dict. Tensors in dicts and lists within it are named by the way
   * there, with dots between; numbers and texts are passed over.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static Map<String, TensorView> parse(byte[] pickle) {
    Object root = Unpickler.run(pickle);
    if (!(root instanceof PyDict))
      throw new IllegalArgumentException("it holds no dict of tensors: save model.state_dict()");
    StateDict dict = new StateDict(pickle.length);
    dict.gather("", root, 0);
    return Collections.unmodifiableMap(dict.tensors);
  }

  private void gather(String name, Object value, int depth) {
    nameLengths += name.length();
    if (nameLengths > maxNameLengths)
      throw new IllegalArgumentException("the names of its tensors are too long");
    if (value instanceof TensorView tensor) {
      if (tensors.put(name, tensor) != null)
        throw new IllegalArgumentException("it has two tensors " + Unpickler.shown(name));
      return;
    }
    if (!(value instanceof PyDict || value instanceof PyList)) return;
    // Containers that share others could unfold to more than any memory holds; an empty one can't.
    boolean empty =
        value instanceof PyDict dict
            ? dict.members().isEmpty()
            : ((PyList) value).values().isEmpty();
    if (empty) return;
    if (depth > MAX_DEPTH)
      throw new IllegalArgumentException("it is nested deeper than " + MAX_DEPTH + " levels");
    if (!seen.add(value)) {
      if (holdsTensors(value)) throw new IllegalArgumentException("it holds a container twice");
      return;
    }
    String prefix = name.isEmpty() ? "" : name + ".";
    if (value instanceof PyDict dict)
      dict.members().forEach((key, member) -> gather(prefix + key, member, depth + 1));
    else {
      int i = 0;
      for (Object element : ((PyList) value).values()) gather(prefix + i++, element, depth + 1);
    }
  }

  /** Whether the container itself has something other than plain values: shared ones may not. */
  private static boolean holdsTensors(Object container) {
    var values =
        container instanceof PyDict dict ? dict.members().values() : ((PyList) container).values();
    return values.stream()
        .anyMatch(v -> v instanceof TensorView || v instanceof PyDict || v instanceof PyList);
  }
}
