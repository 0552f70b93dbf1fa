package io.github.flows4j.io.zuko;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Parts of zuko that are known by their tensors' names and can't be read. */
final class ZukoUnreadable {
  private record Kind(Pattern name, String text) {}

  private static final List<Kind> KINDS =
      List.of(
          kind(".*\\.hyper\\.\\d+\\.(linear|\\d+)\\..*", "a residual network"),
          kind(
              ".*\\.hyper\\.\\d*[13579]\\.(weight|bias)",
              "a normalization, or an activation with weights of its own,"),
          kind(
              "(.*\\.)?(ode\\..*|times|freqs)",
              "a continuous flow (CNF), which flows4j has no counterpart of,"),
          kind(".*\\.LU", "a linear map in LU form"));

  private ZukoUnreadable() {}

  private static Kind kind(String regex, String text) {
    return new Kind(Pattern.compile(regex, Pattern.DOTALL), text);
  }

  /** What has a tensor of such a name. */
  static Optional<String> kind(String name) {
    return KINDS.stream()
        .filter(kind -> kind.name.matcher(name).matches())
        .map(Kind::text)
        .findFirst();
  }
}
