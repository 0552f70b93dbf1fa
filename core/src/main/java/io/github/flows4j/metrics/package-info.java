/**
 * How good a density is, and how much two samples differ. Every metric is a record made by {@code
 * of}; all are deterministic, immutable and safe for use by many threads.
 */
package io.github.flows4j.metrics;
