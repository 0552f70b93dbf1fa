package io.github.flows4j.spark;

import io.github.flows4j.Flow;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model file's content, which every worker makes a flow of once. */
final class ModelBytes implements Serializable {
  private static final long serialVersionUID = 1;

  private final byte[] bytes;
  private final int threads;
  private transient Flow flow;

  /**
   * Of a flow.
   *
   * @param threads that one task may score on
   */
  ModelBytes(Flow flow, int threads) {
    this.threads = threads;
    this.flow = flow.withThreads(threads);
    bytes = bytes(flow);
  }

  /** The model file of a flow. */
  static byte[] bytes(Flow flow) {
    try {
      Path file = Files.createTempFile("flows4j", ".safetensors");
      try {
        flow.save(file);
        return Files.readAllBytes(file);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the model does not go into a temporary file", e);
    }
  }

  /** The flow of a model file. */
  static Flow flow(byte... bytes) {
    try {
      Path file = Files.createTempFile("flows4j", ".safetensors");
      try {
        Files.write(file, bytes);
        return Flow.load(file);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the model does not go into a temporary file", e);
    }
  }

  /** The flow, immutable and for all threads. */
  synchronized Flow flow() {
    if (flow == null) flow = flow(bytes).withThreads(threads);
    return flow;
  }
}
