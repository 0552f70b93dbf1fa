/** Weights of normflows (Python, PyTorch) read. */
package io.github.flows4j.io.normflows;
