package io.github.flows4j.spark;

import io.github.flows4j.engine.Engine;
import io.github.flows4j.engine.training.TrainingStep;
import io.github.flows4j.engine.training.Update;
import io.github.flows4j.spec.Customs;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.SchemaJson;
import io.github.flows4j.spec.SpecJson;
import io.github.flows4j.spec.Tensors;
import io.github.flows4j.train.TrainOptions;
import java.io.Serializable;

/** What every worker must know of a training; the same in all its rounds. */
final class Plan implements Serializable {
  private static final long serialVersionUID = 1;

  private final String spec;
  private final String schema;
  private final int batch;
  private final int syncEvery;
  private final int threads;
  private final long seed;
  private final double beta1;
  private final double beta2;
  private final double epsilon;
  private final double weightDecay;
  private final double clipNorm;
  private final double averageDecay;
  private transient FlowSpec parsedSpec;
  private transient Schema parsedSchema;

  /**
   * A plan.
   *
   * @param options whose steps are of all, and whose threads are of one task
   */
  Plan(FlowSpec spec, Schema schema, TrainOptions options, int syncEvery) {
    this.spec = SpecJson.write(spec);
    this.schema = SchemaJson.write(schema);
    this.syncEvery = syncEvery;
    parsedSpec = spec;
    parsedSchema = schema;
    batch = options.batch();
    threads = options.threads();
    seed = options.seed();
    beta1 = options.optimizer().beta1();
    beta2 = options.optimizer().beta2();
    epsilon = options.optimizer().epsilon();
    weightDecay = options.optimizer().weightDecay();
    clipNorm = options.clipNorm();
    averageDecay = options.averageDecay();
  }

  /** The flow. */
  synchronized FlowSpec spec() {
    if (parsedSpec == null) parsedSpec = SpecJson.parse(spec, Customs.installed());
    return parsedSpec;
  }

  /** Its columns. */
  synchronized Schema schema() {
    if (parsedSchema == null) parsedSchema = SchemaJson.parse(schema);
    return parsedSchema;
  }

  /** Rows a step: of each partition, or of all where every step is shared. */
  int batch() {
    return batch;
  }

  /** Steps a round. */
  int syncEvery() {
    return syncEvery;
  }

  /** Where all random choices come from. */
  long seed() {
    return seed;
  }

  /** Whether an average of the weights is kept. */
  boolean averaging() {
    return averageDecay > 0;
  }

  /** How states become numbers. */
  Numbers numbers() {
    return new Numbers(spec(), averaging());
  }

  /** How a step moves the weights. */
  Update update(double rate) {
    return new Update(rate, beta1, beta2, epsilon, weightDecay, clipNorm, averageDecay);
  }

  /** Steps from some weights, on a task's threads. */
  TrainingStep steps(Tensors tensors) {
    return Engine.trainingStep(spec(), tensors, threads, Precision.SINGLE);
  }

  /** What a checkpoint must agree with. */
  @Override
  public String toString() {
    return "%s %s batch=%d syncEvery=%d seed=%d beta1=%s beta2=%s epsilon=%s weightDecay=%s clipNorm=%s averageDecay=%s"
        .formatted(
            spec,
            schema,
            batch,
            syncEvery,
            seed,
            beta1,
            beta2,
            epsilon,
            weightDecay,
            clipNorm,
            averageDecay);
  }
}
