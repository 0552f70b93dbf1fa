package io.github.flows4j.engine.f32.layer;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.spec.EventShape;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.ImageShape;
import java.util.List;

/**
 * The two ends of a flow of images. Rows come plane by plane and layers work pixel by pixel; latent
 * rows are made of what has left on the way, then of what is left, plane by plane. Gradients go the
 * same ways.
 */
public final class ImageEnds {
  private final ImageShape first;
  private final ImageShape last;
  private final int scratch;

  private ImageEnds(ImageShape first, ImageShape last, BufferPlan plan) {
    this.first = first;
    this.last = last;
    scratch = plan.perRow(first.size());
  }

  /** The ends of a flow; null if it is one of vectors. */
  public static ImageEnds of(FlowSpec spec, BufferPlan plan) {
    List<EventShape> shapes = spec.shapes();
    if (!(spec.shape() instanceof ImageShape shape)) return null;
    return new ImageEnds(shape, (ImageShape) shapes.get(shapes.size() - 1), plan);
  }

  /** Rows from planes to pixels. */
  public void toPixels(Pass pass) {
    if (first.channels() == 1) return;
    float[] planes = copy(pass, first.size());
    int size = first.size();
    for (int r = 0; r < pass.rows(); r++) toPixels(first, planes, r * size, pass.x(), r * size);
  }

  /** Rows from pixels to planes. */
  public void toPlanes(Pass pass) {
    if (first.channels() == 1) return;
    float[] pixels = copy(pass, first.size());
    int size = first.size();
    for (int r = 0; r < pass.rows(); r++) toPlanes(first, pixels, r * size, pass.x(), r * size);
  }

  /** What has left and what is left, to whole latent rows. */
  public void toLatent(Pass pass) {
    float[] pixels = copy(pass, last.size());
    float[] x = pass.x();
    int gone = pass.width() - last.size();
    for (int r = 0; r < pass.rows(); r++) {
      int at = r * pass.width();
      System.arraycopy(pass.left(), at, x, at, gone);
      toPlanes(last, pixels, r * last.size(), x, at + gone);
    }
    pass.features(pass.width());
  }

  /** The way back from {@link #toLatent}. */
  public void fromLatent(Pass pass) {
    float[] latent = copy(pass, pass.width());
    float[] x = pass.x();
    int gone = pass.width() - last.size();
    for (int r = 0; r < pass.rows(); r++) {
      int at = r * pass.width();
      System.arraycopy(latent, at, pass.left(), at, gone);
      toPixels(last, latent, at + gone, x, r * last.size());
    }
    pass.features(last.size());
  }

  private float[] copy(Pass pass, int size) {
    float[] buffer = pass.buffer(scratch);
    System.arraycopy(pass.x(), 0, buffer, 0, pass.rows() * size);
    return buffer;
  }

  private static void toPixels(ImageShape shape, float[] from, int at, float[] to, int toAt) {
    int place = at;
    for (int c = 0; c < shape.channels(); c++)
      for (int p = 0; p < shape.pixels(); p++) to[toAt + p * shape.channels() + c] = from[place++];
  }

  private static void toPlanes(ImageShape shape, float[] from, int at, float[] to, int toAt) {
    int place = toAt;
    for (int c = 0; c < shape.channels(); c++)
      for (int p = 0; p < shape.pixels(); p++) to[place++] = from[at + p * shape.channels() + c];
  }
}
