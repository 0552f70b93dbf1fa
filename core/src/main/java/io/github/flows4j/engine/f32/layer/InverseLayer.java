package io.github.flows4j.engine.f32.layer;

import io.github.flows4j.engine.f32.memory.Pass;

/** A layer turned round. */
final class InverseLayer implements Layer {
  private final Layer layer;

  InverseLayer(Layer layer) {
    this.layer = layer;
  }

  @Override
  public void forward(Pass pass) {
    layer.inverse(pass);
  }

  @Override
  public void inverse(Pass pass) {
    layer.forward(pass);
  }

  @Override
  public void backward(Pass pass) {
    layer.backwardInverse(pass);
  }

  @Override
  public void backwardInverse(Pass pass) {
    layer.backward(pass);
  }
}
