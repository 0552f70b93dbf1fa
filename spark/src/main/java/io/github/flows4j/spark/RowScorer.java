package io.github.flows4j.spark;

import io.github.flows4j.DataException;
import io.github.flows4j.Flow;
import io.github.flows4j.Scorer;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.ObjectType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Scores one row at a time, inside an expression: for SQL and for streams, where no row can wait
 * for others. Public for the code that Spark generates.
 */
public final class RowScorer implements Serializable {
  private static final long serialVersionUID = 1;

  private final Broadcast<ModelBytes> model;
  private final String[] names;
  private final boolean keeps;
  private transient Scorer scorer;
  private transient double[] row;
  private transient double[] context;

  RowScorer(Broadcast<ModelBytes> model, List<String> names, boolean keeps) {
    this.model = model;
    this.names = names.toArray(String[]::new);
    this.keeps = keeps;
  }

  /**
   * The log-density of a row.
   *
   * @param values an array of its features and context
   */
  Column of(Column values) {
    return InternalRows.column(of(InternalRows.expression(values)));
  }

  /** As {@link #of(Column)}. */
  Expression of(Expression values) {
    return new Invoke(
        new Literal(this, new ObjectType(RowScorer.class)),
        "score",
        DataTypes.DoubleType,
        CollectionConverters.asScala(List.of(values)).toSeq(),
        CollectionConverters.asScala(List.<AbstractDataType>of()).toSeq(),
        true,
        true,
        true);
  }

  /**
   * log p(features | context), nats; null where a number is null or not finite and such rows are
   * kept.
   *
   * @throws DataException naming the column of such a number, where they are not
   */
  public synchronized Double score(ArrayData values) {
    if (scorer == null) {
      Flow flow = model.value().flow();
      scorer = flow.scorer();
      row = new double[flow.features()];
      context = new double[flow.spec().context()];
    }
    for (int j = 0; j < row.length + context.length; j++) {
      double number = values.isNullAt(j) ? Double.NaN : values.getDouble(j);
      if (!Double.isFinite(number)) {
        if (keeps) return null;
        throw new DataException(
            "column " + names[j] + " is " + (values.isNullAt(j) ? "null" : number) + " in a row");
      }
      if (j < row.length) row[j] = number;
      else context[j - row.length] = number;
    }
    return scorer.logProb(row, context);
  }
}
