package io.github.flows4j;

import io.github.flows4j.spec.TableColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Rows of a flow given some of the columns that it models jointly, by
 * sampling-importance-resampling (Rubin 1987; Gordon, Salmond and Smith 1993). Right in the limit
 * of many particles, for any flow; how near it is, the effective sample size tells.
 *
 * <p>With o what is given of the columns O and F the others, a particle is a row y of the flow, and
 * the target is p(y_F, o) r(y_O), for any density r over the columns O: its mass is p(o) and its
 * y_F are from p(y_F | o) whatever r is. Here r is a normal around o, in the flow's own numbers,
 * whose width is chosen among a few by the effective sample size. Where a column has cells (whole
 * numbers, categories, gaps), o is drawn anew in its cell for each particle, and its
 * log-determinant is part of the weight, so that it is conditioned on exactly. Or such columns are
 * left as they are and particles outside the cell have weight 0, if these are worth more.
 *
 * <p>Rows from the flow itself seldom agree with o. So a Student t over the flow's latents is
 * fitted in rounds (population Monte Carlo, Cappe et al. 2004): to the weighted particles, or as
 * long as few of them have most of the weight to rows near o, nearer each round. Its particles are
 * taken together with a tenth from the flow, the weight's denominator being the density of both
 * (Owen and Zhou 2000), so that no part of the conditional is out of reach. The particles that rows
 * are picked from are drawn when all choices are made.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class PartialConditional {
  /** The number of particles that suits most uses. */
  public static final int PARTICLES = 20_000;

  private static final int ROUNDS = 12;
  private static final int ROUND = 8_192;

  /** A proposal as good as this is left as it is. */
  private static final double GOOD = 0.5;

  /** Rounds without being better that end the search. */
  private static final int PATIENCE = 3;

  private final FlowColumns columns;
  private final int[] observed;
  private final TableEncoding given;
  private final ParticleSource source;
  private final int particles;

  private PartialConditional(
      FlowColumns columns, int[] observed, ParticleSource source, int particles) {
    if (particles < 1)
      throw new IllegalArgumentException("particles must be >= 1, were " + particles);
    this.columns = columns;
    this.observed = observed;
    this.source = source;
    this.particles = particles;
    given = FlowColumns.encoding(types());
  }

  private List<TableColumn> types() {
    return Arrays.stream(observed).mapToObj(columns::get).toList();
  }

  /**
   * A flow of which some columns are to be given.
   *
   * @param observed their numbers from 0, as the flow's user has them: features of plain columns,
   *     {@link io.github.flows4j.spec.TableSchema#features} of typed ones
   * @throws IllegalArgumentException if there is none, one is there twice, nothing is left to draw,
   *     or the flow is one of images
   * @throws IndexOutOfBoundsException if there is no such column
   */
  public static PartialConditional of(Flow flow, int... observed) {
    FlowColumns columns = FlowColumns.of(flow);
    int[] chosen = observed.clone();
    Set<Integer> seen = new HashSet<>();
    List<Integer> numbers = new ArrayList<>();
    for (int column : chosen) {
      int features = columns.get(column).features();
      if (!seen.add(column))
        throw new IllegalArgumentException(
            "column " + columns.get(column).name() + " is given twice");
      for (int f = 0; f < features; f++) numbers.add(columns.offset(column) + f);
    }
    if (numbers.isEmpty()) throw new IllegalArgumentException("no column is given");
    if (numbers.size() == flow.features())
      throw new IllegalArgumentException("all columns are given: nothing is left to draw");
    return new PartialConditional(columns, chosen, new ParticleSource(flow, columns), PARTICLES);
  }

  /** With so many particles; more bring the rows nearer to the conditional, and take longer. */
  public PartialConditional withParticles(int count) {
    return new PartialConditional(columns, observed, source, count);
  }

  /** For a flow without context: {@link #sample(double[], Rows, int, long)}. */
  public ConditionedRows sample(double[] values, int rows, long seed) {
    return sample(values, null, rows, seed);
  }

  /**
   * Draws rows in which the given columns have the given values.
   *
   * @param values one for each given column, as the flow's user has it; NaN for a missing one
   * @param context one row of context columns, or null for a flow without
   * @return the same for the same seed
   * @throws DataException naming the column of a value that the model gives density 0: beyond its
   *     bounds, no level, or missing where none was in training; or if all particles have weight 0
   */
  public ConditionedRows sample(double[] values, Rows context, int rows, long seed) {
    if (rows < 0) throw new IllegalArgumentException("rows must be >= 0, was " + rows);
    if (values.length != observed.length)
      throw new IllegalArgumentException(
          "values must be one for each of the "
              + observed.length
              + " given columns, were "
              + values.length);
    Rows own = columns.contextToFlow(context);
    if (own != null && own.count() != 1)
      throw new IllegalArgumentException("context must be one row, was " + own.count());
    double[] wanted = Arrays.copyOf(values, values.length + 1);
    check(wanted);
    SplittableRandom random = new SplittableRandom(seed);
    Search search =
        new Search(
            List.of(
                GivenCells.replacing(columns, observed, values),
                GivenCells.keeping(columns, observed, values)),
            own,
            random);
    double[] y = new double[Math.multiplyExact(particles, source.width())];
    double[] logWeights = new double[particles];
    for (int from = 0; from < particles; from += ROUND) {
      int count = Math.min(ROUND, particles - from);
      Particles drawn =
          source.weighed(source.draw(search.best, own, count, random), search.cells, own, random);
      System.arraycopy(drawn.rows(), 0, y, from * source.width(), count * source.width());
      System.arraycopy(drawn.logWeights(search.kernel), 0, logWeights, from, count);
    }
    if (ParticleWeights.effective(logWeights) == 0)
      throw new DataException(
          "what is given has density 0 under the model, as far as "
              + particles
              + " particles can tell");
    Rows picked =
        columns.toUser(
            Rows.wrap(source.width(), y).pick(ParticleWeights.pick(logWeights, rows, random)));
    return new ConditionedRows(withValues(picked, values), logWeights, search.rounds);
  }

  private void check(double[] wanted) {
    for (int i = 0; i < observed.length; i++) {
      String problem = null;
      if (Double.isInfinite(wanted[i])) problem = wanted[i] + " is no number";
      else if (Double.isNaN(wanted[i]) && !columns.get(observed[i]).mayMiss())
        problem = "it can't be missing: no value was where the model was trained";
      if (problem == null && given.units().beyond(wanted, 0) == i)
        problem = wanted[i] + " is beyond the column's bounds or levels";
      if (problem != null)
        throw new DataException("column " + columns.get(observed[i]).name() + ": " + problem);
    }
  }

  /** The given values as they were given: the way back from the flow's numbers may round. */
  private Rows withValues(Rows rows, double[] values) {
    double[] all = rows.toArray();
    for (int i = 0; i < rows.count(); i++)
      for (int j = 0; j < observed.length; j++) all[i * rows.columns() + observed[j]] = values[j];
    return Rows.wrap(rows.columns(), all);
  }

  /** The proposal, the cells and the kernel that particles are worth most with. */
  private final class Search {
    private LatentProposal best;
    private GivenCells cells;
    private Particles.Kernel kernel;
    private int rounds;

    Search(List<GivenCells> ways, Rows context, SplittableRandom random) {
      int wanted = Math.min(ROUND / 4, Math.max(100, 10 * source.width()));
      double[][] scales = new double[ways.size()][];
      boolean smooth = ways.get(1).replaced().length == ways.get(0).replaced().length;
      LatentProposal proposal = null;
      double most = -1;
      int since = 0;
      while (true) {
        ParticleSource.Drawn drawn = source.draw(proposal, context, ROUND, random);
        if (drawn == null) return;
        double effective = -1;
        double[] logWeights = null;
        boolean better = false;
        Particles near = null;
        for (int w = 0; w < scales.length; w++) {
          Particles weighed = source.weighed(drawn, ways.get(w), context, random);
          if (w == 0) near = weighed;
          if (scales[w] == null) scales[w] = weighed.deviations();
          Particles.Kernel now = weighed.bestKernel(scales[w]);
          double[] logs = weighed.logWeights(now);
          double size = ParticleWeights.effective(logs);
          if (size > effective) {
            effective = size;
            logWeights = logs;
          }
          if (size > most) {
            better |= size > 1.1 * most;
            most = size;
            best = proposal;
            cells = ways.get(w);
            kernel = now;
          }
        }
        since = better ? 0 : since + 1;
        if (most > GOOD * ROUND || rounds == ROUNDS) return;
        boolean enough = effective >= wanted;
        if (enough && since >= PATIENCE) return;
        // Too few particles to fit to. Densities that are smooth bear a power; across cells they
        // leap, and rows near what is given, nearer each round, are the better guide.
        double[] weights =
            enough
                ? ParticleWeights.of(logWeights)
                : smooth
                    ? ParticleWeights.tempered(near.logWeights(near.bestKernel(scales[0])), wanted)
                    : ParticleWeights.of(near.nearest(drawn.logOwn(), scales[0], wanted));
        proposal = LatentProposal.fit(drawn.latents(), weights);
        rounds++;
      }
    }
  }
}
