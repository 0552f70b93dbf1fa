package io.github.flows4j.spark;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The one place that leans on what Spark does not promise to keep: rows as it has them, which cost
 * no object each, and expressions of functions. docs/decisions/0014-spark.md says why.
 */
final class InternalRows {
  private InternalRows() {}

  /** The rows of a dataset; they are Spark's, and are valid until the next is asked for. */
  static JavaRDD<InternalRow> of(Dataset<?> dataset) {
    return classic(dataset).queryExecution().toRdd().toJavaRDD();
  }

  /** A dataset of such rows. */
  static Dataset<Row> dataset(Dataset<?> like, JavaRDD<InternalRow> rows, StructType schema) {
    return session(like.sparkSession()).internalCreateDataFrame(rows.rdd(), schema, false);
  }

  /** A session as it is when it is no client of another. */
  static SparkSession session(org.apache.spark.sql.SparkSession session) {
    if (session instanceof SparkSession classic) return classic;
    throw new UnsupportedOperationException(
        "flows4j runs where Spark's driver runs: not over Spark Connect");
  }

  private static org.apache.spark.sql.classic.Dataset<?> classic(Dataset<?> dataset) {
    session(dataset.sparkSession());
    return (org.apache.spark.sql.classic.Dataset<?>) dataset;
  }

  /** A column of an expression. */
  static Column column(Expression expression) {
    return ExpressionUtils.column(expression);
  }

  /** The expression of a column. */
  static Expression expression(Column column) {
    return ExpressionUtils.expression(column);
  }
}
