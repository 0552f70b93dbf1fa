/** Normalizing flows: descriptions, training, metrics and the model file. */
module io.github.flows4j.core {
  requires tools.jackson.core;

  exports io.github.flows4j;
  exports io.github.flows4j.io;
  exports io.github.flows4j.io.nflows;
  exports io.github.flows4j.io.normflows;
  exports io.github.flows4j.io.zuko;
  exports io.github.flows4j.metrics;
  exports io.github.flows4j.spec;
  exports io.github.flows4j.train;

  uses io.github.flows4j.spec.UnivariateFunction;
  uses io.github.flows4j.spec.ConditionerFunction;
  uses io.github.flows4j.spec.BaseFunction;
}
