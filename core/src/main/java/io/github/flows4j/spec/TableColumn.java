package io.github.flows4j.spec;

/**
 * A column of a table as its user has it, and how it becomes a flow's numbers. In {@code Rows} it
 * is one number: its value, or for categories the number of the level from 0; NaN where it is
 * missing. Of a constant: {@link ConstantColumn#OTHER}, or anything else, which is not looked at.
 */
public sealed interface TableColumn permits NumberColumn, CategoryColumn, ConstantColumn {
  /** The user's name for it. */
  String name();

  /** Of how many of the flow's features it makes, if it is modelled. */
  int features();

  /** How many of the flow's context columns it makes, if it conditions. */
  int contextColumns();

  /** How many uniform draws of noise its features take. */
  int noise();

  /** Whether it may be missing. */
  boolean mayMiss();
}
