package io.github.flows4j.spark;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;

/**
 * Reads the numbers of Spark's rows: of the columns of {@link RowLayout#inputs}, in their order.
 */
final class RowReader implements Serializable {
  private static final long serialVersionUID = 1;

  private static final int VECTOR_FIELDS = 4;
  private static final byte DENSE = 1;

  private final RowLayout layout;
  private final int first;
  private final int features;
  private final int width;

  /**
   * A reader.
   *
   * @param first the place of the first column in the rows
   */
  RowReader(RowLayout layout, int first) {
    this.layout = layout;
    this.first = first;
    features = layout.features().size();
    width = layout.width();
  }

  RowLayout layout() {
    return layout;
  }

  /**
   * Reads features, context and weight, NaN where something is null.
   *
   * @return the first number that is null, NaN or infinite; -1 if all are as they should be
   * @throws IllegalArgumentException naming the column of a vector of another size
   */
  int read(InternalRow row, double[] into) {
    int from = first;
    int at = 0;
    if (layout.vector() != null) {
      readVector(row, from++, into);
      at = features;
    }
    for (; at < width; at++, from++)
      into[at] = row.isNullAt(from) ? Double.NaN : row.getDouble(from);
    for (int j = 0; j < width; j++) if (!Double.isFinite(into[j])) return j;
    return -1;
  }

  private void readVector(InternalRow row, int ordinal, double[] into) {
    if (row.isNullAt(ordinal)) {
      Arrays.fill(into, 0, features, Double.NaN);
      return;
    }
    // The fields of a vector: type, size, indices, values.
    InternalRow vector = row.getStruct(ordinal, VECTOR_FIELDS);
    ArrayData values = vector.getArray(3);
    boolean dense = vector.getByte(0) == DENSE;
    int size = dense ? values.numElements() : vector.getInt(1);
    if (size != features)
      throw new IllegalArgumentException(
          "column "
              + layout.vector()
              + " must hold vectors of "
              + features
              + " numbers, one has "
              + size);
    if (dense) {
      for (int j = 0; j < features; j++) into[j] = values.getDouble(j);
      return;
    }
    ArrayData indices = vector.getArray(2);
    Arrays.fill(into, 0, features, 0);
    for (int k = 0; k < values.numElements(); k++) into[indices.getInt(k)] = values.getDouble(k);
  }

  /** Whether the number of a row is null, rather than not finite. */
  boolean isNull(InternalRow row, int number) {
    if (layout.vector() == null) return row.isNullAt(first + number);
    return row.isNullAt(number < features ? first : first + 1 + number - features);
  }
}
