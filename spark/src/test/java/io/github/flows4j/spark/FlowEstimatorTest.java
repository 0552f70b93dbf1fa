package io.github.flows4j.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.DataException;
import io.github.flows4j.Flow;
import io.github.flows4j.Flows;
import io.github.flows4j.Rows;
import io.github.flows4j.train.TrainOptions;
import io.github.flows4j.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkException;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlowEstimatorTest {
  private static SparkSession session;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    session = Sessions.local();
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  private static FlowEstimator estimator() {
    return new FlowEstimator()
        .setInputCols("a", "b", "c")
        .setFlow(Flows.realNvp(3).withTransforms(2).withHidden(16))
        .setSteps(40)
        .setSyncEvery(10)
        .setBatchSize(64);
  }

  private static Dataset<Row> data() {
    return Sessions.numbers(session, Sessions.normals(600, 3, 1), 3, "a", "b", "c");
  }

  @Test
  void losesNothingOfTheRowsAndScoresAsTheFlowDoes() {
    Dataset<Row> data =
        data()
            .withColumn("name", functions.concat(functions.lit("row "), functions.col("a")))
            .withColumn("none", functions.lit(null).cast("string"))
            .withColumn("a", functions.col("a").cast("float"));
    FlowModel model = estimator().fit(data);
    Dataset<Row> scored = model.transform(data);
    assertArrayEquals(new String[] {"a", "b", "c", "name", "none", "log_prob"}, scored.columns());
    List<Row> rows = scored.collectAsList();
    List<Row> before = data.collectAsList();
    assertEquals(600, rows.size());
    for (int i = 0; i < 600; i++) {
      Row row = rows.get(i);
      assertEquals(before.get(i).getString(3), row.getString(3));
      assertTrue(row.isNullAt(4));
      double expected = model.flow().logProb(row.getFloat(0), row.getDouble(1), row.getDouble(2));
      assertEquals(expected, row.getDouble(5), 1e-6 * (1 + Math.abs(expected)));
    }
    // Of many more rows than are scored at once, and through a shuffle.
    Dataset<Row> many = data.crossJoin(session.range(30).toDF("k")).repartition(5);
    assertEquals(18_000, model.transform(many).filter("log_prob is not null").count());
    double mean = model.transform(data).agg(functions.avg("log_prob")).first().getDouble(0);
    assertEquals(
        mean, model.transform(many).agg(functions.avg("log_prob")).first().getDouble(0), 1e-9);
  }

  @Test
  void vectorsAndColumnsGiveTheSameFlow() {
    VectorAssembler assembler =
        new VectorAssembler().setInputCols(new String[] {"a", "b", "c"}).setOutputCol("features");
    FlowModel byColumns = estimator().fit(data());
    Dataset<Row> vectors = assembler.transform(data());
    FlowEstimator ofVectors = estimator().setFeaturesCol("features");
    FlowModel byVectors = ofVectors.fit(vectors);
    assertEquals(byColumns.flow().tensors(), byVectors.flow().tensors());
    assertEquals("a", byVectors.flow().schema().features().get(0).name());
    List<Row> one = byColumns.transform(data()).select("log_prob").collectAsList();
    assertEquals(one, byVectors.transform(vectors).select("log_prob").collectAsList());
    Dataset<Row> drawn = byVectors.sample(10, 1);
    assertEquals(3, ((Vector) drawn.first().get(0)).size());
    Dataset<Row> short2 =
        new VectorAssembler()
            .setInputCols(new String[] {"a", "b"})
            .setOutputCol("features")
            .transform(data());
    Throwable thrown =
        assertThrows(Exception.class, () -> byVectors.transform(short2).collectAsList());
    assertSays("column features must hold vectors of 3 numbers, one has 2", thrown);
  }

  @Test
  void contextAndSamples() {
    FlowModel model =
        new FlowEstimator()
            .setInputCols("a", "b")
            .setContextCols("c")
            .setFlow("maf")
            .setSteps(300)
            .setSyncEvery(10)
            .fit(data());
    Row first = model.transform(data()).first();
    double expected =
        model.flow()
            .logProb(
                Rows.of(2, first.getDouble(0), first.getDouble(1)), Rows.of(1, first.getDouble(2)))[
            0];
    assertEquals(expected, first.getDouble(3), 1e-9);
    Dataset<Row> contexts =
        session.range(0, 5000, 1, 3).selectExpr("id", "if(id % 2 = 0, 23.0, 17.0) as c");
    Dataset<Row> drawn = model.sampleGiven(contexts, 7);
    assertArrayEquals(new String[] {"id", "c", "a", "b"}, drawn.columns());
    assertEquals(drawn.collectAsList(), model.sampleGiven(contexts, 7).collectAsList());
    assertNotEquals(drawn.first(), model.sampleGiven(contexts, 8).first());
    assertEquals(5000, drawn.select("id").distinct().count());
    // b follows c: its mean given c is 10 + 2 * 0.8 * (c - 20) / 3.
    List<Row> means = drawn.groupBy("c").avg("b").orderBy("c").collectAsList();
    assertEquals(10 - 1.6, means.get(0).getDouble(1), 0.3);
    assertEquals(10 + 1.6, means.get(1).getDouble(1), 0.3);
    assertSays(
        "the flow is conditional",
        assertThrows(IllegalArgumentException.class, () -> model.sample(1, 0)));
    assertSays(
        "there is a column a already",
        assertThrows(IllegalArgumentException.class, () -> model.sampleGiven(data(), 0)));
  }

  @Test
  void samplesDependOnTheSeedAlone() {
    FlowModel model = estimator().fit(data());
    List<Row> some = model.sample(10_000, 3).collectAsList();
    assertEquals(10_000, some.size());
    assertEquals(some, model.sample(10_000, 3).collectAsList());
    assertEquals(some.subList(0, 4096), model.sample(4096, 3).collectAsList());
    assertNotEquals(some.get(0), some.get(4096));
    assertEquals(0, model.sample(0, 3).count());
  }

  @Test
  void weightsCount() {
    double[][] rows = new double[400][2];
    for (int i = 0; i < 400; i++) {
      rows[i][0] = (i % 2 == 0 ? 5 : -5) + Math.sin(i);
      rows[i][1] = i % 2 == 0 ? 1 : 0;
    }
    FlowModel model =
        new FlowEstimator()
            .setInputCols("x")
            .setWeightCol("w")
            .setFlow("nsf")
            .setSteps(400)
            .setValidationFraction(0)
            .fit(Sessions.numbers(session, rows, 2, "x", "w"));
    // Rows of weight 0 are as if they were not there, for columns too.
    assertEquals(5, model.flow().schema().features().get(0).mean(), 0.1);
    assertTrue(model.flow().logProb(5) > model.flow().logProb(-5) + 10);
  }

  @Test
  @NeedsFiles
  void savedAndRead() throws IOException {
    FlowModel model = estimator().setLogProbCol("lp").setHandleInvalid("keep").fit(data());
    String path = folder.resolve("model").toString();
    model.save(path);
    FlowModel read = FlowModel.load(path);
    assertEquals(model.uid(), read.uid());
    assertEquals(model.flow().tensors(), read.flow().tensors());
    assertEquals("keep", read.getHandleInvalid());
    assertEquals(model.transform(data()).collectAsList(), read.transform(data()).collectAsList());
    // The file is one that flows4j reads anywhere.
    Path file = folder.resolve("model/flow.safetensors");
    Flow plain = Flow.load(file);
    assertEquals(model.flow().tensors(), plain.tensors());
    assertEquals(
        model.transform(data()).collectAsList(),
        FlowModel.fromFile(file.toString()).setLogProbCol("lp").transform(data()).collectAsList());
    assertThrows(IOException.class, () -> model.save(path));
    model.write().overwrite().save(path);

    FlowEstimator estimator = estimator().setSyncEvery(3).setContextCols("c");
    String there = folder.resolve("estimator").toString();
    estimator.save(there);
    FlowEstimator again = FlowEstimator.load(there);
    assertEquals(3, again.getOrDefault(again.syncEvery()));
    assertArrayEquals(estimator.getInputCols(), again.getInputCols());
    assertArrayEquals(new String[] {"c"}, again.getContextCols());
    for (String name : List.of("flow", "steps", "batchSize", "learningRate", "seed"))
      assertEquals(
          estimator.getOrDefault(estimator.getParam(name)),
          again.getOrDefault(again.getParam(name)));
    LogDensityEvaluator evaluator = new LogDensityEvaluator().setLogProbCol("lp");
    evaluator.save(folder.resolve("evaluator").toString());
    assertEquals(
        evaluator.evaluate(model.transform(data())),
        LogDensityEvaluator.load(folder.resolve("evaluator").toString())
            .evaluate(model.transform(data())));
  }

  @Test
  void theSameTwiceAndWithoutStandardizing() {
    assertEquals(
        estimator().fit(data()).flow().tensors(), estimator().fit(data()).flow().tensors());
    FlowModel plain = estimator().setStandardize(false).fit(data());
    assertEquals(0, plain.flow().schema().features().get(2).mean());
    assertNotEquals(
        estimator().fit(data()).flow().tensors(),
        estimator().setSeed(1).fit(data()).flow().tensors());
  }

  @Test
  void crossValidationPicksTheFlowThatFits() {
    FlowEstimator estimator = estimator().setSteps(150);
    ParamMap[] grid =
        new ParamGridBuilder().addGrid(estimator.learningRate(), new double[] {1e-6, 3e-3}).build();
    CrossValidatorModel model =
        new CrossValidator()
            .setEstimator(estimator)
            .setEvaluator(new LogDensityEvaluator())
            .setEstimatorParamMaps(grid)
            .setNumFolds(2)
            .fit(data());
    assertTrue(model.avgMetrics()[1] > model.avgMetrics()[0]);
    assertEquals(600, model.transform(data()).count());
  }

  @Test
  void stopsWithoutPatienceAndKeepsTheBest() {
    FlowModel model =
        estimator()
            .setSteps(2000)
            .setLearningRate(0.02)
            .setSchedule("constant")
            .setValidateEvery(10)
            .setPatience(3)
            .fit(data());
    double[] looks = model.validationHistory();
    assertTrue(looks.length < 200);
    double best = Arrays.stream(looks).min().orElseThrow();
    assertEquals(best, looks[looks.length - 4]);
  }

  @Test
  @NeedsFiles
  void goesOnFromACheckpoint() throws IOException {
    FlowModel whole = estimator().setSteps(200).setValidateEvery(50).fit(data());
    Path checkpoints = folder.resolve("checkpoints");
    FlowEstimator broken =
        estimator()
            .setSteps(200)
            .setValidateEvery(50)
            .setCheckpointDir(checkpoints.toString())
            .setCheckpointSeconds(0);
    Dataset<Row> data = data();
    AtomicInteger jobs = new AtomicInteger();
    SparkListener canceller =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            if (jobs.incrementAndGet() >= 8) session.sparkContext().cancelAllJobs();
          }
        };
    session.sparkContext().addSparkListener(canceller);
    try {
      assertThrows(SparkException.class, () -> broken.fit(data));
    } finally {
      session.sparkContext().removeSparkListener(canceller);
    }
    Path file = checkpoints.resolve("flows4j-checkpoint.safetensors");
    assertTrue(Files.exists(file));
    assertSays(
        "is of another training",
        assertThrows(
            IllegalArgumentException.class,
            () -> broken.copy(ParamMap.empty()).setLearningRate(0.5).fit(data)));
    FlowModel resumed = broken.fit(data);
    assertTrue(resumed.lossHistory().length < whole.lossHistory().length);
    assertEquals(whole.flow().tensors(), resumed.flow().tensors());
    assertTrue(Files.notExists(file));
  }

  @Test
  void aFunctionOfSql() {
    FlowModel model = estimator().fit(data());
    FlowFunctions.register(session, "flow_log_prob", model);
    data().createOrReplaceTempView("t");
    List<Row> scored =
        session
            .sql("SELECT flow_log_prob(a, b, c), flow_log_prob(1, b, null) FROM t")
            .collectAsList();
    List<Row> expected = model.transform(data()).collectAsList();
    for (int i = 0; i < 600; i++) {
      double value = expected.get(i).getDouble(3);
      assertEquals(value, scored.get(i).getDouble(0), 1e-5 * (1 + Math.abs(value)));
      assertTrue(scored.get(i).isNullAt(1));
    }
    assertSays(
        "flow_log_prob takes 3 columns (a, b, c), was given 2",
        assertThrows(
            Exception.class, () -> session.sql("SELECT flow_log_prob(a, b) FROM t").collect()));
  }

  @Test
  @NeedsFiles
  void aStreamIsScored() throws Exception {
    FlowModel model = estimator().fit(data());
    Path in = folder.resolve("in");
    data().limit(50).write().parquet(in.toString());
    Dataset<Row> stream = session.readStream().schema(data().schema()).parquet(in.toString());
    model
        .transform(stream)
        .writeStream()
        .format("memory")
        .queryName("scored")
        .start()
        .processAllAvailable();
    List<Row> scored = session.table("scored").collectAsList();
    assertEquals(50, scored.size());
    for (Row row : scored) {
      double expected = model.flow().logProb(row.getDouble(0), row.getDouble(1), row.getDouble(2));
      assertEquals(expected, row.getDouble(3), 1e-5 * (1 + Math.abs(expected)));
    }
    for (var query : session.streams().active()) query.stop();
  }

  @Test
  void wrongColumnsAreNamed() {
    assertSays(
        "there is no column d, only a, b, c",
        assertThrows(
            IllegalArgumentException.class,
            () -> estimator().setInputCols("a", "d", "c").fit(data())));
    Dataset<Row> text = data().withColumn("b", functions.col("b").cast("string"));
    assertSays(
        "column b must be of numbers, is string",
        assertThrows(IllegalArgumentException.class, () -> estimator().fit(text)));
    FlowModel model = estimator().fit(data());
    assertSays(
        "column b must be of numbers, is string",
        assertThrows(IllegalArgumentException.class, () -> model.transform(text)));
    assertSays(
        "there is a column log_prob already",
        assertThrows(
            IllegalArgumentException.class, () -> model.transform(model.transform(data()))));
    assertSays(
        "give the features",
        assertThrows(IllegalArgumentException.class, () -> new FlowEstimator().fit(data())));
    assertSays(
        "flow must be one of realnvp",
        assertThrows(
            IllegalArgumentException.class, () -> estimator().setFlow("realnpv").fit(data())));
    assertSays(
        "the flow has 2 features and 0 context columns, the dataset 3 and 0",
        assertThrows(
            IllegalArgumentException.class,
            () -> estimator().setFlow(Flows.realNvp(2)).fit(data())));
    assertSays(
        "batch normalization needs syncEvery > 1",
        assertThrows(
            IllegalArgumentException.class,
            () ->
                estimator()
                    .setFlow(Flows.realNvp(3).withBatchNorm(true))
                    .setSyncEvery(1)
                    .fit(data())));
    assertThrows(IllegalArgumentException.class, () -> estimator().setSteps(0));
  }

  @Test
  void wrongRowsAreCountedByColumn() {
    Dataset<Row> gaps =
        data()
            .withColumn("b", functions.expr("if(a > 0, b, null)"))
            .withColumn("c", functions.expr("if(a < -2, double('NaN'), c)"));
    long nulls = gaps.filter("b is null").count();
    Throwable thrown = assertThrows(DataException.class, () -> estimator().fit(gaps));
    assertSays("column b has " + nulls + " rows that are null", thrown);
    Dataset<Row> nan = data().withColumn("c", functions.expr("if(a < -2, double('NaN'), c)"));
    long many = nan.filter("isnan(c)").count();
    assertSays(
        "column c has " + many + " rows that are NaN or infinite",
        assertThrows(DataException.class, () -> estimator().fit(nan)));
    assertSays(
        "column c is constant",
        assertThrows(
            DataException.class,
            () -> estimator().fit(data().withColumn("c", functions.lit(2.5)))));
    assertSays(
        "there are no rows to train on",
        assertThrows(DataException.class, () -> estimator().fit(data().filter("a > 1e9"))));
    assertSays(
        "column w has 600 rows that are negative",
        assertThrows(
            DataException.class,
            () -> estimator().setWeightCol("w").fit(data().withColumn("w", functions.lit(-1)))));

    FlowModel model = estimator().fit(data());
    assertSays(
        "column b is null in a row",
        assertThrows(Exception.class, () -> model.transform(gaps).collectAsList()));
    assertSays(
        "column c is NaN in a row",
        assertThrows(Exception.class, () -> model.transform(nan).collectAsList()));
    model.setHandleInvalid("keep");
    assertEquals(
        nulls + many - gaps.filter("b is null and isnan(c)").count(),
        model.transform(gaps).filter("log_prob is null").count());
    assertEquals(600, model.transform(gaps).count());
  }

  @Test
  void batchNormalizationTrains() {
    FlowModel model =
        estimator().setFlow(Flows.realNvp(3).withBatchNorm(true).withHidden(16)).fit(data());
    for (double logProb : model.flow().logProb(Rows.of(Sessions.normals(100, 3, 2))))
      assertTrue(Double.isFinite(logProb));
  }

  /** One partition, one step a round: the trainer of one machine does as well. */
  @Test
  void aSingleMachineDoesNoBetter() {
    double[][] rows = Sessions.normals(4000, 3, 1);
    Rows fresh = Rows.of(Sessions.normals(4000, 3, 9));
    Flow alone =
        Trainer.of(TrainOptions.defaults().withSteps(400).withBatch(128).withThreads(1))
            .fit(Flows.realNvp(3).withTransforms(2).withHidden(16), Rows.of(rows));
    FlowModel together =
        estimator()
            .setSteps(400)
            .setBatchSize(64)
            .fit(Sessions.numbers(session, rows, 2, "a", "b", "c"));
    double one = Arrays.stream(alone.logProb(fresh)).average().orElseThrow();
    double two = Arrays.stream(together.flow().logProb(fresh)).average().orElseThrow();
    assertEquals(one, two, 0.05);
  }

  private static void assertSays(String text, Throwable thrown) {
    StringBuilder all = new StringBuilder();
    for (Throwable t = thrown; t != null; t = t.getCause()) all.append(t.getMessage()).append('\n');
    assertTrue(all.indexOf(text) >= 0, all::toString);
  }
}
