package io.github.flows4j.engine.f32.memory;

import java.util.ArrayList;
import java.util.List;

/**
 * The buffers that one layer works in: each part of it claims what it needs when the layer is
 * built.
 */
public final class BufferPlan {
  private final List<Integer> perRow;
  private final List<Integer> fixed;
  private final List<Integer> inDouble;
  private final int places;

  /** An empty plan. */
  public BufferPlan() {
    this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), 1);
  }

  private BufferPlan(
      List<Integer> perRow, List<Integer> fixed, List<Integer> inDouble, int places) {
    this.perRow = perRow;
    this.fixed = fixed;
    this.inDouble = inDouble;
    this.places = places;
  }

  /** This plan as a layer sees it for which each row is so many rows. */
  public BufferPlan times(int rowsPerRow) {
    return new BufferPlan(perRow, fixed, inDouble, rowsPerRow);
  }

  /** Claims a buffer of so many elements for each row of a tile; returns its number. */
  public int perRow(int elements) {
    perRow.add(Math.multiplyExact(elements, places));
    fixed.add(0);
    return perRow.size() - 1;
  }

  /** Claims a buffer of so many elements whatever the rows; returns its number. */
  public int fixed(int elements) {
    perRow.add(0);
    fixed.add(elements);
    return perRow.size() - 1;
  }

  /**
   * Claims an array of double precision, whatever the rows and the engine's precision; returns its
   * number.
   */
  public int doubles(int elements) {
    inDouble.add(elements);
    return inDouble.size() - 1;
  }

  /** Arrays of double precision for one layer. */
  double[][] allocateDoubles() {
    double[][] arrays = new double[inDouble.size()][];
    for (int i = 0; i < arrays.length; i++) arrays[i] = new double[inDouble.get(i)];
    return arrays;
  }

  /** Elements claimed for each row of a tile. */
  public long perRow() {
    return perRow.stream().mapToLong(Integer::longValue).sum();
  }

  /**
   * Buffers of its own for one layer.
   *
   * @param spare the part of a row that there is room for besides
   */
  float[][] allocate(int rows, double spare) {
    float[][] buffers = new float[perRow.size()][];
    for (int i = 0; i < buffers.length; i++) buffers[i] = new float[size(i, rows, spare)];
    return buffers;
  }

  /** Buffers that the layers of all plans can share, one layer at a time. */
  static float[][] allocateShared(List<BufferPlan> plans, int rows, double spare) {
    int count = plans.stream().mapToInt(plan -> plan.perRow.size()).max().orElse(0);
    float[][] buffers = new float[count][];
    for (int i = 0; i < count; i++) {
      int size = 0;
      for (BufferPlan plan : plans)
        if (i < plan.perRow.size()) size = Math.max(size, plan.size(i, rows, spare));
      buffers[i] = new float[size];
    }
    return buffers;
  }

  private int size(int buffer, int rows, double spare) {
    int more = (int) Math.ceil(perRow.get(buffer) * spare);
    int all = Math.addExact(Math.multiplyExact(perRow.get(buffer), rows), more);
    return Math.addExact(all, fixed.get(buffer));
  }
}
