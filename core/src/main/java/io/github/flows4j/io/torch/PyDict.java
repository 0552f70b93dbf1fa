package io.github.flows4j.io.torch;

import java.util.LinkedHashMap;
import java.util.Map;

/** A dict, in order. No record: one may hold itself, and is never printed or compared. */
final class PyDict {
  /** Python's None. */
  static final Object NONE = new Object();

  // None is made for an empty one: a hostile pickle may make one with every byte.
  private Map<Object, Object> members = Map.of();

  Map<Object, Object> members() {
    return members;
  }

  /** Sets a member; keys are what hashes without surprises. */
  void put(Object key, Object value) {
    if (!(key instanceof String || key instanceof Long || key instanceof Boolean))
      throw new IllegalArgumentException(
          "a dict in its pickle has a key that is no text or number");
    if (members.isEmpty()) members = new LinkedHashMap<>();
    members.put(key, value);
  }
}
