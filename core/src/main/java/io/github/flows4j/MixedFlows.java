package io.github.flows4j;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Flows mixed in equal parts: p(x) = mean of p_k(x). Deep ensembles (arXiv:1612.01474) for
 * densities: by Jensen's inequality the mixture's log-likelihood is at least the members' mean.
 */
final class MixedFlows implements FlowBody {
  private final List<OneFlow> members;
  private final FlowUnits units;

  MixedFlows(List<OneFlow> members, FlowUnits units) {
    this.members = members;
    this.units = units;
  }

  @Override
  public List<OneFlow> members() {
    return members;
  }

  @Override
  public double[] logProb(Rows x, Rows context) {
    return mixed(interleaved(members.stream().map(member -> member.logProb(x, context)).toList()));
  }

  /** The members' log-densities, a row's beside each other. */
  private double[] interleaved(List<double[]> logs) {
    int count = members.size();
    double[] all = new double[logs.get(0).length * count];
    for (int k = 0; k < count; k++)
      for (int i = 0; i < logs.get(k).length; i++) all[i * count + k] = logs.get(k)[i];
    return all;
  }

  private double[] mixed(double[] interleaved) {
    int count = members.size();
    double[] logProb = new double[interleaved.length / count];
    for (int i = 0; i < logProb.length; i++)
      logProb[i] = LogMeanExp.of(interleaved, i * count, count);
    return logProb;
  }

  @Override
  public Transformed transform(Rows x, Rows context) {
    throw noLatents();
  }

  @Override
  public Transformed inverse(Rows z, Rows context) {
    throw noLatents();
  }

  private UnsupportedOperationException noLatents() {
    return new UnsupportedOperationException(
        "an ensemble of " + members.size() + " flows has no one latent space: ask its members");
  }

  @Override
  public Gradient gradient(Rows x, Rows context) {
    List<Gradient> all = members.stream().map(member -> member.gradient(x, context)).toList();
    double[] logs = interleaved(all.stream().map(Gradient::logProb).toList());
    double[] logProb = mixed(logs);
    Rows byRow = weighted(all.stream().map(Gradient::byRow).toList(), logs, logProb);
    Rows byContext =
        all.get(0).byContext().isEmpty()
            ? null
            : weighted(all.stream().map(g -> g.byContext().get()).toList(), logs, logProb);
    return new Gradient(logProb, byRow, byContext);
  }

  /** Each row's slopes weighted by what share of its density each member has. */
  private static Rows weighted(List<Rows> slopes, double[] logs, double[] logProb) {
    int count = slopes.size();
    int columns = slopes.get(0).columns();
    double[] sum = new double[logProb.length * columns];
    for (int k = 0; k < count; k++)
      for (int i = 0; i < logProb.length; i++) {
        double share =
            logProb[i] == Double.NEGATIVE_INFINITY
                ? 0
                : Math.exp(logs[i * count + k] - logProb[i]) / count;
        if (share == 0) continue;
        for (int j = 0; j < columns; j++) sum[i * columns + j] += share * slopes.get(k).get(i, j);
      }
    return Rows.wrap(columns, sum);
  }

  @Override
  public Samples sample(Rows context, int rows, long seed, double temperature) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] from = new int[rows];
    for (int i = 0; i < rows; i++) from[i] = random.nextInt(members.size());
    double[][] drawn = new double[rows][];
    for (int k = 0; k < members.size(); k++) {
      int member = k;
      int[] own = IntStream.range(0, rows).filter(i -> from[i] == member).toArray();
      Rows given = context == null || context.count() == 1 ? context : context.pick(own);
      Rows part = members.get(k).sample(given, own.length, random.nextLong(), temperature).rows();
      for (int i = 0; i < own.length; i++) drawn[own[i]] = part.row(i);
    }
    int features = units.features().columns();
    double[] values = new double[Math.multiplyExact(rows, features)];
    for (int i = 0; i < rows; i++) System.arraycopy(drawn[i], 0, values, i * features, features);
    Rows all = Rows.wrap(features, values);
    return new Samples(all, logProb(all, context));
  }

  @Override
  public Scorer scorer() {
    return new Scorer(members.stream().map(OneFlow::compiled).toList(), units);
  }
}
