package io.github.flows4j;

import java.util.SplittableRandom;

/** Draws particles of a flow of which some numbers are given: {@link PartialConditional}. */
final class ParticleSource {
  /** The share of the flow's own rows among particles of a proposal. */
  private static final double OWN = 0.1;

  private final Flow flow;

  /** Whose latents the proposal is over: an ensemble's first member; any map would be right. */
  private final Flow map;

  private final FlowColumns columns;

  ParticleSource(Flow flow, FlowColumns columns) {
    this.flow = flow;
    map = flow.members().get(0);
    this.columns = columns;
  }

  int width() {
    return flow.features();
  }

  /**
   * Rows of a flow, their latents, log|det dy/dz|, the flow's log-density of the latents, and that
   * of what they were drawn from.
   */
  static final class Drawn {
    private final double[] y;
    private final double[] z;
    private final double[] logDet;
    private final double[] logBase;
    private final double[] logProposal;

    /** Room for so many rows of so many numbers. */
    private Drawn(int rows, int width) {
      y = new double[Math.multiplyExact(rows, width)];
      z = new double[y.length];
      logDet = new double[rows];
      logBase = new double[rows];
      logProposal = new double[rows];
    }

    double[] latents() {
      return z;
    }

    /** The log weights that make the rows the flow's own. */
    double[] logOwn() {
      double[] logOwn = new double[logBase.length];
      for (int i = 0; i < logOwn.length; i++) logOwn[i] = logBase[i] - logProposal[i];
      return logOwn;
    }
  }

  /**
   * Draws rows.
   *
   * @param proposal beside the flow itself, or null
   * @param context one row in the flow's numbers, or null
   * @return null if latents of the proposal are no rows of the flow
   */
  Drawn draw(LatentProposal proposal, Rows context, int count, SplittableRandom random) {
    int own = proposal == null ? count : Math.max(1, (int) Math.round(OWN * count));
    Drawn drawn = new Drawn(count, width());
    fromFlow(drawn, own, context, random.nextLong());
    if (own < count && !fromProposal(drawn, proposal, own, context, random)) return null;
    for (int i = 0; i < count; i++) {
      double logDensity = drawn.logBase[i];
      if (proposal != null) {
        double a = Math.log((double) own / count) + logDensity;
        double b =
            own == count
                ? Double.NEGATIVE_INFINITY
                : Math.log1p(-(double) own / count) + proposal.logDensity(drawn.z, i * width());
        double most = Math.max(a, b);
        logDensity = most + Math.log(Math.exp(a - most) + Math.exp(b - most));
      }
      drawn.logProposal[i] = logDensity;
    }
    return drawn;
  }

  private void fromFlow(Drawn drawn, int count, Rows context, long seed) {
    Samples samples =
        context == null
            ? flow.sampleWithLogProb(count, seed)
            : flow.sampleWithLogProb(context, count, seed);
    Transformed latents =
        context == null ? map.transform(samples.rows()) : map.transform(samples.rows(), context);
    samples.rows().copyTo(0, count, drawn.y, 0);
    latents.rows().copyTo(0, count, drawn.z, 0);
    double[] logProb = samples.logProb();
    double[] logDet = latents.logDet();
    for (int i = 0; i < count; i++) {
      drawn.logDet[i] = -logDet[i];
      drawn.logBase[i] = logProb[i] - logDet[i];
    }
  }

  private boolean fromProposal(
      Drawn drawn, LatentProposal proposal, int from, Rows context, SplittableRandom random) {
    int count = drawn.logDet.length - from;
    int width = width();
    double[] z = proposal.draw(count, random);
    Transformed back;
    try {
      Rows latents = Rows.of(width, z);
      back = context == null ? map.inverse(latents) : map.inverse(latents, context);
    } catch (DataException e) {
      // Some maps do not reach all latents: the flow's own rows must do.
      return false;
    }
    double[] y = back.rows().toArray();
    double[] logDet = back.logDet();
    for (int i = 0; i < count; i++)
      if (!finite(y, i * width)) {
        // Too far out for numbers: a row of weight 0.
        for (int j = 0; j < width; j++) y[i * width + j] = 0;
        logDet[i] = Double.NEGATIVE_INFINITY;
      }
    Rows rows = Rows.wrap(width, y);
    double[] logProb = context == null ? flow.logProb(rows) : flow.logProb(rows, context);
    System.arraycopy(y, 0, drawn.y, from * width, y.length);
    System.arraycopy(z, 0, drawn.z, from * width, z.length);
    System.arraycopy(logDet, 0, drawn.logDet, from, count);
    for (int i = 0; i < count; i++) drawn.logBase[from + i] = logProb[i] + logDet[i];
    return true;
  }

  private boolean finite(double[] y, int at) {
    for (int j = 0; j < width(); j++) if (!Double.isFinite(y[at + j])) return false;
    return true;
  }

  /** Puts what is given in its place, and weighs. */
  Particles weighed(Drawn drawn, GivenCells given, Rows context, SplittableRandom random) {
    int count = drawn.logDet.length;
    int width = width();
    int[] replaced = given.replaced();
    double[] y = drawn.y.clone();
    double[] logRatios = new double[count];
    double[] offsets = new double[count * replaced.length];
    double[] wanted = new double[replaced.length + 1];
    boolean[] within = given.within(columns.toUser(Rows.wrap(width, drawn.y)));
    for (int i = 0; i < count; i++) {
      logRatios[i] = drawn.logDet[i] - drawn.logProposal[i] + given.draw(random, wanted);
      if (!within[i]) logRatios[i] = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < replaced.length; j++) {
        int at = i * width + replaced[j];
        offsets[i * replaced.length + j] = y[at] - wanted[j];
        y[at] = wanted[j];
      }
    }
    double[] logProb = columns.logProb(Rows.wrap(width, y), context);
    for (int i = 0; i < count; i++) {
      logRatios[i] += logProb[i];
      if (Double.isNaN(logRatios[i])) logRatios[i] = Double.NEGATIVE_INFINITY;
    }
    return new Particles(y, offsets, logRatios);
  }
}
