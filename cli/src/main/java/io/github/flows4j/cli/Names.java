package io.github.flows4j.cli;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Help for somebody who mistyped a name. */
final class Names {
  private Names() {}

  /** {@code "; did you mean 'x'?"}, or nothing if none of the names is close. */
  static String hint(String typed, Collection<String> names) {
    return closest(typed, names).map(name -> "; did you mean '" + name + "'?").orElse("");
  }

  /**
   * The end of a sentence that says there is no such name: the closest, and all there are, in
   * brackets.
   */
  static String choices(String typed, Collection<String> names) {
    return hint(typed, names) + " (choices: " + String.join(", ", names) + ")";
  }

  /**
   * The value itself in small letters, if it is one of the names.
   *
   * @throws UsageProblem listing the names if it is not
   */
  static String one(String option, String value, List<String> names) {
    String lower = value.toLowerCase(Locale.ROOT);
    if (names.contains(lower)) return lower;
    throw new UsageProblem(option + " can't be '" + value + "'" + choices(value, names));
  }

  private static Optional<String> closest(String typed, Collection<String> names) {
    String best = null;
    int least = Integer.MAX_VALUE;
    for (String name : names) {
      int distance = distance(typed.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
      if (distance < least) {
        least = distance;
        best = name;
      }
    }
    // A third of the letters wrong is still a slip; more is another word.
    return least <= Math.max(1, typed.length() / 3) ? Optional.ofNullable(best) : Optional.empty();
  }

  /** Letters to insert, delete, replace or swap with the next (optimal string alignment). */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) d[i][j] = Math.min(d[i][j], 1 + d[i - 2][j - 2]);
      }
    }
    return d[a.length()][b.length()];
  }
}
