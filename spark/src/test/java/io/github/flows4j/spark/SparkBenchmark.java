package io.github.flows4j.spark;

import io.github.flows4j.Flow;
import io.github.flows4j.Flows;
import io.github.flows4j.Rows;
import io.github.flows4j.Toys;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.train.TrainOptions;
import io.github.flows4j.train.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** What docs/spark.md has figures of; bench/spark.sh runs it. */
final class SparkBenchmark {
  private static final int FEATURES = 21;

  private SparkBenchmark() {}

  /** {@code score ROWS THREADS}, {@code train WIDTH SYNC ROUNDS}, or {@code quality FOLDER}. */
  public static void main(String[] arguments) {
    switch (arguments[0]) {
      case "score" -> score(Long.parseLong(arguments[1]), Integer.parseInt(arguments[2]));
      case "train" -> train(number(arguments, 1), number(arguments, 2), number(arguments, 3));
      case "quality" -> quality(arguments[1]);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static int number(String[] arguments, int at) {
    return Integer.parseInt(arguments[at]);
  }

  private static FlowSpec realNvp21(int width) {
    return Flows.realNvp(FEATURES).withTransforms(6).withHidden(width, width).spec();
  }

  private static String[] names(int columns) {
    return IntStream.range(0, columns).mapToObj(j -> "x" + j).toArray(String[]::new);
  }

  private static double seconds(Runnable work) {
    long before = System.nanoTime();
    work.run();
    return (System.nanoTime() - before) * 1e-9;
  }

  private static void score(long rows, int threads) {
    FlowSpec spec = realNvp21(128);
    Flow flow = Flow.untrained(spec, 1);
    int some = 500_000;
    double[] numbers = new double[some * FEATURES];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < numbers.length; i++) numbers[i] = random.nextGaussian();
    Rows plain = Rows.wrap(FEATURES, numbers);
    Flow parallel = flow.withThreads(threads);
    SparkSession session = Sessions.local(threads);
    FlowModel model = FlowModel.of(flow);
    Column[] columns = new Column[FEATURES];
    for (int j = 0; j < FEATURES; j++) columns[j] = functions.randn(j).as("x" + j);
    System.out.println(
        "| turn | plain engine, rows/s | partitions a core | Spark, rows/s | ratio |");
    System.out.println("| --- | ---: | ---: | ---: | ---: |");
    for (int turn = 0; turn < 2; turn++) {
      for (int each : new int[] {1, 2, 4}) {
        Dataset<Row> data = session.range(0, rows, 1, each * threads).select(columns).persist();
        data.count();
        double before = some / seconds(() -> parallel.logProb(plain));
        double took =
            seconds(() -> model.transform(data).write().format("noop").mode("overwrite").save());
        double after = some / seconds(() -> parallel.logProb(plain));
        double rate = rows / took;
        double engine = Math.max(before, after);
        System.out.printf(
            "| %d | %,.0f | %d | %,.0f | %.2f |%n", turn, engine, each, rate, rate / engine);
        data.unpersist(true);
      }
    }
    session.stop();
  }

  private static void train(int width, int sync, int rounds) {
    System.out.println(
        "| turn | width | MB of weights and moments | syncEvery | workers | rows/s | ms a round | of"
            + " it steps, ms |");
    System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (int turn = 0; turn < 3; turn++)
      for (int workers : new int[] {1, 2}) {
        SparkSession session = Sessions.cluster(workers);
        Dataset<Row> data =
            session
                .range(0, 100_000L * workers, 1, workers)
                .select(
                    IntStream.range(0, FEATURES)
                        .mapToObj(j -> functions.randn(j).as("x" + j))
                        .toArray(Column[]::new))
                .persist();
        data.count();
        train(turn, data, width, sync, workers, rounds);
        session.stop();
      }
  }

  private static void train(
      int turn, Dataset<Row> data, int width, int sync, int workers, int rounds) {
    FlowSpec spec = realNvp21(width);
    FlowEstimator estimator =
        new FlowEstimator()
            .setInputCols(names(FEATURES))
            .setFlow(spec)
            .setValidationFraction(0)
            .setBatchSize(sync == 1 ? 256 * workers : 256)
            .setSyncEvery(sync);
    estimator.setSteps(sync * 4L).fit(data);
    double shorter = seconds(() -> estimator.setSteps(sync * 4L).fit(data));
    double longer = seconds(() -> estimator.setSteps(sync * (4L + rounds)).fit(data));
    double round = (longer - shorter) / rounds;
    System.out.printf(
        "| %d | %d | %.1f | %d | %d | %,.0f | %.1f | %.1f |%n",
        turn,
        width,
        4e-6 * new Numbers(spec, false).size(),
        sync,
        workers,
        256.0 * sync * workers / round,
        round * 1e3,
        sync * STEP.computeIfAbsent(width, any -> stepSeconds(spec)) * 1e3);
  }

  private static final Map<Integer, Double> STEP = new HashMap<>();

  /** A step of a batch of 256 on one thread, here. */
  private static double stepSeconds(FlowSpec spec) {
    double[] numbers = new double[50_000 * FEATURES];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < numbers.length; i++) numbers[i] = random.nextGaussian();
    Rows rows = Rows.wrap(FEATURES, numbers);
    TrainOptions options =
        TrainOptions.defaults().withBatch(256).withValidationFraction(0).withThreads(1);
    Trainer.of(options.withSteps(300)).fit(spec, rows);
    double shorter = seconds(() -> Trainer.of(options.withSteps(50)).fit(spec, rows));
    double longer = seconds(() -> Trainer.of(options.withSteps(350)).fit(spec, rows));
    return (longer - shorter) / 300;
  }

