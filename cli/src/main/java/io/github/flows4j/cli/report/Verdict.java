package io.github.flows4j.cli.report;

/** What a section comes to, from nothing to worst. */
enum Verdict {
  /** Nothing to judge by. */
  NONE("Not judged"),
  /** No difference worth mention. */
  GOOD("Good"),
  /** A difference that is there and small. */
  WATCH("Worth a look"),
  /** A difference that matters. */
  POOR("Poor");

  private final String label;

  Verdict(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** Its class in the page's style. */
  String style() {
    return "v-" + name().toLowerCase(java.util.Locale.ROOT);
  }
}
