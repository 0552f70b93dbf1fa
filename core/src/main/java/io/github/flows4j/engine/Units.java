package io.github.flows4j.engine;

import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.PixelScaling;
import io.github.flows4j.spec.Pixels;
import io.github.flows4j.spec.Schema;
import java.util.List;

/**
 * Between the user's units and the flow's, in double precision: columns standardized, or pixels
 * scaled. Rows lie row-major in arrays from index 0 on, and are changed in place. Immutable and
 * safe for use by many threads; allocates nothing. What goes in must be finite.
 */
public sealed interface Units permits ColumnUnits, LogitUnits {
  /** The units of a schema's features. */
  static Units features(Schema schema) {
    if (!schema.image()) return columns(schema.features());
    Pixels pixels = schema.pixels();
    return pixels.scaling() instanceof PixelScaling.Logit logit
        ? new LogitUnits(pixels.shape().size(), pixels.levels(), logit.alpha())
        // y = x / levels - 1/2
        : ColumnUnits.alike(pixels.shape().size(), pixels.levels() / 2.0, pixels.levels());
  }

  /** The units of a schema's context. */
  static Units context(Schema schema) {
    return columns(schema.context());
  }

  private static Units columns(List<Column> columns) {
    return new ColumnUnits(
        columns.stream().mapToDouble(Column::mean).toArray(),
        columns.stream().mapToDouble(Column::scale).toArray());
  }

  /** Numbers of a row. */
  int columns();

  /**
   * From the user's units to the flow's. Where a row lies outside what the flow's numbers can
   * reach, its density is 0: -infinity is added, and numbers that stand for none become 0.
   *
   * @param values [rows, columns]
   * @param logDet to which each row's log|det d flow / d user| is added, from index {@code at} on;
   *     or null
   */
  void toFlow(double[] values, int rows, double[] logDet, int at);

  /**
   * From the flow's units to the user's. NaN stays NaN.
   *
   * @param values [rows, columns]
   * @param logDet to which each row's log|det d user / d flow| is added, from index {@code at} on;
   *     or null
   */
  void toUser(double[] values, int rows, double[] logDet, int at);

  /**
   * Turns the gradient of a log-density in the flow's units by the flow's numbers into that of the
   * log-density in the user's units by the user's numbers. Where the density is 0 for {@link
   * #toFlow}'s reason, the gradient is 0.
   *
   * @param gradient [rows, columns]
   * @param user the rows in the user's units, [rows, columns]
   */
  void gradientToUser(double[] gradient, double[] user, int rows);

  /** Whether a number of the user's has a counterpart among the flow's. */
  boolean reaches(double user);
}
