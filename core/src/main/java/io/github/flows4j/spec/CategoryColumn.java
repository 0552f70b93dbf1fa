package io.github.flows4j.spec;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Categories. Level k is spread evenly over its cell of (0, 1), as wide as its share of the rows,
 * and the flow sees the logit of that, scaled to unit variance: were all columns independent, the
 * flow would have nothing to learn of it. The way back finds the cell, so that only known levels
 * come back, exactly. Densities are probabilities of the level.
 *
 * <p>As context it is a column for each level, 1 where it is the level and 0 elsewhere.
 *
 * @param name the user's name for it
 * @param levels their names, at least one, each once
 * @param shares how wide each cell is, positive; one more than the levels, for missing values, if
 *     they may be. They are taken as parts of their sum
 */
public record CategoryColumn(String name, List<String> levels, List<Double> shares)
    implements TableColumn {
  /**
   * Checks the levels.
   *
   * @throws IllegalArgumentException naming the column
   */
  public CategoryColumn {
    levels = List.copyOf(levels);
    shares = List.copyOf(shares);
    String column = "column " + name + ": ";
    if (levels.isEmpty()) throw new IllegalArgumentException(column + "there are no levels");
    Set<String> seen = new HashSet<>();
    for (String level : levels)
      if (!seen.add(level))
        throw new IllegalArgumentException(column + "level '" + level + "' is there twice");
    if (shares.size() != levels.size() && shares.size() != levels.size() + 1)
      throw new IllegalArgumentException(
          column
              + "shares must be as many as levels, "
              + levels.size()
              + ", or one more for missing values, were "
              + shares.size());
    for (double share : shares) Checks.positive(column + "a share", share);
  }

  @Override
  public int features() {
    return 1;
  }

  @Override
  public int contextColumns() {
    return shares.size();
  }

  @Override
  public int noise() {
    return 1;
  }

  @Override
  public boolean mayMiss() {
    return shares.size() > levels.size();
  }
}
