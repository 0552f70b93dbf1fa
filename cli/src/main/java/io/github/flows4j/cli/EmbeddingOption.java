package io.github.flows4j.cli;

import io.github.flows4j.AutoregressiveFlow;
import io.github.flows4j.CouplingFlow;
import io.github.flows4j.ImageFlow;
import io.github.flows4j.StackedFlow;
import io.github.flows4j.spec.Recipe;
import java.util.stream.Stream;

/** A network on the context columns as --context-embedding takes it: E, or E:N,N. */
final class EmbeddingOption {
  static final String NAME = "--context-embedding";
  private static final String HIDDEN = "64,64";

  private EmbeddingOption() {}

  /**
   * The flow with the network that the text describes.
   *
   * @throws UsageProblem naming what is wrong in the text, or if there is no context
   */
  static Recipe add(String text, Recipe recipe, int context) {
    if (context == 0)
      throw new UsageProblem(
          NAME + " needs context columns: give --context, or of images --class-conditional");
    int colon = text.indexOf(':');
    int outputs = number(text, colon < 0 ? text : text.substring(0, colon));
    String widths = colon < 0 ? HIDDEN : text.substring(colon + 1);
    int[] hidden = Stream.of(widths.split(",", -1)).mapToInt(part -> number(text, part)).toArray();
    try {
      if (recipe instanceof CouplingFlow flow) return flow.withContextEmbedding(outputs, hidden);
      if (recipe instanceof AutoregressiveFlow flow)
        return flow.withContextEmbedding(outputs, hidden);
      if (recipe instanceof StackedFlow flow) return flow.withContextEmbedding(outputs, hidden);
      return ((ImageFlow) recipe).withContextEmbedding(outputs, hidden);
    } catch (IllegalArgumentException e) {
      throw new UsageProblem(NAME + ": " + e.getMessage());
    }
  }

  private static int number(String text, String part) {
    try {
      return Integer.parseInt(part);
    } catch (NumberFormatException e) {
      throw new UsageProblem(
          NAME + " can't be '" + text + "': it is a number such as 8, or 8:64,64");
    }
  }
}
