/** Weights of nflows (Python, PyTorch) read. */
package io.github.flows4j.io.nflows;
