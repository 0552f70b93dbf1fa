package io.github.flows4j.engine.f64.net;

import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.ConvNet;
import io.github.flows4j.spec.ResidualConvNet;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Tensors;

/** Convolutional networks as their formulas say, image by image and plane by plane. */
final class NaiveConvNet {
  private final ImageCase test;
  private final Tensors tensors;
  private final int height;
  private final int width;

  NaiveConvNet(ImageCase test, Tensors tensors) {
    this.test = test;
    this.tensors = tensors;
    height = test.shape().height();
    width = test.shape().width();
  }

  private Tensor tensor(String name) {
    return tensors.byName().get(ImageCase.PREFIX + name);
  }

  /** Parameter p of moved number j of row r at p * stride + r * moved + j. */
  double[] theta(double[] input, double[] context, int stride) {
    double[] theta = new double[test.parameters() * stride];
    int[] movedAt = test.places(false);
    for (int r = 0; r < test.rows(); r++) {
      double[][] out = outputs(image(input, r), context, r);
      for (int p = 0; p < test.parameters(); p++)
        for (int j = 0; j < test.moved(); j++) {
          int place = movedAt == null ? j : movedAt[j];
          int channel = p * test.outputs() + place % test.outputs();
          theta[p * stride + r * test.moved() + j] = out[channel][place / test.outputs()];
        }
    }
    return theta;
  }

  private double[][] image(double[] input, int row) {
    double[][] planes = new double[test.inputs()][height * width];
    int[] keptAt = test.places(true);
    for (int i = 0; i < test.kept(); i++) {
      int place = keptAt == null ? i : keptAt[i];
      planes[place % test.inputs()][place / test.inputs()] = input[row * test.kept() + i];
    }
    return planes;
  }

  private double[][] outputs(double[][] x, double[] context, int row) {
    double[][] out;
    boolean scaled;
    if (test.net() instanceof ConvNet net) {
      double[][] h = x;
      int last = net.channels().size();
      for (int j = 0; j < last; j++) {
        h = convolve(h, "layers." + j);
        if (j == 0) addContext(h, context, row);
        h = activate(net.activation(), h);
      }
      out = convolve(h, "layers." + last);
      scaled = net.scaled();
    } else {
      ResidualConvNet net = (ResidualConvNet) test.net();
      double[][] h = convolve(x, "initial");
      addContext(h, context, row);
      for (int b = 0; b < net.blocks(); b++) {
        double[][] inner = convolve(activate(net.activation(), h), "blocks." + b + ".0");
        double[][] more = convolve(activate(net.activation(), inner), "blocks." + b + ".1");
        for (int c = 0; c < h.length; c++)
          for (int q = 0; q < h[c].length; q++) more[c][q] += h[c][q];
        h = more;
      }
      out = convolve(activate(net.activation(), h), "final");
      scaled = net.scaled();
    }
    if (scaled)
      for (int o = 0; o < out.length; o++)
        for (int q = 0; q < out[o].length; q++)
          out[o][q] *= Math.exp(3.0 * tensor("output_scale").get(o));
    return out;
  }

  private void addContext(double[][] h, double[] context, int row) {
    for (int o = 0; o < h.length; o++)
      for (int c = 0; c < test.context(); c++)
        for (int q = 0; q < h[o].length; q++)
          h[o][q] +=
              tensor("context.weight").get(o * test.context() + c)
                  * context[row * test.context() + c];
  }

  private static double[][] activate(Activation activation, double[][] x) {
    double[][] y = new double[x.length][x[0].length];
    for (int c = 0; c < x.length; c++)
      for (int q = 0; q < x[c].length; q++) {
        double v = x[c][q];
        y[c][q] =
            switch (activation) {
              case RELU -> Math.max(0, v);
              case TANH -> Math.tanh(v);
              case SILU -> v / (1 + Math.exp(-v));
              case ELU -> v > 0 ? v : Math.expm1(v);
            };
      }
    return y;
  }

  private double[][] convolve(double[][] x, String name) {
    Tensor weight = tensor(name + ".weight");
    Tensor bias = tensor(name + ".bias");
    int kernel = weight.shape().get(2);
    double[][] y = new double[weight.shape().get(0)][height * width];
    for (int o = 0; o < y.length; o++)
      for (int row = 0; row < height; row++)
        for (int column = 0; column < width; column++) {
          double sum = bias.get(o);
          for (int c = 0; c < x.length; c++)
            for (int ky = 0; ky < kernel; ky++)
              for (int kx = 0; kx < kernel; kx++) {
                int y0 = row + ky - kernel / 2;
                int x0 = column + kx - kernel / 2;
                if (y0 < 0 || y0 >= height || x0 < 0 || x0 >= width) continue;
                double w = weight.get(((o * x.length + c) * kernel + ky) * kernel + kx);
                sum += w * x[c][y0 * width + x0];
              }
          y[o][row * width + column] = sum;
        }
    return y;
  }
}
