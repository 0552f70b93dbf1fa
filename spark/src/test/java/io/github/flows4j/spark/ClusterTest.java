package io.github.flows4j.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flows;
import io.github.flows4j.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On two worker processes. */
@NeedsFiles
class ClusterTest {
  private static SparkSession session;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    session = Sessions.cluster();
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  private static FlowEstimator estimator() {
    return new FlowEstimator()
        .setInputCols("a", "b", "c")
        .setFlow(Flows.realNvp(3).withTransforms(2).withHidden(16))
        .setSteps(60)
        .setSyncEvery(5)
        .setBatchSize(64);
  }

  private static Dataset<Row> data() {
    return Sessions.numbers(session, Sessions.normals(900, 3, 1), 5, "a", "b", "c");
  }

  @Test
  void aPipelineFitsTransformsIsSavedAndRead() throws IOException {
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new VectorAssembler()
                      .setInputCols(new String[] {"a", "b", "c"})
                      .setOutputCol("features"),
                  new FlowEstimator()
                      .setFeaturesCol("features")
                      .setFlow(Flows.realNvp(3).withTransforms(2).withHidden(16))
                      .setSteps(60)
                      .setSyncEvery(20)
                });
    PipelineModel fitted = pipeline.fit(data());
    List<Row> scored = fitted.transform(data()).collectAsList();
    assertEquals(900, scored.size());
    FlowModel model = (FlowModel) fitted.stages()[1];
    double[] plain = model.flow().logProb(Rows.of(Sessions.normals(900, 3, 1)));
    for (int i = 0; i < 900; i++)
      assertEquals(plain[i], scored.get(i).<Double>getAs("log_prob"), 1e-12);
    String path = folder.resolve("pipeline").toString();
    fitted.save(path);
    assertEquals(scored, PipelineModel.load(path).transform(data()).collectAsList());
  }

  /** A worker process dies in the middle: its part is done again, and the flow is the same. */
  @Test
  void aKilledWorkerChangesNothing() {
    FlowModel whole = estimator().fit(data());
    AtomicInteger jobs = new AtomicInteger();
    CompletableFuture<Long> killed = new CompletableFuture<>();
    SparkListener killer =
        new SparkListener() {
          @Override
          public void onJobEnd(SparkListenerJobEnd end) {
            if (jobs.incrementAndGet() != 6) return;
            Optional<ProcessHandle> worker =
                ProcessHandle.current().descendants().filter(ClusterTest::isWorker).findFirst();
            worker.ifPresent(ProcessHandle::destroyForcibly);
            killed.complete(worker.map(ProcessHandle::pid).orElse(-1L));
          }
        };
    session.sparkContext().addSparkListener(killer);
    FlowModel broken;
    try {
      broken = estimator().fit(data());
    } finally {
      session.sparkContext().removeSparkListener(killer);
    }
    assertTrue(killed.getNow(-1L) > 0, "no worker was killed");
    assertFalse(ProcessHandle.of(killed.join()).map(ProcessHandle::isAlive).orElse(false));
    assertArrayEquals(whole.lossHistory(), broken.lossHistory());
    assertEquals(whole.flow().tensors(), broken.flow().tensors());
  }

  private static boolean isWorker(ProcessHandle process) {
    // Their command lines are too long to be known.
    return process.info().command().orElse("").endsWith("java");
  }
}
