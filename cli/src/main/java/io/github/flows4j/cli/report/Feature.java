package io.github.flows4j.cli.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A column as the page names it.
 *
 * @param name the user's name for it; may hold anything
 * @param levels names of the categories that its values 0, 1, ... stand for; empty for numbers
 */
public record Feature(String name, List<String> levels) {
  /** Copies the levels. */
  public Feature {
    levels = List.copyOf(levels);
  }

  /** Columns of numbers. */
  public static List<Feature> numbers(List<String> names) {
    List<Feature> features = new ArrayList<>();
    for (String name : names) features.add(new Feature(name, List.of()));
    return features;
  }

  /** A value's text: its category's name where it has one. */
  String text(double value) {
    int code = (int) Math.rint(value);
    return code >= 0 && code < levels.size() ? levels.get(code) : Numbers.brief(value);
  }
}
