package io.github.flows4j.spark;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.Schema;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A normalizing flow that scores datasets, and draws them. Scoring adds a column of log-densities
 * in nats, in the units of the columns; every task scores rows by the thousand with one shared
 * flow, on as many threads as {@code threads} says. Streaming datasets are scored row by row.
 */
public final class FlowModel extends Model<FlowModel> implements FlowColumns, MLWritable {
  private static final long serialVersionUID = 1;

  static final StructType SCORE = new StructType().add("log_prob", DataTypes.DoubleType);

  private static final String FILE = "flow.safetensors";

  private final String uid;
  private final ColumnParams columns;
  private final transient Flow flow;
  private final transient List<DistributedTraining.Round> history;

  FlowModel(String uid, Flow flow, List<DistributedTraining.Round> history) {
    this.uid = uid;
    this.flow = flow;
    this.history = List.copyOf(history);
    columns = new ColumnParams(this);
    setColumnDefaults();
  }

  /**
   * A model of a flow, which reads the columns that the flow's schema names.
   *
   * @throws IllegalArgumentException if it is one of images or of typed columns
   */
  public static FlowModel of(Flow flow) {
    Schema schema = flow.schema();
    if (schema.image() || schema.typed())
      throw new IllegalArgumentException(
          "flows of "
              + (schema.image() ? "images" : "typed columns")
              + " are not for Spark yet: score them with flows4j score, or as numbers");
    FlowModel model = new FlowModel(Identifiable.randomUID("flow"), flow, List.of());
    model.set(model.inputCols(), names(schema.features()));
    model.set(model.contextCols(), names(schema.context()));
    return model;
  }

  /**
   * A model of a file that flows4j wrote, here or elsewhere: {@code flows4j train}, {@link
   * Flow#save}.
   *
   * @param file where Spark can reach it
   * @throws io.github.flows4j.io.ModelFormatException if it is no such file
   */
  public static FlowModel fromFile(String file) {
    return of(flow(file, SparkSession.active().sparkContext().hadoopConfiguration()));
  }

