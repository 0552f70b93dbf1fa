package io.github.flows4j.engine.f32.layer;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.net.ImagePlaces;
import io.github.flows4j.engine.f32.net.Network;
import io.github.flows4j.engine.f32.net.Networks;
import io.github.flows4j.engine.f32.simd.Kernels;
import io.github.flows4j.engine.f32.univariate.UnivariateMap;
import io.github.flows4j.engine.f32.univariate.UnivariateMaps;
import io.github.flows4j.spec.Convolutional;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.FactorOut;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.Inverse;
import io.github.flows4j.spec.Mask;
import io.github.flows4j.spec.Squeeze;
import io.github.flows4j.spec.Transform;
import java.util.stream.IntStream;

/** Makes the layers that work on images, which lie pixel by pixel. */
final class ImageLayers {
  private ImageLayers() {}

  static Layer of(
      FlowSpec flow,
      int index,
      ImageShape shape,
      Transform transform,
      String name,
      Kernels kernels,
      Layout layout,
      BufferPlan plan) {
    if (transform instanceof Inverse inverse) {
      Transform inner = inverse.transform();
      String prefix = name + "transform.";
      return new InverseLayer(of(flow, index, shape, inner, prefix, kernels, layout, plan));
    }
    if (transform instanceof Squeeze) return new PermutationLayer(squeezed(shape), plan);
    if (transform instanceof FactorOut out) {
      int leaving = out.channels(shape);
      int first = out.leaving() == FactorOut.Half.FIRST ? 0 : shape.channels() - leaving;
      int at = flow.features() - shape.size(); // what has left before
      return new FactorOutLayer(shape.channels(), shape.pixels(), leaving, first, at, plan);
    }
    if (transform instanceof Coupling coupling)
      return coupling(flow, shape, coupling, name, kernels, layout, plan);
    BufferPlan perPixel = plan.times(shape.pixels());
    Layer layer = Layers.of(flow, transform, shape.channels(), name, kernels, layout, perPixel);
    return new PixelLayer(layer, shape.pixels());
  }

  /** For each number of a squeezed image its place in the image. */
  private static int[] squeezed(ImageShape shape) {
    int[] order = new int[shape.size()];
    int at = 0;
    for (int y = 0; y < shape.height(); y += 2)
      for (int x = 0; x < shape.width(); x += 2)
        for (int c = 0; c < shape.channels(); c++)
          for (int d = 0; d < 4; d++) {
            int pixel = (y + d / 2) * shape.width() + x + d % 2;
            order[at++] = pixel * shape.channels() + c;
          }
    return order;
  }

  private static Layer coupling(
      FlowSpec flow,
      ImageShape shape,
      Coupling coupling,
      String name,
      Kernels kernels,
      Layout layout,
      BufferPlan plan) {
    boolean byChannel = coupling.byChannel(shape);
    int[] kept = where(coupling.mask(), true, byChannel, shape);
    int[] moved = where(coupling.mask(), false, byChannel, shape);
    int channels = shape.channels();
    ImagePlaces places =
        new ImagePlaces(
            shape.height(),
            shape.width(),
            byChannel ? coupling.mask().keptCount() : channels,
            byChannel ? null : kept,
            byChannel ? coupling.mask().movedCount() : channels,
            byChannel ? null : moved);
    int parameters = coupling.univariate().parametersPerFeature();
    Network network =
        Networks.convolutional(
            (Convolutional) coupling.conditioner(),
            name + "conditioner.",
            places,
            parameters,
            flow.conditioning(),
            kernels,
            layout,
            plan);
    UnivariateMap map =
        UnivariateMaps.of(
            coupling.univariate(),
            name + "univariate.",
            IntStream.range(0, moved.length).toArray(),
            kernels,
            layout,
            plan);
    return new ConditionedLayer(kept, moved, kept.length, parameters, network, map, plan);
  }

  /** Places, in an image that lies pixel by pixel, that are kept or moved. */
  private static int[] where(Mask mask, boolean kept, boolean byChannel, ImageShape shape) {
    return IntStream.range(0, shape.size())
        .filter(
            i -> {
              int channel = i % shape.channels();
              int plane = channel * shape.pixels() + i / shape.channels();
              return mask.kept().get(byChannel ? channel : plane) == kept;
            })
        .toArray();
  }
}
