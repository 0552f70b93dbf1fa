package io.github.flows4j.data;

import java.util.List;
import java.util.Locale;

/** What to say to somebody who named a column that isn't there. */
final class Suggestions {
  private static final int LISTED = 20;

  private Suggestions() {}

  /** The end of a sentence that begins with "no column 'name'". */
  static String of(String name, List<String> names) {
    String closest = "";
    int best = Integer.MAX_VALUE;
    for (String candidate : names) {
      int distance = distance(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < best) {
        best = distance;
        closest = candidate;
      }
    }
    List<String> present =
        names.stream().filter(candidate -> !candidate.isEmpty()).map(Numbers::shown).toList();
    String listed = String.join(", ", present.subList(0, Math.min(LISTED, present.size())));
    if (present.size() > LISTED) listed += " and " + (present.size() - LISTED) + " more";
    // A third of the letters wrong is still a slip; more is another word.
    boolean close = best <= Math.max(1, name.length() / 3) && !closest.isEmpty();
    return close ? "; did you mean '" + closest + "'? It has " + listed : "; it has " + listed;
  }

  /** The number of letters to insert, delete or replace (Levenshtein). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) row[j] = j;
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
