package io.github.flows4j.spec;

import java.util.List;

/**
 * Anything that amounts to a flow's description: a {@link FlowSpec}, or a builder that has one to
 * give.
 */
@FunctionalInterface
public interface Recipe {
  /**
   * The description.
   *
   * @throws IllegalArgumentException if what was asked for is no valid flow
   */
  FlowSpec spec();

  /** What a user should know about the flow that comes of this, a sentence each. */
  default List<String> notes() {
    return List.of();
  }
}
