package io.github.flows4j.engine.f32.net;

import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Slot;
import io.github.flows4j.spec.ConditionerFunction;
import io.github.flows4j.spec.TensorSpec;
import java.util.List;

/** A user's own network, called for one row at a time. */
@SuppressWarnings("cast")
final class CustomNetwork implements Network {
  private final ConditionerFunction function;
  private final Outputs outputs;
  private final int inputs;
  private final Slot[] slots;

  CustomNetwork(
      ConditionerFunction function, String name, int inputs, Outputs outputs, Layout layout) {
    this.function = function;
    this.outputs = outputs;
    this.inputs = inputs;
    List<TensorSpec> tensors = function.tensors(inputs, outputs.moved() * outputs.parameters());
    slots = new Slot[tensors.size()];
    for (int t = 0; t < slots.length; t++) slots[t] = layout.slot(name + tensors.get(t).name());
  }

  @Override
  public void forward(Pass pass, float[] input, float[] theta, int stride) {
    double[][] weights = weights(pass.values());
    double[] in = new double[inputs];
    double[] out = new double[outputs.moved() * outputs.parameters()];
    for (int r = 0; r < pass.rows(); r++) {
      for (int j = 0; j < inputs; j++) in[j] = input[r * inputs + j];
      function.forward(in, weights, out);
      for (int k = 0; k < out.length; k++) theta[position(k, r, stride)] = (float) out[k];
    }
  }

  @Override
  public void backward(Pass pass, float[] input, float[] gradTheta, int stride, float[] gradInput) {
    double[][] weights = weights(pass.values());
    double[][] gradWeights = new double[slots.length][];
    for (int t = 0; t < slots.length; t++) gradWeights[t] = new double[weights[t].length];
    double[] in = new double[inputs];
    double[] gradIn = new double[inputs];
    double[] gradOut = new double[outputs.moved() * outputs.parameters()];
    for (int r = 0; r < pass.rows(); r++) {
      for (int j = 0; j < inputs; j++) in[j] = input[r * inputs + j];
      for (int k = 0; k < gradOut.length; k++) gradOut[k] = gradTheta[position(k, r, stride)];
      function.backward(in, weights, gradOut, gradIn, gradWeights);
      for (int j = 0; j < inputs; j++) gradInput[r * inputs + j] = (float) gradIn[j];
    }
    float[] gradient = pass.gradient();
    if (gradient == null) return;
    for (int t = 0; t < slots.length; t++)
      for (int i = 0; i < gradWeights[t].length; i++)
        slots[t].set(gradient, i, slots[t].get(gradient, i) + (float) gradWeights[t][i]);
  }

  private int position(int output, int row, int stride) {
    int moved = outputs.moved();
    return output / moved * stride + row * moved + output % moved;
  }

  private double[][] weights(float[] values) {
    double[][] weights = new double[slots.length][];
    for (int t = 0; t < slots.length; t++) {
      weights[t] = new double[slots[t].tensor().size()];
      for (int i = 0; i < weights[t].length; i++) weights[t][i] = slots[t].get(values, i);
    }
    return weights;
  }
}
