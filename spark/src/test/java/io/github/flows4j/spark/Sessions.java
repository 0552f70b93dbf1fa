package io.github.flows4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Spark sessions and datasets for tests. */
final class Sessions {
  private Sessions() {}

  /** Two threads of this process. */
  static SparkSession local() {
    return local(2);
  }

  /** So many threads of this process. */
  static SparkSession local(int threads) {
    return builder("local[" + threads + "]").getOrCreate();
  }

  /** Two worker processes of one core each, which find their classes where this one does. */
  static SparkSession cluster() {
    return cluster(2);
  }

  /** So many worker processes. */
  static SparkSession cluster(int workers) {
    try {
      // What tells Spark's launcher that there is a Spark; the jars are on the class path.
      Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return builder("local-cluster[" + workers + ",1,1024]")
        .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .config("spark.executor.extraJavaOptions", "--add-modules jdk.incubator.vector")
        .config("spark.task.maxFailures", 4)
        .getOrCreate();
  }

  private static SparkSession.Builder builder(String master) {
    return SparkSession.builder()
        .master(master)
        .appName("flows4j tests")
        .config("spark.ui.enabled", false)
        .config("spark.sql.shuffle.partitions", 2)
        .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir"));
  }

  /** Rows of numbers as columns of the given names, in so many partitions. */
  static Dataset<Row> numbers(
      SparkSession session, double[][] rows, int partitions, String... names) {
    StructType schema = new StructType();
    for (String name : names) schema = schema.add(name, DataTypes.DoubleType);
    List<Row> all = new ArrayList<>();
    for (double[] row : rows)
      all.add(RowFactory.create(IntStream.range(0, row.length).mapToObj(j -> row[j]).toArray()));
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    return session.createDataFrame(spark.parallelize(all, partitions), schema);
  }

  /** Normal rows with a correlation of 0.8 between neighbours, of other means and deviations. */
  static double[][] normals(int rows, int columns, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] all = new double[rows][columns];
    for (double[] row : all)
      for (int j = 0; j < columns; j++) {
        double z = random.nextGaussian();
        double before = j == 0 ? 0 : (row[j - 1] - 10 * (j - 1)) / j;
        row[j] = 10 * j + (j + 1) * (j == 0 ? z : 0.8 * before + 0.6 * z);
      }
    return all;
  }
}
