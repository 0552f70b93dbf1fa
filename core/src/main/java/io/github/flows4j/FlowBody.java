package io.github.flows4j;

import java.util.List;

/**
 * How a flow's numbers are found: by one set of weights ({@link OneFlow}) or as an equal mixture of
 * several ({@link MixedFlows}). Rows and contexts have been checked to fit.
 */
sealed interface FlowBody permits OneFlow, MixedFlows {
  double[] logProb(Rows x, Rows context);

  Transformed transform(Rows x, Rows context);

  Transformed inverse(Rows z, Rows context);

  Gradient gradient(Rows x, Rows context);

  Samples sample(Rows context, int rows, long seed, double temperature);

  Scorer scorer();

  /** The flows of one set of weights that it is made of. */
  List<OneFlow> members();
}
