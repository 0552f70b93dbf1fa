package io.github.flows4j.io.zuko;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Parts of zuko that are known by their tensors' names and can't be read. */
final class Foreign {
  private record Kind(Pattern name, String text) {}

  private static final List<Kind> KINDS =
      List.of(
          kind(".*\\.order", "an autoregressive flow (MAF, NSF) or a permutation"),
          kind(".*\\.hyper\\.\\d+\\.mask", "an autoregressive flow (MAF, NSF)"),
          kind(".*\\.hyper\\.\\d+\\.(linear|\\d+)\\..*", "a residual network"),
          kind(
              ".*\\.hyper\\.\\d*[13579]\\.(weight|bias)",
              "a normalization, or an activation with" + " weights of its own,"),
          kind(".*\\.univariate\\..*", "a neural univariate map (NAF, UNAF)"),
          kind(".*\\.ode\\..*|transform\\.(times|freqs)", "a continuous flow (CNF)"),
          kind(".*\\.(A|_0)", "a rotation or another transform without a network"),
          kind("base\\.(lower|upper)", "a uniform base (NCSF)"));

  private Foreign() {}

  private static Kind kind(String regex, String text) {
    return new Kind(Pattern.compile(regex, Pattern.DOTALL), text);
  }

  /** What has a tensor of such a name. */
  static Optional<String> kind(String name) {
    if (name.startsWith("base._")) return Optional.empty();
    return KINDS.stream()
        .filter(kind -> kind.name.matcher(name).matches())
        .map(Kind::text)
        .findFirst();
  }
}
