package io.github.flows4j.spark;

import java.io.Serializable;
import java.util.TreeMap;

/**
 * Folds the parts of partitions into one, always in the same order: merging floating-point numbers
 * as they arrive would give other bits each time, and others again after a lost executor. Two
 * neighbours are merged as soon as both are there, so that little is kept or sent; what is merged
 * with what depends on their places alone.
 *
 * <p>Not for use by several threads.
 */
final class OrderedFold<T extends Serializable> implements Serializable {
  private static final long serialVersionUID = 1;

  /** Merges what lies left with what lies right of it. */
  interface Merge<T> extends Serializable {
    T merge(T left, T right);
  }

  /** An aligned run of 2^level places. */
  private record Run(int level, int index) implements Comparable<Run>, Serializable {
    long begin() {
      return (long) index << level;
    }

    Run sibling() {
      return new Run(level, index ^ 1);
    }

    Run parent() {
      return new Run(level + 1, index >> 1);
    }

    @Override
    public int compareTo(Run other) {
      int byBegin = Long.compare(begin(), other.begin());
      return byBegin != 0 ? byBegin : Integer.compare(level, other.level);
    }
  }

  private final Merge<T> merge;
  private final TreeMap<Run, T> runs = new TreeMap<>();

  OrderedFold(Merge<T> merge) {
    this.merge = merge;
  }

  /**
   * The place of a partition, such that those that {@code treeAggregate} of depth 2 brings together
   * first (whose numbers are equal modulo a number of its choice) are neighbours.
   */
  static int place(int partition, int partitions) {
    int scale = Math.max(2, (int) Math.ceil(Math.sqrt(partitions)));
    int groups = partitions;
    while (groups > scale + Math.ceil((double) groups / scale)) groups /= scale;
    if (groups == partitions) return partition;
    return partition % groups * ((partitions + groups - 1) / groups) + partition / groups;
  }

  /** Adds what stands at a place. */
  OrderedFold<T> add(int place, T part) {
    put(new Run(0, place), part);
    return this;
  }

  /** Adds all of another. */
  OrderedFold<T> addAll(OrderedFold<T> other) {
    other.runs.forEach(this::put);
    return this;
  }

  private void put(Run run, T part) {
    Run at = run;
    T merged = part;
    for (T beside = runs.remove(at.sibling()); beside != null; beside = runs.remove(at.sibling())) {
      boolean left = (at.index() & 1) == 0;
      merged = left ? merge.merge(merged, beside) : merge.merge(beside, merged);
      at = at.parent();
    }
    runs.put(at, merged);
  }

  /** All parts merged, or {@code none} if there are none. */
  T result(T none) {
    T all = null;
    for (T part : runs.values()) all = all == null ? part : merge.merge(all, part);
    return all == null ? none : all;
  }
}
