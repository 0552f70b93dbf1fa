package io.github.flows4j.spark;

import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/** The parameters that {@link FlowEstimator} and {@link FlowModel} have in common. */
public interface FlowColumns extends Params {
  /** The parameters themselves. */
  ColumnParams columns();

  /** Column of vectors to model; in place of {@link #inputCols}. */
  default Param<String> featuresCol() {
    return columns().features;
  }

  /** Columns of numbers to model. */
  default StringArrayParam inputCols() {
    return columns().inputs;
  }

  /** Columns of numbers that the density is given; none by default. */
  default StringArrayParam contextCols() {
    return columns().context;
  }

  /** Name of the column of log-densities, nats a row; {@code log_prob} by default. */
  default Param<String> logProbCol() {
    return columns().logProb;
  }

  /**
   * What scoring does with rows that hold a null, NaN or infinity: {@code error} (the default) or
   * {@code keep} them with null for a log-density.
   */
  default Param<String> handleInvalid() {
    return columns().handleInvalid;
  }

  /** Threads of one task; 1 by default. */
  default IntParam threads() {
    return columns().threads;
  }

  /** The column of vectors; null where there is none. */
  default String getFeaturesCol() {
    return isDefined(featuresCol()) ? getOrDefault(featuresCol()) : null;
  }

  /** The columns of numbers to model. */
  default String[] getInputCols() {
    return isDefined(inputCols()) ? getOrDefault(inputCols()) : new String[0];
  }

  /** The context columns. */
  default String[] getContextCols() {
    return getOrDefault(contextCols());
  }

  /** The name of the column of log-densities. */
  default String getLogProbCol() {
    return getOrDefault(logProbCol());
  }

  /** What scoring does with rows that can't be scored. */
  default String getHandleInvalid() {
    return getOrDefault(handleInvalid());
  }

  /** Threads of one task. */
  default int getThreads() {
    return (Integer) getOrDefault(threads());
  }

  /** Sets the defaults; for constructors. */
  default void setColumnDefaults() {
    setDefault(contextCols(), new String[0]);
    setDefault(logProbCol(), "log_prob");
    setDefault(handleInvalid(), "error");
    setDefault(threads(), 1);
  }
}
