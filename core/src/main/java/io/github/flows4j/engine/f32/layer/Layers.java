package io.github.flows4j.engine.f32.layer;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.MaskedPlan;
import io.github.flows4j.engine.f32.net.MaskedNetwork;
import io.github.flows4j.engine.f32.net.Network;
import io.github.flows4j.engine.f32.net.Networks;
import io.github.flows4j.engine.f32.simd.Kernels;
import io.github.flows4j.engine.f32.univariate.UnivariateMap;
import io.github.flows4j.engine.f32.univariate.UnivariateMaps;
import io.github.flows4j.spec.ActNorm;
import io.github.flows4j.spec.Autoregressive;
import io.github.flows4j.spec.BatchNorm;
import io.github.flows4j.spec.Conditioner;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.EventShape;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.FreeParameters;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.Inverse;
import io.github.flows4j.spec.LuLinear;
import io.github.flows4j.spec.Permutation;
import io.github.flows4j.spec.Planar;
import io.github.flows4j.spec.Radial;
import io.github.flows4j.spec.Rotation;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.Univariate;
import java.util.stream.IntStream;

/** Makes the layers that descriptions ask for. */
public final class Layers {
  private Layers() {}

  /** The layer of a flow's transform of the given index; claims its buffers of the plan. */
  public static Layer of(
      FlowSpec flow, int index, Kernels kernels, Layout layout, BufferPlan plan) {
    EventShape shape = flow.shapes().get(index);
    Transform transform = flow.transforms().get(index);
    String name = "transforms." + index + ".";
    return shape instanceof ImageShape image
        ? ImageLayers.of(flow, index, image, transform, name, kernels, layout, plan)
        : of(flow, transform, flow.features(), name, kernels, layout, plan);
  }

  /** The layer of a transform of vectors of so many features. */
  static Layer of(
      FlowSpec flow,
      Transform transform,
      int features,
      String name,
      Kernels kernels,
      Layout layout,
      BufferPlan plan) {
    if (transform instanceof Inverse inverse)
      return new InverseLayer(
          of(flow, inverse.transform(), features, name + "transform.", kernels, layout, plan));
    if (transform instanceof Coupling coupling) {
      int[] kept = where(coupling, true, features);
      int[] moved = where(coupling, false, features);
      int inputs = kept.length + flow.conditioning();
      return conditioned(
          coupling.univariate(),
          coupling.conditioner(),
          name,
          kept,
          moved,
          inputs,
          kernels,
          layout,
          plan);
    }
    if (transform instanceof Autoregressive autoregressive)
      return autoregressive(flow, autoregressive, name, kernels, layout, plan);
    if (transform instanceof Elementwise elementwise) {
      boolean free = elementwise.conditioner() instanceof FreeParameters;
      int[] moved = IntStream.range(0, features).toArray();
      int inputs = free ? 0 : flow.conditioning();
      return conditioned(
          elementwise.univariate(),
          elementwise.conditioner(),
          name,
          new int[0],
          moved,
          inputs,
          kernels,
          layout,
          plan);
    }
    if (transform instanceof Permutation permutation) {
      int[] order = permutation.order().stream().mapToInt(Integer::intValue).toArray();
      return new PermutationLayer(order, plan);
    }
    if (transform instanceof ActNorm norm)
      return new ActNormLayer(norm.epsilon(), name, features, layout, plan);
    if (transform instanceof BatchNorm norm)
      return new BatchNormLayer(norm, name, features, layout, plan);
    if (transform instanceof LuLinear)
      return new LuLinearLayer(name, features, kernels, layout, plan);
    if (transform instanceof Rotation)
      return new RotationLayer(name, features, kernels, layout, plan);
    if (transform instanceof Planar planar) {
      RowMap map = new PlanarMap(features, plan);
      return rowMap(flow, map, planar.conditioner(), name, kernels, layout, plan);
    }
    if (transform instanceof Radial radial) {
      RowMap map = new RadialMap(features, plan);
      return rowMap(flow, map, radial.conditioner(), name, kernels, layout, plan);
    }
    throw new AssertionError(transform);
  }

  private static Layer autoregressive(
      FlowSpec flow,
      Autoregressive transform,
      String name,
      Kernels kernels,
      Layout layout,
      BufferPlan plan) {
    MaskedPlan masked = MaskedPlan.of(transform, flow.conditioning());
    MaskedNetwork network =
        Networks.masked(
            transform.conditioner(),
            name + "conditioner.",
            flow.features(),
            flow.conditioning(),
            kernels,
            layout,
            plan);
    UnivariateMap map =
        UnivariateMaps.of(
            transform.univariate(), name + "univariate.", masked.order(), kernels, layout, plan);
    int parameters = transform.univariate().parametersPerFeature();
    return new AutoregressiveLayer(masked, flow.conditioning(), parameters, network, map, plan);
  }

  private static Layer conditioned(
      Univariate univariate,
      Conditioner conditioner,
      String name,
      int[] kept,
      int[] moved,
      int inputs,
      Kernels kernels,
      Layout layout,
      BufferPlan plan) {
    int parameters = univariate.parametersPerFeature();
    Network network =
        Networks.of(
            conditioner,
            name + "conditioner.",
            inputs,
            moved.length,
            parameters,
            kernels,
            layout,
            plan);
    UnivariateMap map =
        UnivariateMaps.of(
            univariate,
            name + "univariate.",
            IntStream.range(0, moved.length).toArray(),
            kernels,
            layout,
            plan);
    return new ConditionedLayer(kept, moved, inputs, parameters, network, map, plan);
  }

  private static Layer rowMap(
      FlowSpec flow,
      RowMap map,
      Conditioner conditioner,
      String name,
      Kernels kernels,
      Layout layout,
      BufferPlan plan) {
    int inputs = conditioner instanceof FreeParameters ? 0 : flow.conditioning();
    int parameters = map.parameters();
    String prefix = name + "conditioner.";
    Network network =
        Networks.of(conditioner, prefix, inputs, 1, parameters, kernels, layout, plan);
    return new RowMapLayer(map, network, flow.features(), inputs, kernels, plan);
  }

  private static int[] where(Coupling coupling, boolean kept, int features) {
    return IntStream.range(0, features)
        .filter(j -> coupling.mask().kept().get(j) == kept)
        .toArray();
  }
}
