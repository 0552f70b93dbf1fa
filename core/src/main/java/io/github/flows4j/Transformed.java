package io.github.flows4j;

/**
 * Rows that went through a flow, in either direction.
 *
 * @param rows what came out, [rows, features]
 * @param logDet log|det| of the direction run, one number a row, nats
 */
public record Transformed(Rows rows, double[] logDet) {}
