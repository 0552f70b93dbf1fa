package io.github.flows4j.engine.f64.net;

import io.github.flows4j.spec.AdditiveUnivariate;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.Convolutional;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.Mask;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.TensorSpec;
import io.github.flows4j.spec.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A network of a coupling of images, and what goes in.
 *
 * @param mask for the channels, or for all numbers pixel by pixel
 * @param parameters of each moved number, 1 or 2
 */
public record ImageCase(
    Convolutional net, ImageShape shape, Mask mask, int parameters, int context, int rows) {
  /** The name before those of the network's tensors. */
  public static final String PREFIX = "transforms.0.conditioner.";

  /** Whether the mask is for channels. */
  public boolean byChannel() {
    return mask.features() == shape.channels();
  }

  /** A flow with the network in it. */
  public FlowSpec spec() {
    var map =
        parameters == 1
            ? new AdditiveUnivariate()
            : new AffineUnivariate(new ScaleBound.SoftClip(1e-3));
    return new FlowSpec(
        shape, context, List.of(new Coupling(mask, map, net)), new StandardNormal());
  }

  /** Channels that the network sees. */
  public int inputs() {
    return byChannel() ? mask.keptCount() : shape.channels();
  }

  /** Channels that have parameters. */
  public int outputs() {
    return byChannel() ? mask.movedCount() : shape.channels();
  }

  /** Kept numbers of a row. */
  public int kept() {
    return byChannel() ? shape.pixels() * inputs() : mask.keptCount();
  }

  /** Moved numbers of a row. */
  public int moved() {
    return byChannel() ? shape.pixels() * outputs() : mask.movedCount();
  }

  /** Places of kept or moved numbers, null where all are. */
  public int[] places(boolean ofKept) {
    if (byChannel()) return null;
    return IntStream.range(0, shape.size()).filter(i -> mask.kept().get(i) == ofKept).toArray();
  }

  /** Tensors of which none is zero. */
  public Tensors tensors() {
    SplittableRandom random = new SplittableRandom(3);
    Map<String, Tensor> byName = new LinkedHashMap<>();
    for (TensorSpec tensor : spec().tensors()) {
      List<Integer> sizes = tensor.shape();
      double inputs = tensor.size() / (double) sizes.get(0);
      double bound = sizes.size() == 1 ? 0.4 : 1.5 / Math.sqrt(inputs);
      byName.put(tensor.name(), Tensor.of(sizes, i -> bound * (2 * random.nextDouble() - 1)));
    }
    return Tensors.of(byName);
  }

  /** What single precision holds exactly, from -1 to 1. */
  public double[] numbers(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) numbers[i] = (float) (2 * random.nextDouble() - 1);
    return numbers;
  }
}
