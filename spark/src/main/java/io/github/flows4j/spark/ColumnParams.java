package io.github.flows4j.spark;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/** The parameters that an estimator and its model have in common: {@link FlowColumns}. */
public final class ColumnParams implements Serializable {
  private static final long serialVersionUID = 1;

  final Param<String> features;
  final StringArrayParam inputs;
  final StringArrayParam context;
  final Param<String> logProb;
  final Param<String> handleInvalid;
  final IntParam threads;

  ColumnParams(Params of) {
    features = new Param<>(of, "featuresCol", "column of vectors to model; in place of inputCols");
    inputs = new StringArrayParam(of, "inputCols", "columns of numbers to model");
    context =
        new StringArrayParam(of, "contextCols", "columns of numbers that the density is given");
    logProb = new Param<>(of, "logProbCol", "name of the column of log-densities, nats a row");
    handleInvalid =
        new Param<>(
            of,
            "handleInvalid",
            "what scoring does with rows that hold a null, NaN or infinity: error, or keep them"
                + " with null for a log-density",
            ParamValidators.inArray(List.of("error", "keep")));
    threads = new IntParam(of, "threads", "threads of one task", ParamValidators.gt(0));
  }
}
