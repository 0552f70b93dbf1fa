package io.github.flows4j.spark;

import io.github.flows4j.Flow;
import io.github.flows4j.io.Provenance;
import io.github.flows4j.spec.BatchNorm;
import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.Customs;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.SpecJson;
import io.github.flows4j.train.Optimizer;
import io.github.flows4j.train.Schedule;
import io.github.flows4j.train.TrainOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Trains a normalizing flow on a dataset by maximum likelihood, as a stage of a {@link
 * org.apache.spark.ml.Pipeline}. The dataset's columns are standardized; losses are nats a
 * standardized row.
 *
 * <p><b>Data-parallel.</b> The rows stay where they are. In each round the weights go out, every
 * partition takes {@code syncEvery} steps on batches of its own rows, and weights and Adam's
 * moments come back, averaged by rows (local SGD, arXiv:1805.09767; moments too, as in
 * arXiv:1910.00643). With {@code syncEvery} 1 every step is one step on a batch of all partitions'
 * rows: their gradients are averaged, then clipped, then Adam moves the weights once, on the
 * driver. Batch normalization takes the statistics of each partition's own batches, its running
 * statistics are averaged with the weights, and {@code syncEvery} 1 is refused.
 *
 * <p>The same rows in the same partitions, the same parameters, kernels and JDK give the same flow
 * to the bit, whatever worker did what, and though a worker was lost.
 */
