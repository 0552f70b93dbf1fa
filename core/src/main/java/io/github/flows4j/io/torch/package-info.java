/**
 * Python's pickles, as far as PyTorch writes them for weights. Not exported: {@code io} reads torch
 * files with it.
 */
package io.github.flows4j.io.torch;
