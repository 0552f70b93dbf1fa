package io.github.flows4j.spec;

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
}
