/** The {@code flows4j} command. */
package io.github.flows4j.cli;
