package io.github.flows4j.io.torch;

import java.util.ArrayList;
import java.util.List;

/** A list or tuple. No record: one may hold itself, and is never printed or compared. */
final class PyList {
  // Empty ones are shared: a hostile pickle may make one with every byte.
  private List<Object> values;

  PyList(List<Object> values) {
    this.values = values;
  }

  List<Object> values() {
    return values;
  }

  void addAll(List<Object> more) {
    if (values.isEmpty()) values = new ArrayList<>(more);
    else values.addAll(more);
  }
}
