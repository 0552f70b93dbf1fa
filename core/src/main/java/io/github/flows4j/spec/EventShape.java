package io.github.flows4j.spec;

/** What one row is on its way through a flow: a vector of features, or an image. */
public sealed interface EventShape permits VectorShape, ImageShape {
  /** Numbers in all. */
  int size();

  /** Numbers of one place: features of a vector, channels of a pixel. */
  int channels();
}
