package io.github.flows4j;

import java.util.Optional;

/**
 * Derivatives of log-densities, in the user's units.
 *
 * @param logProb log p(x), one number a row, nats
 * @param byRow d log p / dx, [rows, features]
 * @param byContext d log p / d context, [rows, context columns]; empty for a flow without context
 */
public record Gradient(double[] logProb, Rows byRow, Optional<Rows> byContext) {}
