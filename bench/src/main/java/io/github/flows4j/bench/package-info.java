/**
 * JMH benchmarks. On the class path, they reach the engine's packages that core does not export.
 */
package io.github.flows4j.bench;
