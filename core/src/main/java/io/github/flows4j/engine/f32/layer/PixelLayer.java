package io.github.flows4j.engine.f32.layer;

import io.github.flows4j.engine.f32.memory.Pass;

/** A layer of vectors at work on the channels of every pixel of images. */
final class PixelLayer implements Layer {
  private final Layer layer;
  private final int pixels;

  /** The layer, whose buffers are for so many pixels a row. */
  PixelLayer(Layer layer, int pixels) {
    this.layer = layer;
    this.pixels = pixels;
  }

  @Override
  public void forward(Pass pass) {
    pass.splitPlaces(pixels);
    layer.forward(pass);
    pass.joinPlaces(pixels);
  }

  @Override
  public void inverse(Pass pass) {
    pass.splitPlaces(pixels);
    layer.inverse(pass);
    pass.joinPlaces(pixels);
  }

  @Override
  public void backward(Pass pass) {
    pass.splitPlaces(pixels);
    layer.backward(pass);
    pass.joinPlaces(pixels);
  }

  @Override
  public void backwardInverse(Pass pass) {
    pass.splitPlaces(pixels);
    layer.backwardInverse(pass);
    pass.joinPlaces(pixels);
  }
}
