package io.github.flows4j.spark;

import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The mean log-density of scored rows, nats a row: what {@link
 * org.apache.spark.ml.tuning.CrossValidator} picks flows by. Larger is better. Rows without a
 * log-density are left out.
 */
public final class LogDensityEvaluator extends Evaluator implements DefaultParamsWritable {
  private static final long serialVersionUID = 1;

  private final String uid;
  private final Param<String> logProbCol;

  /** An evaluator of the column {@code log_prob}. */
  public LogDensityEvaluator() {
    this(Identifiable.randomUID("logDensity"));
  }

  /** An evaluator of a name. */
  public LogDensityEvaluator(String uid) {
    this.uid = uid;
    logProbCol = new Param<>(this, "logProbCol", "column of log-densities");
    setDefault(logProbCol, "log_prob");
  }

  @Override
  public String uid() {
    return uid;
  }

  /** The column of log-densities; {@code log_prob} by default. */
  public Param<String> logProbCol() {
    return logProbCol;
  }

  /** Sets {@link #logProbCol}. */
  public LogDensityEvaluator setLogProbCol(String name) {
    set(logProbCol, name);
    return this;
  }

  /** The mean; NaN of no rows. */
  @Override
  public double evaluate(Dataset<?> dataset) {
    Row mean = dataset.toDF().agg(functions.avg(RowLayout.named(getOrDefault(logProbCol)))).first();
    return mean.isNullAt(0) ? Double.NaN : mean.getDouble(0);
  }

  @Override
  public LogDensityEvaluator copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /** Reads evaluators that were written. */
  public static MLReader<LogDensityEvaluator> read() {
    return new DefaultParamsReader<>();
  }

  /** Reads an evaluator. */
  public static LogDensityEvaluator load(String path) {
    return read().load(path);
  }
}