public final class FlowEstimator extends Estimator<FlowModel>
    implements FlowColumns, DefaultParamsWritable {
  private static final long serialVersionUID = 1;

  private final String uid;
  private final ColumnParams columns;
  private final Param<String> weightCol;
  private final Param<String> flow;
  private final LongParam steps;
  private final IntParam batchSize;
  private final IntParam syncEvery;
  private final DoubleParam learningRate;
  private final Param<String> schedule;
  private final DoubleParam weightDecay;
  private final DoubleParam clipNorm;
  private final DoubleParam averageDecay;
  private final DoubleParam validationFraction;
  private final LongParam validateEvery;
  private final IntParam patience;
  private final BooleanParam standardize;
  private final LongParam seed;
  private final Param<String> checkpointDir;
  private final DoubleParam checkpointSeconds;

  /** An estimator with the default parameters. */
  public FlowEstimator() {
    this(Identifiable.randomUID("flow"));
  }

  /** An estimator of a name. */
  public FlowEstimator(String uid) {
    this.uid = uid;
    columns = new ColumnParams(this);
    weightCol = new Param<>(this, "weightCol", "column that says how much a row counts");
    flow =
        new Param<>(
            this,
            "flow",
            "the flow: " + String.join(", ", NamedFlows.names()) + ", or its description as JSON");
    steps = new LongParam(this, "steps", "training steps", ParamValidators.gt(0));
    batchSize =
        new IntParam(
            this,
            "batchSize",
            "rows of a step: of one partition, or where syncEvery is 1 of all together",
            ParamValidators.gt(0));
    syncEvery =
        new IntParam(
            this,
            "syncEvery",
            "steps that each partition takes by itself before all are averaged",
            ParamValidators.gt(0));
    learningRate = new DoubleParam(this, "learningRate", "rate of Adam", ParamValidators.gt(0));
    schedule =
        new Param<>(
            this,
            "schedule",
            "how the rate goes: cosine, constant",
            ParamValidators.inArray(List.of("cosine", "constant")));
    weightDecay =
        new DoubleParam(this, "weightDecay", "AdamW's decay, 0 for Adam", ParamValidators.gtEq(0));
    clipNorm =
        new DoubleParam(
            this,
            "clipNorm",
            "length that gradients longer than it are scaled down to",
            ParamValidators.gt(0));
    averageDecay =
        new DoubleParam(
            this,
            "averageDecay",
            "how much of the weights' moving average each step keeps; 0 for no average",
            ParamValidators.inRange(0, 1, true, false));
    validationFraction =
        new DoubleParam(
            this,
            "validationFraction",
            "part of the rows that decides which weights are kept; 0 for the last",
            ParamValidators.inRange(0, 1, true, false));
    validateEvery =
        new LongParam(
            this,
            "validateEvery",
            "steps between looks at it, 0 for 20 looks",
            ParamValidators.gtEq(0));
    patience =
        new IntParam(
            this,
            "patience",
            "looks without a new best after which training ends; 0 for never",
            ParamValidators.gtEq(0));
    standardize = new BooleanParam(this, "standardize", "whether columns are standardized");
    seed = new LongParam(this, "seed", "where all random choices come from");
    checkpointDir =
        new Param<>(
            this,
            "checkpointDir",
            "folder to leave the training in every now and then, and to go on from");
    checkpointSeconds =
        new DoubleParam(
            this, "checkpointSeconds", "seconds between two checkpoints", ParamValidators.gtEq(0));
    setColumnDefaults();
    TrainOptions usual = TrainOptions.defaults();
    setDefault(flow, "realnvp");
    setDefault(steps, 2_000L);
    setDefault(batchSize, 256);
    setDefault(syncEvery, 20);
    setDefault(learningRate, usual.learningRate());
    setDefault(schedule, "cosine");
    setDefault(weightDecay, 0.0);
    setDefault(clipNorm, usual.clipNorm());
    setDefault(averageDecay, 0.0);
    setDefault(validationFraction, 0.1);
    setDefault(validateEvery, 0L);
    setDefault(patience, 0);
    setDefault(standardize, true);
    setDefault(seed, 0L);
    setDefault(checkpointSeconds, 60.0);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public ColumnParams columns() {
    return columns;
  }

  /** Column that says how much a row counts; none by default. */
  public Param<String> weightCol() {
    return weightCol;
  }

  /** The flow: a name, or its description as JSON; {@code realnvp} by default. */
  public Param<String> flow() {
    return flow;
  }

  /** Training steps, 2,000 by default. */
  public LongParam steps() {
    return steps;
  }

  /** Rows of a step: of one partition, or where syncEvery is 1 of all together; 256 by default. */
  public IntParam batchSize() {
    return batchSize;
  }

  /** Steps that each partition takes by itself before all are averaged; 20 by default. */
  public IntParam syncEvery() {
    return syncEvery;
  }

  /** Rate of Adam. */
  public DoubleParam learningRate() {
    return learningRate;
  }

  /** How the rate goes: {@code cosine} (the default) or {@code constant}. */
  public Param<String> schedule() {
    return schedule;
  }

  /** AdamW's decay; 0, the default, for Adam. */
  public DoubleParam weightDecay() {
    return weightDecay;
  }

  /** The length that gradients longer than it are scaled down to. */
  public DoubleParam clipNorm() {
    return clipNorm;
  }

  /** How much of the weights' moving average each step keeps; 0, the default, for no average. */
  public DoubleParam averageDecay() {
    return averageDecay;
  }

  /** The part of the rows that decides which weights are kept; 0.1 by default. */
  public DoubleParam validationFraction() {
    return validationFraction;
  }

  /** Steps between looks at rows to validate on; 0, the default, for 20 looks in all. */
  public LongParam validateEvery() {
    return validateEvery;
  }

  /** Looks without a new best after which training ends; 0, the default, for never. */
  public IntParam patience() {
    return patience;
  }

  /** Whether columns are standardized, which is the default. */
  public BooleanParam standardize() {
    return standardize;
  }

  /** Where all random choices come from; 0 by default. */
  public LongParam seed() {
    return seed;
  }

  /** Folder to leave the training in every now and then, and to go on from; none by default. */
  public Param<String> checkpointDir() {
    return checkpointDir;
  }

  /** Seconds between two checkpoints; 60 by default. */
  public DoubleParam checkpointSeconds() {
    return checkpointSeconds;
  }

  /** Sets {@link #featuresCol}. */
  public FlowEstimator setFeaturesCol(String name) {
    set(featuresCol(), name);
    return this;
  }

  /** Sets {@link #inputCols}. */
  public FlowEstimator setInputCols(String... names) {
    set(inputCols(), names);
    return this;
  }

  /** Sets {@link #contextCols}. */
  public FlowEstimator setContextCols(String... names) {
    set(contextCols(), names);
    return this;
  }

  /** Sets {@link #weightCol}. */
  public FlowEstimator setWeightCol(String name) {
    set(weightCol, name);
    return this;
  }

  /** Sets {@link #logProbCol}. */
  public FlowEstimator setLogProbCol(String name) {
    set(logProbCol(), name);
    return this;
  }

  /** Sets {@link #handleInvalid}, of the model that comes of this. */
  public FlowEstimator setHandleInvalid(String what) {
    set(handleInvalid(), what);
    return this;
  }

  /** Sets {@link #threads}. */
  public FlowEstimator setThreads(int count) {
    set(threads(), count);
    return this;
  }

  /** Sets {@link #flow}: a name, or a description as JSON. */
  public FlowEstimator setFlow(String nameOrJson) {
    set(flow, nameOrJson);
    return this;
  }

  /** Sets {@link #flow} to a description or a builder of {@link io.github.flows4j.Flows}. */
  public FlowEstimator setFlow(Recipe recipe) {
    return setFlow(SpecJson.write(recipe.spec()));
  }

  /** Sets {@link #steps}. */
  public FlowEstimator setSteps(long count) {
    set(steps, count);
    return this;
  }

  /** Sets {@link #batchSize}. */
  public FlowEstimator setBatchSize(int rows) {
    set(batchSize, rows);
    return this;
  }

  /** Sets {@link #syncEvery}. */
  public FlowEstimator setSyncEvery(int count) {
    set(syncEvery, count);
    return this;
  }

  /** Sets {@link #learningRate}. */
  public FlowEstimator setLearningRate(double rate) {
    set(learningRate, rate);
    return this;
  }

  /** Sets {@link #schedule}. */
  public FlowEstimator setSchedule(String name) {
    set(schedule, name);
    return this;
  }

  /** Sets {@link #weightDecay}. */
  public FlowEstimator setWeightDecay(double decay) {
    set(weightDecay, decay);
    return this;
  }

  /** Sets {@link #clipNorm}. */
  public FlowEstimator setClipNorm(double norm) {
    set(clipNorm, norm);
    return this;
  }

  /** Sets {@link #averageDecay}. */
  public FlowEstimator setAverageDecay(double decay) {
    set(averageDecay, decay);
    return this;
  }

  /** Sets {@link #validationFraction}. */
  public FlowEstimator setValidationFraction(double part) {
    set(validationFraction, part);
    return this;
  }

  /** Sets {@link #validateEvery}. */
  public FlowEstimator setValidateEvery(long count) {
    set(validateEvery, count);
    return this;
  }

  /** Sets {@link #patience}. */
  public FlowEstimator setPatience(int looks) {
    set(patience, looks);
    return this;
  }

  /** Sets {@link #standardize}. */
  public FlowEstimator setStandardize(boolean whether) {
    set(standardize, whether);
    return this;
  }

  /** Sets {@link #seed}. */
  public FlowEstimator setSeed(long number) {
    set(seed, number);
    return this;
  }

  /** Sets {@link #checkpointDir}. */
  public FlowEstimator setCheckpointDir(String folder) {
    set(checkpointDir, folder);
    return this;
  }

  /** Sets {@link #checkpointSeconds}. */
  public FlowEstimator setCheckpointSeconds(double seconds) {
    set(checkpointSeconds, seconds);
    return this;
  }

  /**
   * Trains a flow.
   *
   * @throws IllegalArgumentException naming the column that is missing or of a wrong type, or the
   *     parameter that does not fit
   * @throws io.github.flows4j.DataException naming the columns that hold nulls, NaN, infinities or
   *     negative weights, and how many; or one that is constant
   * @throws IllegalStateException naming the step and layer, if the loss ceases to be finite
   */
  @Override
  public FlowModel fit(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    RowLayout layout = layout(dataset);
    FlowSpec spec = spec(layout);
    RowReader reader = new RowReader(layout, 0);
    double part = (Double) getOrDefault(validationFraction);
    long number = (Long) getOrDefault(seed);
    JavaRDD<Shard> shards =
        InternalRows.of(dataset.select(layout.inputs().toArray(org.apache.spark.sql.Column[]::new)))
            .mapPartitionsWithIndex(
                (partition, rows) ->
                    List.of(Shard.of(partition, rows, reader, part, number)).iterator(),
                true)
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return fit(shards, layout, spec);
    } finally {
      shards.unpersist(false);
    }
  }

  private FlowModel fit(JavaRDD<Shard> shards, RowLayout layout, FlowSpec spec) {
    int partitions = shards.getNumPartitions();
    ColumnSums sums =
        DistributedTraining.fold(
            shards, partitions, ColumnSums::of, ColumnSums::merge, ColumnSums.none(layout));
    sums.check(layout);
    Schema schema = schema(layout, sums);
    TrainOptions options = options();
    Plan plan = new Plan(spec, schema, options, (Integer) getOrDefault(syncEvery));
    int[] rows = new int[partitions];
    shards
        .mapToPair(shard -> new scala.Tuple2<>(shard.partition(), shard.training()))
        .collectAsMap()
        .forEach((partition, count) -> rows[partition] = count);
    DistributedTraining training =
        new DistributedTraining(shards, rows, sums.validation() > 0, plan, options);
    if (isDefined(checkpointDir))
      training.checkpointing(
          new RoundCheckpoint(
              getOrDefault(checkpointDir),
              plan + " " + options.withThreads(1) + " rows=" + Arrays.toString(rows),
              (Double) getOrDefault(checkpointSeconds),
              shards.context().hadoopConfiguration()));
    Flow trained =
        training
            .run()
            .withProvenance(
                Provenance.none()
                    .with("trained", "Apache Spark " + shards.context().version())
                    .with("rows", Long.toString(sums.rows()))
                    .with("partitions", Integer.toString(partitions))
                    .with("steps", Long.toString(options.steps())));
    FlowModel model = new FlowModel(uid, trained, training.history());
    return copyValues(model, ParamMap.empty()).setParent(this);
  }

  private RowLayout layout(Dataset<?> dataset) {
    String vector = getFeaturesCol();
    List<String> features =
        vector == null ? List.of(getInputCols()) : RowLayout.namesIn(dataset, vector);
    String weight = isDefined(weightCol) ? getOrDefault(weightCol) : null;
    return new RowLayout(vector, features, List.of(getContextCols()), weight);
  }

  private FlowSpec spec(RowLayout layout) {
    String given = getOrDefault(flow).strip();
    int features = layout.features().size();
    int context = layout.context().size();
    FlowSpec spec =
        given.startsWith("{")
            ? SpecJson.parse(given, Customs.installed())
            : NamedFlows.of(given.toLowerCase(Locale.ROOT), features, context).spec();
    if (spec.features() != features || spec.context() != context)
      throw new IllegalArgumentException(
          "the flow has "
              + spec.features()
              + " features and "
              + spec.context()
              + " context columns, the dataset "
              + features
              + " and "
              + context);
    boolean batchNorm = spec.transforms().stream().anyMatch(BatchNorm.class::isInstance);
    if (batchNorm && (Integer) getOrDefault(syncEvery) == 1)
      throw new IllegalArgumentException(
          "batch normalization needs syncEvery > 1: no partition knows the statistics of a whole"
              + " batch; or take act norm");
    return spec;
  }

  private Schema schema(RowLayout layout, ColumnSums sums) {
    List<String> features = layout.features();
    List<String> context = layout.context();
    if (!(Boolean) getOrDefault(standardize))
      return new Schema(
          features.stream().map(Column::plain).toList(),
          context.stream().map(Column::plain).toList());
    return new Schema(sums.standardized(features, 0), sums.standardized(context, features.size()));
  }

  private TrainOptions options() {
    long total = (Long) getOrDefault(steps);
    long every = (Long) getOrDefault(validateEvery);
    return TrainOptions.defaults()
        .withSteps(total)
        .withBatch((Integer) getOrDefault(batchSize))
        .withLearningRate((Double) getOrDefault(learningRate))
        .withSchedule(
            getOrDefault(schedule).equals("cosine")
                ? new Schedule.Cosine()
                : new Schedule.Constant())
        .withOptimizer(
            (Double) getOrDefault(weightDecay) > 0
                ? Optimizer.adamW((Double) getOrDefault(weightDecay))
                : Optimizer.adam())
        .withClipNorm((Double) getOrDefault(clipNorm))
        .withAverageDecay((Double) getOrDefault(averageDecay))
        .withValidateEvery(every > 0 ? every : Math.max(1, total / 20))
        .withPatience((Integer) getOrDefault(patience))
        .withStandardize((Boolean) getOrDefault(standardize))
        .withSeed((Long) getOrDefault(seed))
        .withThreads(getThreads());
  }

  /**
   * The columns of a dataset and that of log-densities.
   *
   * @throws IllegalArgumentException naming the column that is missing, of a wrong type, or there
   *     already
   */
  @Override
  public StructType transformSchema(StructType schema) {
    String weight = isDefined(weightCol) ? getOrDefault(weightCol) : null;
    RowLayout.check(schema, getFeaturesCol(), getInputCols(), getContextCols(), weight);
    return FlowModel.withScore(schema, getLogProbCol());
  }

  @Override
  public FlowEstimator copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /** Reads estimators that were written. */
  public static MLReader<FlowEstimator> read() {
    return new DefaultParamsReader<>();
  }

  /** Reads an estimator. */
  public static FlowEstimator load(String path) {
    return read().load(path);
  }
}
