package io.github.flows4j.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CreateArray;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.DataTypes;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** Flows as functions of Spark SQL. */
public final class FlowFunctions {
  private FlowFunctions() {}

  /**
   * Registers a function of a model's columns, in the model's order, context last: {@code SELECT *,
   * flow_log_prob(a, b) FROM t}. Rows with a null, NaN or infinity get null. It scores row by row;
   * {@link FlowModel#transform} is several times as fast.
   *
   * @param name of the function, as {@code flow_log_prob}
   */
  public static void register(SparkSession session, String name, FlowModel model) {
    List<String> names = model.names();
    RowScorer scorer = new RowScorer(model.broadcast(session), names, true);
    InternalRows.session(session)
        .sessionState()
        .functionRegistry()
        .createOrReplaceTempFunction(
            name,
            arguments -> {
              if (arguments.size() != names.size())
                throw new IllegalArgumentException(
                    name
                        + " takes "
                        + names.size()
                        + " columns ("
                        + String.join(", ", names)
                        + "), was given "
                        + arguments.size());
              List<Expression> numbers = new ArrayList<>();
              CollectionConverters.asJava(arguments)
                  .forEach(
                      argument ->
                          numbers.add(new Cast(argument, DataTypes.DoubleType, Option.empty())));
              return scorer.of(new CreateArray(CollectionConverters.asScala(numbers).toSeq()));
            },
            "scala_udf");
  }

  /**
   * Registers a function of the model in a file that flows4j wrote: {@link #register(SparkSession,
   * String, FlowModel)}.
   *
   * @param file where Spark can reach it
   */
  public static void register(SparkSession session, String name, String file) {
    register(session, name, FlowModel.fromFile(file));
  }
}
