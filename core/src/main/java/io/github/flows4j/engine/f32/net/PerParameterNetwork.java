package io.github.flows4j.engine.f32.net;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.simd.Kernels;

/** One network for each parameter of the map. */
final class PerParameterNetwork implements Network {
  private final Kernels kernels;
  private final Network[] networks;
  private final int inputs;
  private final int moved;
  private final int thetaBuffer;
  private final int gradBuffer;

  PerParameterNetwork(Network[] networks, int inputs, int moved, Kernels kernels, BufferPlan plan) {
    this.kernels = kernels;
    this.networks = networks;
    this.inputs = inputs;
    this.moved = moved;
    thetaBuffer = plan.perRow(moved);
    gradBuffer = plan.perRow(inputs);
  }

  @Override
  public void forward(Pass pass, float[] input, float[] theta, int stride) {
    int n = pass.rows() * moved;
    float[] own = pass.buffer(thetaBuffer);
    for (int p = 0; p < networks.length; p++) {
      networks[p].forward(pass, input, own, n);
      System.arraycopy(own, 0, theta, p * stride, n);
    }
  }

  @Override
  public void backward(Pass pass, float[] input, float[] gradTheta, int stride, float[] gradInput) {
    int n = pass.rows() * moved;
    float[] own = pass.buffer(thetaBuffer);
    float[] part = pass.buffer(gradBuffer);
    for (int p = 0; p < networks.length; p++) {
      System.arraycopy(gradTheta, p * stride, own, 0, n);
      networks[p].backward(pass, input, own, n, p == 0 ? gradInput : part);
      if (p > 0) kernels.add(pass.rows() * inputs, part, 0, gradInput, 0);
    }
  }
}
