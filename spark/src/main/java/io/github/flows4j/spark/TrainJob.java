package io.github.flows4j.spark;

import io.github.flows4j.spec.FlowException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkUserAppException;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * What {@code spark-submit} runs: trains a flow on a table and leaves the model in a folder, or
 * scores a table. Wrong usage and bad input are one line each, and the exit statuses 2 and 1.
 */
public final class TrainJob {
  private final JobOptions options;
  private final SparkSession session;
  private final PrintStream out;

  private TrainJob(JobOptions options, SparkSession session, PrintStream out) {
    this.options = options;
    this.session = session;
    this.out = out;
  }

  /**
   * Runs it.
   *
   * @throws SparkUserAppException with the exit status, if it is not 0
   */
  public static void main(String... arguments) throws SparkUserAppException {
    int status = run(System.out, System.err, arguments);
    // Workers that find their driver gone fill the log with it.
    if (SparkSession.getDefaultSession().isDefined()) SparkSession.active().stop();
    if (status != 0) throw new SparkUserAppException(status, null);
  }

  /** Runs it; the exit status. */
  static int run(PrintStream out, PrintStream err, String... arguments) {
    JobOptions options;
    try {
      options = JobOptions.of(arguments);
    } catch (IllegalArgumentException e) {
      err.println("flows4j: " + e.getMessage() + "\n\n" + JobOptions.USAGE);
      return 2;
    }
    try {
      TrainJob job = new TrainJob(options, SparkSession.builder().getOrCreate(), out);
      if (options.scores()) job.score();
      else job.train();
      return 0;
    } catch (Exception e) {
      String line = line(e);
      if (line == null) throw e;
      err.println("flows4j: " + line);
      return 1;
    }
  }

  private void train() {
    String folder = options.out();
    refuseIfThere(folder);
    Dataset<Row> table = read(options.in());
    if (options.partitions() > 0) table = table.repartition(options.partitions());
    double part = options.heldOut();
    Dataset<Row>[] parts = table.randomSplit(new double[] {1 - part, part}, options.seed());
    FlowEstimator estimator = options.estimator();
    if (estimator.getInputCols().length == 0)
      estimator.setInputCols(
          Arrays.stream(table.columns())
              .filter(name -> !options.isGiven(name))
              .toArray(String[]::new));
    FlowModel model = estimator.fit(parts[0]);
    String[] context = model.getContextCols();
    say(
        "%s of %s%s, trained on %,d partitions",
        estimator.getOrDefault(estimator.flow()),
        String.join(", ", model.getInputCols()),
        context.length == 0 ? "" : " given " + String.join(", ", context),
        parts[0].rdd().getNumPartitions());
    double[] losses = model.lossHistory();
    if (losses.length > 0)
      say("loss of the last round %.4f nats a standardized row", losses[losses.length - 1]);
    try {
      (options.overwrites() ? model.write().overwrite() : model.write()).save(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": " + e.getMessage(), e);
    }
    say("model in %s", folder);
    if (part > 0) judge(model, parts[1]);
  }

  private void judge(FlowModel model, Dataset<Row> rows) {
    Row result =
        model
            .transform(rows)
            .agg(
                functions.avg(RowLayout.named(model.getLogProbCol())),
                functions.count(RowLayout.named(model.getLogProbCol())))
            .first();
    if (result.isNullAt(0)) say("no rows were held out");
    else
      say(
          "held-out mean log-density %.4f nats a row, of %,d rows",
          result.getDouble(0), result.getLong(1));
  }

  private void score() {
    String file = options.out();
    refuseIfThere(file);
    FlowModel model = model(options.model());
    if (options.keepsInvalid()) model.setHandleInvalid("keep");
    model.setThreads(options.threads());
    var writer = model.transform(read(options.in())).write();
    if (options.overwrites()) writer.mode(SaveMode.Overwrite);
    if (isCsv(file)) writer.option("header", true).option("sep", options.delimiter(file)).csv(file);
    else writer.parquet(file);
    say("scores in %s", file);
  }

  private FlowModel model(String name) {
    FileStatus[] found = found(name);
    if (found.length == 0) throw new IllegalArgumentException("there is no model " + name);
    return found[0].isDirectory() ? FlowModel.load(name) : FlowModel.fromFile(name);
  }

  /** Before the work, not after it. */
  private void refuseIfThere(String name) {
    if (!options.overwrites() && found(name).length > 0)
      throw new IllegalArgumentException(
          name + " is there already: name another, or give --overwrite");
  }

  private FileStatus[] found(String name) {
    Path path = new Path(name);
    try {
      FileStatus[] found =
          path.getFileSystem(session.sparkContext().hadoopConfiguration()).globStatus(path);
      return found == null ? new FileStatus[0] : found;
    } catch (IOException e) {
      throw new UncheckedIOException(name + ": " + e.getMessage(), e);
    }
  }

  private Dataset<Row> read(String name) {
    if (found(name).length == 0) throw new IllegalArgumentException("there is no table " + name);
    return isCsv(name)
        ? session
            .read()
            .option("header", true)
            .option("inferSchema", true)
            .option("sep", options.delimiter(name))
            .csv(name)
        : session.read().parquet(name);
  }

  private static boolean isCsv(String name) {
    return name.matches("(?i).*\\.[ct]sv(\\.[a-z0-9]+)?/?");
  }

  private void say(String format, Object... what) {
    out.println(String.format(Locale.ROOT, format, what));
  }

  /** What went wrong, where that is for the user to put right; null where it is not. */
  private static String line(Throwable thrown) {
    for (Throwable at = thrown; at != null; at = at.getCause())
      if (at instanceof FlowException
          || at instanceof IllegalArgumentException
          || at instanceof IllegalStateException
          || at instanceof AnalysisException
          || at instanceof UncheckedIOException)
        return String.valueOf(at.getMessage()).lines().findFirst().orElse("");
    return null;
  }
}
