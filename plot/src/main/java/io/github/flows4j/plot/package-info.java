/**
 * Pictures of flows and of what they learn: data, loss, samples, density, the bent latent grid,
 * pairs of columns, interpolations and histograms of scores.
 *
 * <p>Every picture starts at {@code of(...)}, is refined by {@code withX(...)} copies and ends with
 * {@code draw()}, which gives a {@link io.github.flows4j.plot.Picture} to save as PNG. No display
 * is needed: unless the system property {@code java.awt.headless} is set, it is set to {@code true}
 * before AWT starts. All classes are immutable and safe for use by several threads.
 */
package io.github.flows4j.plot;
