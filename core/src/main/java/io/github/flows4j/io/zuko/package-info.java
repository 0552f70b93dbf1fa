/** Weights of zuko (Python, PyTorch) read and written. */
package io.github.flows4j.io.zuko;
