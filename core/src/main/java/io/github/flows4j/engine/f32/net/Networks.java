package io.github.flows4j.engine.f32.net;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.simd.Kernels;
import io.github.flows4j.spec.Conditioner;
import io.github.flows4j.spec.ConvNet;
import io.github.flows4j.spec.Convolutional;
import io.github.flows4j.spec.CustomConditioner;
import io.github.flows4j.spec.FreeParameters;
import io.github.flows4j.spec.MaskedMlp;
import io.github.flows4j.spec.MaskedResidualMlp;
import io.github.flows4j.spec.Mlp;
import io.github.flows4j.spec.PerParameter;
import io.github.flows4j.spec.ResidualConvNet;
import io.github.flows4j.spec.ResidualMlp;

/** Makes the networks that descriptions ask for. */
public final class Networks {
  private Networks() {}

  /**
   * The masked network of a description.
   *
   * @param name what its tensors' names begin with
   */
  public static MaskedNetwork masked(
      Conditioner conditioner,
      String name,
      int features,
      int context,
      Kernels kernels,
      Layout layout,
      BufferPlan plan) {
    if (conditioner instanceof MaskedMlp mlp)
      return new MaskedMlpNetwork(mlp, name, context, kernels, layout, plan);
    if (conditioner instanceof MaskedResidualMlp mlp)
      return new MaskedResidualNetwork(mlp, name, context, kernels, layout, plan);
    throw new AssertionError(conditioner);
  }

  /**
   * The network that looks at images of a description.
   *
   * @param name what its tensors' names begin with
   */
  public static Network convolutional(
      Convolutional conditioner,
      String name,
      ImagePlaces places,
      int parameters,
      int context,
      Kernels kernels,
      Layout layout,
      BufferPlan plan) {
    if (conditioner instanceof ConvNet net)
      return new ConvNetwork(net, name, places, parameters, context, kernels, layout, plan);
    if (conditioner instanceof ResidualConvNet net)
      return new ResidualConvNetwork(net, name, places, parameters, context, kernels, layout, plan);
    throw new AssertionError(conditioner);
  }

  /**
   * The network of a description.
   *
   * @param name what its tensors' names begin with
   * @param inputs numbers it takes for each row
   * @param moved features that it parametrises
   * @param parameters parameters of each
   */
  public static Network of(
      Conditioner conditioner,
      String name,
      int inputs,
      int moved,
      int parameters,
      Kernels kernels,
      Layout layout,
      BufferPlan plan) {
    Outputs outputs = new Outputs(moved, parameters);
    if (conditioner instanceof Mlp mlp)
      return new MlpNetwork(mlp, name, outputs, kernels, layout, plan);
    if (conditioner instanceof ResidualMlp mlp)
      return new ResidualNetwork(mlp, name, outputs, kernels, layout, plan);
    if (conditioner instanceof FreeParameters) return new FreeNetwork(name, outputs, layout);
    if (conditioner instanceof CustomConditioner custom)
      return new CustomNetwork(custom.function(), name, inputs, outputs, layout);
    if (conditioner instanceof PerParameter each) {
      Network[] networks = new Network[parameters];
      for (int p = 0; p < parameters; p++) {
        String prefix = name + "networks." + p + ".";
        networks[p] = of(each.networks().get(p), prefix, inputs, moved, 1, kernels, layout, plan);
      }
      return new PerParameterNetwork(networks, inputs, moved, kernels, plan);
    }
    throw new AssertionError(conditioner);
  }
}
