package io.github.flows4j;

/** A flow's density given one row of context. */
record ConditionalDensity(Flow flow, Rows context) implements Density {
  @Override
  public int features() {
    return flow.features();
  }

  @Override
  public double[] logProb(Rows x) {
    return flow.logProb(x, context);
  }

  @Override
  public Rows sample(int rows, long seed) {
    return flow.sampleGiven(context, rows, seed, 1);
  }
}
