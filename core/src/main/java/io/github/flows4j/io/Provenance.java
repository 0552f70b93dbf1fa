package io.github.flows4j.io;

import io.github.flows4j.spec.json.JsonText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Where a model comes from: library version, seed, options, rows and hash of its data, final
 * metrics. Texts by key, in order; what they mean is between who writes and who reads them.
 *
 * @param entries the texts by key
 */
public record Provenance(Map<String, String> entries) {
  /** Copies the entries, in order. */
  public Provenance {
    Map<String, String> copy = new LinkedHashMap<>(entries);
    copy.forEach(
        (key, text) -> {
          Objects.requireNonNull(key, "key");
          Objects.requireNonNull(text, key);
        });
    entries = Collections.unmodifiableMap(copy);
  }

  /** Nothing known. */
  public static Provenance none() {
    return new Provenance(Map.of());
  }

  /** With one more entry, or another text in place of one. */
  public Provenance with(String key, String text) {
    Map<String, String> changed = new LinkedHashMap<>(entries);
    changed.put(key, text);
    return new Provenance(changed);
  }

  String json() {
    return JsonText.pretty(entries);
  }

  /** Numbers are taken as they are written. */
  static Provenance parse(String json) {
    Map<String, String> entries = new LinkedHashMap<>();
    JsonText.parse(json).members().forEach((key, value) -> entries.put(key, value.plain()));
    return new Provenance(entries);
  }
}
