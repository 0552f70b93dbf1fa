/**
 * The page that {@code evaluate --out} writes: one HTML file with its pictures inside. Every
 * section is a class that takes plain data, names and rows, and knows nothing of flows; {@link
 * io.github.flows4j.cli.report.Page} escapes whatever text it is given.
 */
package io.github.flows4j.cli.report;
