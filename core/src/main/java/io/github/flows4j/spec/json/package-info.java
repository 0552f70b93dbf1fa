/**
 * JSON text to a tree that knows where each value stands, and back. Not exported: {@code spec} and
 * {@code io} read and write with it.
 */
package io.github.flows4j.spec.json;