  private static void quality(String folder) {
    SparkSession session = Sessions.local(2);
    System.out.println("| data | trained by | test log-likelihood, nats a row | seconds |");
    System.out.println("| --- | --- | ---: | ---: |");
    Rows roll = Toys.swissRoll().sample(20_000, 1);
    Rows rollTest = Toys.swissRoll().sample(50_000, 2);
    compare(
        session,
        "swiss roll",
        roll,
        rollTest,
        Flows.realNvp(2).withTransforms(6).withHidden(128, 128).withHalfMasks(),
        10_000,
        128);
    Rows power = csv(session, folder + "/power-train.csv");
    Rows powerTest = csv(session, folder + "/power-test.csv");
    compare(
        session,
        "power",
        power,
        powerTest,
        Flows.realNvp(power.columns()).withTransforms(8).withHidden(128, 128),
        10_000,
        256);
    session.stop();
  }

  private static void compare(
      SparkSession session,
      String name,
      Rows train,
      Rows test,
      Recipe recipe,
      long steps,
      int batch) {
    TrainOptions options = TrainOptions.defaults().withSteps(steps).withBatch(batch).withThreads(2);
    Flow[] alone = new Flow[1];
    double took = seconds(() -> alone[0] = Trainer.of(options).fit(recipe, train));
    print(name, "one machine, batch " + batch, alone[0], test, took);
    double[][] all = new double[train.count()][];
    for (int i = 0; i < all.length; i++) all[i] = train.row(i);
    String[] names = names(train.columns());
    for (int sync : new int[] {10, 50}) {
      int each = batch / 2;
      FlowEstimator estimator =
          new FlowEstimator()
              .setInputCols(names)
              .setFlow(recipe)
              .setSteps(steps)
              .setSyncEvery(sync)
              .setBatchSize(sync == 1 ? batch : each);
      Dataset<Row> data = Sessions.numbers(session, all, 2, names);
      FlowModel[] model = new FlowModel[1];
      double seconds = seconds(() -> model[0] = estimator.fit(data));
      print(
          name,
          "Spark, 2 partitions, syncEvery "
              + sync
              + ", batch "
              + (sync == 1 ? batch + " shared" : each + " each"),
          model[0].flow(),
          test,
          seconds);
    }
  }

  private static void print(String name, String by, Flow flow, Rows test, double seconds) {
    System.out.printf(
        "| %s | %s | %.3f | %.0f |%n",
        name, by, Arrays.stream(flow.logProb(test)).average().orElseThrow(), seconds);
  }

  private static Rows csv(SparkSession session, String file) {
    Dataset<Row> data = session.read().option("header", true).option("inferSchema", true).csv(file);
    List<double[]> rows = new ArrayList<>();
    for (Row row : data.collectAsList())
      rows.add(
          IntStream.range(0, row.size())
              .mapToDouble(j -> ((Number) row.get(j)).doubleValue())
              .toArray());
    return Rows.of(rows.toArray(double[][]::new));
  }
}