  private static Flow flow(String file, Configuration configuration) {
    Path path = new Path(file);
    try (FSDataInputStream in = path.getFileSystem(configuration).open(path)) {
      return ModelBytes.flow(in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static String[] names(List<Column> columns) {
    return columns.stream().map(Column::name).toArray(String[]::new);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public ColumnParams columns() {
    return columns;
  }

  /** The flow, for use without Spark. */
  public Flow flow() {
    return flow;
  }

  /**
   * Mean training losses, round by round, nats a standardized row; empty of a model that was read.
   */
  public double[] lossHistory() {
    return history.stream().mapToDouble(DistributedTraining.Round::loss).toArray();
  }

  /** Losses of the rows to validate on, look by look; empty of a model that was read. */
  public double[] validationHistory() {
    return history.stream()
        .mapToDouble(DistributedTraining.Round::validationLoss)
        .filter(loss -> !Double.isNaN(loss))
        .toArray();
  }

  /** Sets {@link #featuresCol}. */
  public FlowModel setFeaturesCol(String name) {
    set(featuresCol(), name);
    return this;
  }

  /** Sets {@link #inputCols}: the features, in the flow's order. */
  public FlowModel setInputCols(String... names) {
    set(inputCols(), names);
    return this;
  }

  /** Sets {@link #contextCols}, in the flow's order. */
  public FlowModel setContextCols(String... names) {
    set(contextCols(), names);
    return this;
  }

  /** Sets {@link #logProbCol}. */
  public FlowModel setLogProbCol(String name) {
    set(logProbCol(), name);
    return this;
  }

  /** Sets {@link #handleInvalid}. */
  public FlowModel setHandleInvalid(String what) {
    set(handleInvalid(), what);
    return this;
  }

  /** Sets {@link #threads}. */
  public FlowModel setThreads(int count) {
    set(threads(), count);
    return this;
  }

  /**
   * Adds the column of log-densities.
   *
   * @throws IllegalArgumentException naming the column that is missing, of a wrong type, or there
   *     already; a null, NaN or infinity is found when the rows are
   */
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    StructType schema = transformSchema(dataset.schema());
    RowLayout layout = layout();
    boolean keeps = getHandleInvalid().equals("keep");
    Broadcast<ModelBytes> model = broadcast(dataset.sparkSession());
    if (dataset.isStreaming())
      return dataset.withColumn(
          getLogProbCol(), new RowScorer(model, names(), keeps).of(layout.values()));
    StructType given = dataset.schema();
    int width = given.size();
    Dataset<Row> both = layout.behind(dataset);
    StructType bothSchema = both.schema();
    RowReader reader = new RowReader(layout, width);
    JavaRDD<InternalRow> scored =
        InternalRows.of(both)
            .mapPartitions(
                rows ->
                    new ScoredRows(
                        rows,
                        model.value().flow(),
                        reader,
                        keeps,
                        bothSchema.size(),
                        UnsafeProjection.create(bothSchema),
                        UnsafeProjection.create(output(given, bothSchema.size()))),
                true);
    return InternalRows.dataset(dataset, scored, schema);
  }

  private static scala.collection.immutable.Seq<Expression> output(StructType given, int score) {
    List<Expression> all = new ArrayList<>();
    for (int j = 0; j < given.size(); j++)
      all.add(new BoundReference(j, given.apply(j).dataType(), given.apply(j).nullable()));
    all.add(new BoundReference(score, DataTypes.DoubleType, true));
    return CollectionConverters.asScala(all).toSeq();
  }

  /** The columns that it reads, context last. */
  List<String> names() {
    RowLayout layout = layout();
    return IntStream.range(0, layout.width()).mapToObj(layout::column).toList();
  }

  /** The model, on its way to all workers. */
  Broadcast<ModelBytes> broadcast(SparkSession session) {
    return JavaSparkContext.fromSparkContext(session.sparkContext())
        .broadcast(new ModelBytes(flow, getThreads()));
  }

  private RowLayout layout() {
    String vector = getFeaturesCol();
    List<String> features =
        vector == null ? List.of(getInputCols()) : List.of(names(flow.schema().features()));
    RowLayout layout = new RowLayout(vector, features, List.of(getContextCols()), null);
    if (layout.features().size() != flow.features()
        || layout.context().size() != flow.spec().context())
      throw new IllegalArgumentException(
          "the flow has "
              + flow.features()
              + " features and "
              + flow.spec().context()
              + " context columns, inputCols and contextCols name "
              + layout.features().size()
              + " and "
              + layout.context().size());
    return layout;
  }

  /**
   * Draws rows from a flow without context: feature columns, or the column of vectors. The same
   * seed draws the same rows, whatever the partitions.
   */
  public Dataset<Row> sample(long rows, long seed) {
    if (rows < 0) throw new IllegalArgumentException("rows must be >= 0, were " + rows);
    if (flow.spec().context() > 0)
      throw new IllegalArgumentException(
          "the flow is conditional: give its contexts to sampleGiven");
    SparkSession session = SparkSession.active();
    Broadcast<ModelBytes> model = broadcast(session);
    boolean vector = getFeaturesCol() != null;
    long blocks = (rows + Draws.BLOCK - 1) / Draws.BLOCK;
    JavaRDD<Row> drawn =
        session
            .range(blocks)
            .javaRDD()
            .flatMap(
                block -> {
                  int some = (int) Math.min(Draws.BLOCK, rows - block * Draws.BLOCK);
                  Rows sampled = model.value().flow().sample(some, Shard.mix(seed, 0, block));
                  return Draws.of(sampled, vector).iterator();
                });
    return session.createDataFrame(drawn, new StructType(features()));
  }

  /**
   * Draws a row for each row of a dataset, given its context columns: the dataset's columns, and
   * the features behind them. The same seed and partitions draw the same rows.
   *
   * @throws IllegalArgumentException naming a context column that is missing or no numbers, or a
   *     feature's that is there already
   */
  public Dataset<Row> sampleGiven(Dataset<?> contexts, long seed) {
    RowLayout layout = new RowLayout(null, List.of(), List.of(getContextCols()), null);
    if (layout.context().isEmpty())
      throw new IllegalArgumentException("the flow has no context: use sample");
    RowLayout.checkContext(contexts.schema(), getContextCols());
    StructType given = contexts.schema();
    StructField[] all =
        Stream.concat(Arrays.stream(given.fields()), Arrays.stream(features()))
            .toArray(StructField[]::new);
    for (StructField feature : features())
      if (Arrays.asList(given.fieldNames()).contains(feature.name()))
        throw new IllegalArgumentException(
            "there is a column " + feature.name() + " already, which is to be drawn");
    Broadcast<ModelBytes> model = broadcast(contexts.sparkSession());
    boolean vector = getFeaturesCol() != null;
    int width = given.size();
    List<String> names = layout.context();
    JavaRDD<Row> drawn =
        layout
            .behind(contexts)
            .javaRDD()
            .mapPartitionsWithIndex(
                (partition, rows) ->
                    new Draws.Given(
                        rows, model.value().flow(), names, width, vector, seed, partition),
                true);
    return contexts.sparkSession().createDataFrame(drawn, new StructType(all));
  }

  private StructField[] features() {
    if (getFeaturesCol() != null)
      return new StructField[] {
        DataTypes.createStructField(getFeaturesCol(), SQLDataTypes.VectorType(), false)
      };
    return Arrays.stream(getInputCols())
        .map(name -> DataTypes.createStructField(name, DataTypes.DoubleType, false))
        .toArray(StructField[]::new);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    RowLayout.check(schema, getFeaturesCol(), getInputCols(), getContextCols(), null);
    return withScore(schema, getLogProbCol());
  }

  static StructType withScore(StructType schema, String name) {
    if (Arrays.asList(schema.fieldNames()).contains(name))
      throw new IllegalArgumentException(
          "there is a column " + name + " already: set another logProbCol");
    return schema.add(name, DataTypes.DoubleType, true);
  }

  @Override
  public FlowModel copy(ParamMap extra) {
    FlowModel copy = new FlowModel(uid, flow, history);
    return copyValues(copy, extra).setParent(parent());
  }

  /**
   * Writes the parameters, and beside them the model as the one file that flows4j reads anywhere.
   */
  @Override
  public MLWriter write() {
    return new Writer(this);
  }

  private static final class Writer extends MLWriter {
    private final FlowModel model;

    Writer(FlowModel model) {
      this.model = model;
    }

    @Override
    public void saveImpl(String path) {
      DefaultParamsWriter.saveMetadata(model, path, sparkSession(), Option.empty(), Option.empty());
      Path file = new Path(path, FILE);
      try {
        FileSystem files = file.getFileSystem(sc().hadoopConfiguration());
        try (OutputStream out = files.create(file, true)) {
          out.write(ModelBytes.bytes(model.flow));
        }
      } catch (IOException e) {
        throw new IllegalArgumentException("cannot write " + file + ": " + e.getMessage(), e);
      }
    }
  }

  /** Reads models that were written. */
  public static MLReader<FlowModel> read() {
    return new Reader();
  }

  /** Reads a model. */
  public static FlowModel load(String path) {
    return read().load(path);
  }

  private static final class Reader extends MLReader<FlowModel> {
    @Override
    public FlowModel load(String path) {
      DefaultParamsReader.Metadata metadata =
          DefaultParamsReader.loadMetadata(path, sparkSession(), FlowModel.class.getName());
      String file = new Path(path, FILE).toString();
      FlowModel model =
          new FlowModel(
              metadata.uid(), FlowModel.flow(file, sc().hadoopConfiguration()), List.of());
      metadata.getAndSetParams(model, Option.empty());
      return model;
    }
  }
}
