package io.github.flows4j;

import io.github.flows4j.io.ModelFile;
import io.github.flows4j.io.Provenance;
import io.github.flows4j.spec.Customs;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.ScoreQuantiles;
import io.github.flows4j.spec.ShapeMismatch;
import io.github.flows4j.spec.Tensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A normalizing flow with its weights: an exact density over rows of numbers that can be evaluated
 * and sampled.
 *
 * <p>Forward ({@link #transform}) is data x to latent z, inverse is latent to data; log p(x) = log
 * p_base(z) + log|det dz/dx|. Rows, contexts and densities are in the user's units: the
 * standardization stored with the model is applied on the way in and its log-determinant is part of
 * every log-density.
 *
 * <p>Rows of a flow of images ({@link Schema#image()}) are dequantized pixels: x = k + u of a whole
 * grey level k and noise u in (0, 1). Nothing is added to what is given: see {@link
 * Dequantization}. A row beyond what the scaling of pixels can take has log-density {@code
 * -infinity}, gradient 0 and no latent.
 *
 * <p>Immutable and safe for use by many threads. Rows must be finite: NaN and infinities are
 * refused with a {@link DataException} naming row and column. Rows so far out that the computation
 * overflows have log-density {@code -infinity}.
 */
public final class Flow implements Density {
  private final FlowSpec spec;
  private final List<Tensors> members;
  private final Schema schema;
  private final Provenance provenance;
  private final ScoreQuantiles scores;
  private final Precision precision;
  private final int threads;
  private final FlowUnits units;
  private final FlowBody body;

  private Flow(
      FlowSpec spec,
      List<Tensors> members,
      Schema schema,
      Provenance provenance,
      ScoreQuantiles scores,
      Precision precision,
      int threads) {
    schema.check(spec);
    if (scores != null) scores.check(spec);
    if (threads < 1) throw new IllegalArgumentException("threads must be >= 1, was " + threads);
    this.spec = spec;
    this.members = List.copyOf(members);
    this.schema = schema;
    this.provenance = provenance;
    this.scores = scores;
    this.precision = precision;
    this.threads = threads;
    units = new FlowUnits(schema);
    List<OneFlow> all =
        members.stream().map(one -> new OneFlow(spec, one, units, precision, threads)).toList();
    body = all.size() == 1 ? all.get(0) : new MixedFlows(all, units);
  }

  /**
   * A flow from its description, weights and columns.
   *
   * @throws IllegalArgumentException naming the tensor or column that does not fit the description
   */
  public static Flow of(FlowSpec spec, Tensors tensors, Schema schema) {
    return of(spec, List.of(tensors), schema);
  }

  private static Flow of(FlowSpec spec, List<Tensors> members, Schema schema) {
    int cores = Runtime.getRuntime().availableProcessors();
    return new Flow(spec, members, schema, Provenance.none(), null, Precision.SINGLE, cores);
  }

  /**
   * An equal mixture of flows of one form: its density is the mean of theirs (a deep ensemble,
   * arXiv:1612.01474, of densities). It has no latent space: {@link #transform}, {@link #inverse},
   * {@link #interpolate} and {@link #tensors} are its {@link #members}' alone.
   *
   * @throws IllegalArgumentException if there is none, or they differ in description or columns
   */
  public static Flow ensemble(List<Flow> flows) {
    if (flows.isEmpty()) throw new IllegalArgumentException("an ensemble needs a flow");
    Flow first = flows.get(0);
    for (int k = 1; k < flows.size(); k++)
      if (!flows.get(k).spec.equals(first.spec) || !flows.get(k).schema.equals(first.schema))
        throw new IllegalArgumentException(
            "flow " + k + " of the ensemble has another description or other columns than flow 0");
    List<Tensors> all = flows.stream().flatMap(flow -> flow.members.stream()).toList();
    return of(first.spec, all, first.schema);
  }

  /** A flow over plain columns {@code x0, x1, ...} and {@code c0, c1, ...}. */
  public static Flow of(FlowSpec spec, Tensors tensors) {
    return of(spec, tensors, Schema.plain(spec.features(), spec.context()));
  }

  /** A flow as it is before training, its weights drawn from the seed. */
  public static Flow untrained(Recipe recipe, long seed) {
    FlowSpec spec = recipe.spec();
    return of(spec, Tensors.initial(spec, seed));
  }

  /**
   * Reads a model file, with the custom functions that are installed.
   *
   * @throws io.github.flows4j.io.ModelFormatException naming the file and what is wrong with it
   */
  public static Flow load(Path file) {
    return load(file, Customs.installed());
  }

  /** Reads a model file that may name the given custom functions. */
  public static Flow load(Path file, Customs customs) {
    ModelFile model = ModelFile.read(file, customs);
    Flow flow = of(model.spec(), model.members(), model.schema());
    return flow.with(model.provenance(), model.scores());
  }

  /**
   * Writes a model file, or leaves the one that was there as it is.
   *
   * @throws io.github.flows4j.io.ModelFormatException naming the file, if it can't be written
   */
  public void save(Path file) {
    new ModelFile(spec, schema, members, provenance, scores).write(file);
  }

  /** The same weights evaluated in another precision. */
  public Flow withPrecision(Precision other) {
    return new Flow(spec, members, schema, provenance, scores, other, threads);
  }

  /** The same flow on so many threads; the answers are the same. */
  public Flow withThreads(int other) {
    return new Flow(spec, members, schema, provenance, scores, precision, other);
  }

  /** The same flow with a note of where it comes from. */
  public Flow withProvenance(Provenance other) {
    return with(other, scores);
  }

  /** The same flow with quantiles to judge log-densities by. */
  public Flow withScores(ScoreQuantiles other) {
    return with(provenance, other);
  }

  private Flow with(Provenance otherProvenance, ScoreQuantiles otherScores) {
    return new Flow(spec, members, schema, otherProvenance, otherScores, precision, threads);
  }

  /** Its description. */
  public FlowSpec spec() {
    return spec;
  }

  /**
   * Its weights.
   *
   * @throws UnsupportedOperationException if it is an ensemble, whose members have them
   */
  public Tensors tensors() {
    if (members.size() > 1)
      throw new UnsupportedOperationException(
          "an ensemble of " + members.size() + " flows has no one set of weights: ask its members");
    return members.get(0);
  }

  /** The flows of an {@link #ensemble}, without quantiles of scores; of any other, itself alone. */
  public List<Flow> members() {
    if (members.size() == 1) return List.of(this);
    return members.stream()
        .map(one -> new Flow(spec, List.of(one), schema, provenance, null, precision, threads))
        .toList();
  }

  /** Its columns. */
  public Schema schema() {
    return schema;
  }

  /** Where it comes from. */
  public Provenance provenance() {
    return provenance;
  }

  /** Quantiles to judge log-densities by; those of a training on a table have them. */
  public Optional<ScoreQuantiles> scores() {
    return Optional.ofNullable(scores);
  }

  /** The kernels that run it: {@code vector} or {@code scalar}. */
  public String kernels() {
    return body.members().get(0).compiled().kernels();
  }

  @Override
  public int features() {
    return spec.features();
  }

  @Override
  public double[] logProb(Rows x) {
    return logProb(x, noContext());
  }

  /** log p(x) of one row, nats; for a flow without context. */
  public double logProb(double... row) {
    return logProb(Rows.of(row.length == 0 ? 1 : row.length, row))[0];
  }

  /**
   * log p(x | context) of each row in nats.
   *
   * @param x [rows, features]
   * @param context [rows, context columns], or one row for all
   * @throws ShapeMismatch if the columns or the numbers of rows do not fit
   */
  public double[] logProb(Rows x, Rows context) {
    check(x, context);
    return body.logProb(x, context);
  }

  /** Data to latent, with log|det dz/dx|; for a flow without context. */
  public Transformed transform(Rows x) {
    return transform(x, noContext());
  }

  /**
   * Data to latent, with log|det dz/dx|.
   *
   * @param context [rows, context columns], or one row for all
   * @throws DataException naming row and column of a value that is not finite, or of a pixel beyond
   *     what the scaling can take
   * @throws UnsupportedOperationException if it is an ensemble
   */
  public Transformed transform(Rows x, Rows context) {
    check(x, context);
    return body.transform(x, context);
  }

  /** Latent to data, with log|det dx/dz|; for a flow without context. */
  public Transformed inverse(Rows z) {
    return inverse(z, noContext());
  }

  /**
   * Latent to data, with log|det dx/dz|.
   *
   * @param context [rows, context columns], or one row for all
   * @throws DataException naming row and column of a latent that is not finite, or the row of one
   *     that has no preimage
   */
  public Transformed inverse(Rows z, Rows context) {
    check(z, context);
    return body.inverse(z, context);
  }

  /** Log-densities and their derivatives by row; for a flow without context. */
  public Gradient gradient(Rows x) {
    return gradient(x, noContext());
  }

  /**
   * Log-densities and their derivatives by row and by context.
   *
   * @param context [rows, context columns], or one row for all
   */
  public Gradient gradient(Rows x, Rows context) {
    check(x, context);
    return body.gradient(x, context);
  }

  @Override
  public Rows sample(int rows, long seed) {
    return sample(rows, seed, 1);
  }

  /**
   * Draws rows from a flow without context.
   *
   * @param temperature what the distance of latent draws from the base's location is multiplied by
   * @throws IllegalArgumentException if it is not positive, or not 1 and the base is no
   *     location-scale family
   */
  public Rows sample(int rows, long seed, double temperature) {
    return sampleChecked(noContext(), rows, seed, temperature).rows();
  }

  /** Draws one row for each row of context, [rows, context columns]. */
  public Rows sampleGiven(Rows context, long seed) {
    return sampleGiven(context, context.count(), seed, 1);
  }

  /** Draws rows given context, with one context for each or one for all. */
  public Rows sampleGiven(Rows context, int rows, long seed, double temperature) {
    return sampleChecked(context, rows, seed, temperature).rows();
  }

  /**
   * Draws rows with their log-densities, found on the way; for a flow without context. The rows are
   * those of {@link #sample(int, long)}.
   */
  public Samples sampleWithLogProb(int rows, long seed) {
    return sampleWithLogProb(noContext(), rows, seed);
  }

  /**
   * Draws rows given context with their log-densities, log p(x | context) = log p_base(z) - log|det
   * dx/dz|.
   *
   * @param context [rows, context columns], or one row for all
   */
  public Samples sampleWithLogProb(Rows context, int rows, long seed) {
    return sampleChecked(context, rows, seed, 1);
  }

  private Samples sampleChecked(Rows context, int rows, long seed, double temperature) {
    checkContext(context, rows);
    return body.sample(context, rows, seed, temperature);
  }

  /**
   * The density given one context.
   *
   * @param context one number for each context column
   */
  public Density given(double... context) {
    units.context().check("contexts", context.length);
    if (context.length == 0) return this;
    return new ConditionalDensity(this, Rows.of(context.length, context));
  }

  /**
   * Rows on the way from one to another through latent space, both ends included.
   *
   * @param steps rows on the way, at least 2
   * @throws IllegalArgumentException if the way is spherical and the base is not normal
   */
  public Rows interpolate(double[] from, double[] to, int steps, Interpolation way) {
    return Latents.interpolate(this, from, to, noContext(), steps, way);
  }

  /** As {@link #interpolate(double[], double[], int, Interpolation)}, given one row of context. */
  public Rows interpolate(double[] from, double[] to, Rows context, int steps, Interpolation way) {
    return Latents.interpolate(this, from, to, context, steps, way);
  }

  /** Scores one row at a time without allocation; for one thread. */
  public Scorer scorer() {
    return body.scorer();
  }

  private Rows noContext() {
    if (spec.context() > 0)
      throw new ShapeMismatch(
          "the flow is conditional: give its " + spec.context() + " context columns");
    return null;
  }

  private void check(Rows rows, Rows context) {
    units.features().check("rows", rows.columns());
    checkContext(context, rows.count());
  }

  private void checkContext(Rows context, int rows) {
    if (context == null) {
      noContext();
      return;
    }
    units.context().check("contexts", context.columns());
    if (context.count() != 1 && context.count() != rows)
      throw new ShapeMismatch(
          "contexts must be 1 or as many as rows, " + rows + ", were " + context.count());
  }

  @Override
  public String toString() {
    return (members.size() > 1 ? "Ensemble of " + members.size() + " flows [" : "Flow[")
        + spec.features()
        + " features, "
        + spec.context()
        + " context columns, "
        + spec.transforms().size()
        + " transforms]";
  }
}
