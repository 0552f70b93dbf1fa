package io.github.flows4j.io.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The classes and functions that a pickle of weights may name, and what they make. */
final class Globals {
  /** A class or function that is allowed. */
  record Global(String name) {}

  private static final Set<String> DICTS = Set.of("collections.OrderedDict");
  private static final String TENSOR = "torch._utils._rebuild_tensor_v2";
  private static final String PARAMETER = "torch._utils._rebuild_parameter";
  private static final String SIZE = "torch.Size";
  private static final Set<String> STORAGES =
      Set.of(
          "torch.DoubleStorage",
          "torch.FloatStorage",
          "torch.HalfStorage",
          "torch.BFloat16Storage",
          "torch.LongStorage",
          "torch.IntStorage",
          "torch.ShortStorage",
          "torch.CharStorage",
          "torch.ByteStorage",
          "torch.BoolStorage");

  private Globals() {}

  /**
   * Takes a name.
   *
   * @throws IllegalArgumentException if it is not allowed
   */
  static Global named(String name) {
    if (DICTS.contains(name)
        || name.equals(TENSOR)
        || name.equals(PARAMETER)
        || name.equals(SIZE)
        || STORAGES.contains(name)) return new Global(name);
    String shown = Unpickler.shown(name);
    if (name.startsWith("__torch__"))
      throw new IllegalArgumentException(
          "it is a compiled TorchScript module (" + shown + "): save model.state_dict() instead");
    if (name.startsWith("torch.nn.") || name.startsWith("zuko.") || name.startsWith("__main__."))
      throw new IllegalArgumentException(
          "it holds a whole Python object of class "
              + shown
              + ", not weights alone: save model.state_dict() instead");
    if (name.endsWith("Storage") && name.startsWith("torch."))
      throw new IllegalArgumentException("numbers of type " + shown + " can't be read");
    throw new IllegalArgumentException(shown + " is not allowed in a weights file");
  }

  /** What calling a global makes. */
  static Object call(Object function, Object arguments) {
    if (!(function instanceof Global global && arguments instanceof PyList list))
      throw new IllegalArgumentException("its pickle is damaged: a call of what is no function");
    List<Object> given = list.values();
    if (DICTS.contains(global.name)) return dict(given);
    if (global.name.equals(SIZE)) return given.size() == 1 ? given.get(0) : list;
    if (global.name.equals(TENSOR)) return tensor(given);
    if (global.name.equals(PARAMETER)
        && !given.isEmpty()
        && given.get(0) instanceof TensorView tensor) return tensor;
    throw new IllegalArgumentException(
        "its pickle is damaged: a call of " + Unpickler.shown(global.name));
  }

  private static PyDict dict(List<Object> given) {
    PyDict dict = new PyDict();
    if (given.isEmpty()) return dict;
    if (given.size() == 1 && given.get(0) instanceof PyList pairs) {
      for (Object pair : pairs.values()) {
        if (!(pair instanceof PyList both && both.values().size() == 2))
          throw new IllegalArgumentException("its pickle is damaged: a dict of what are no pairs");
        dict.put(both.values().get(0), both.values().get(1));
      }
      return dict;
    }
    throw new IllegalArgumentException("its pickle is damaged: a dict of what are no pairs");
  }

  /** The arguments: storage, offset, sizes, strides, and what matters to training only. */
  private static TensorView tensor(List<Object> given) {
    if (given.size() >= 4
        && given.get(0) instanceof Storage storage
        && given.get(1) instanceof Long offset
        && given.get(2) instanceof PyList sizes
        && given.get(3) instanceof PyList strides) {
      List<Integer> shape = new ArrayList<>();
      for (long size : numbers(sizes)) {
        if (size < 0 || size > Integer.MAX_VALUE)
          throw new IllegalArgumentException(
              "a tensor's sizes must be 0 to 2^31 - 1, one is " + size);
        shape.add((int) size);
      }
      return new TensorView(storage, offset, shape, numbers(strides));
    }
    throw new IllegalArgumentException("its pickle is damaged: a tensor without its parts");
  }

  private static List<Long> numbers(PyList list) {
    // torch itself has no tensors of more dimensions
    if (list.values().size() > 64)
      throw new IllegalArgumentException("a tensor has " + list.values().size() + " dimensions");
    List<Long> numbers = new ArrayList<>();
    for (Object value : list.values()) {
      if (!(value instanceof Long number))
        throw new IllegalArgumentException("its pickle is damaged: a size that is no whole number");
      numbers.add(number);
    }
    return numbers;
  }

  /** A storage from its persistent id: ('storage', type, key, device, count). */
  static Storage storage(Object id) {
    if (id instanceof PyList parts
        && parts.values().size() >= 5
        && "storage".equals(parts.values().get(0))
        && parts.values().get(1) instanceof Global type
        && STORAGES.contains(type.name)
        && parts.values().get(2) instanceof String key
        && parts.values().get(4) instanceof Long count) {
      if (count < 0) throw new IllegalArgumentException("a storage of " + count + " numbers");
      return new Storage(type.name.substring("torch.".length()), key, count);
    }
    throw new IllegalArgumentException("its pickle is damaged: a reference that is no storage");
  }
}
