package io.github.flows4j.engine.f64.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Allocation;
import io.github.flows4j.engine.Collective;
import io.github.flows4j.engine.f64.memory.BufferPlan;
import io.github.flows4j.engine.f64.memory.Keeping;
import io.github.flows4j.engine.f64.memory.Layout;
import io.github.flows4j.engine.f64.memory.Pass;
import io.github.flows4j.engine.f64.memory.Slot;
import io.github.flows4j.engine.f64.memory.Weights;
import io.github.flows4j.engine.f64.simd.KernelProvider;
import io.github.flows4j.engine.f64.simd.Kernels;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.ConvNet;
import io.github.flows4j.spec.Convolutional;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.Mask;
import io.github.flows4j.spec.ResidualConvNet;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Convolutional networks in double precision: values against formulas, gradients by differences.
 */
class ConvNetworkTest {
  private static final Kernels KERNELS = KernelProvider.kernels();

  /** Rounding of sums of a few hundred terms, through up to seven layers. */
  private static final double TOLERANCE = 1e-11;

  /** Of central differences: the cube root of the precision, and the error that leaves. */
  private static final double STEP = 1e-5;

  private static final double DIFFERENCE = 2e-8;

  private ImageCase test;
  private Tensors tensors;
  private Layout layout;
  private Network network;
  private Pass pass;
  private int buffers;
  private double[] gradient;
  private double[] input;
  private double[] theta;
  private int stride;

  static List<ImageCase> cases() {
    List<ImageCase> cases = new ArrayList<>();
    ImageShape dot = new ImageShape(2, 1, 1);
    ImageShape line = new ImageShape(3, 1, 5);
    ImageShape column = new ImageShape(2, 4, 1);
    ImageShape small = new ImageShape(5, 2, 3);
    ImageShape square = new ImageShape(4, 7, 7);
    ImageShape oblong = new ImageShape(3, 8, 6);
    for (Activation activation : Activation.values()) {
      cases.add(of(net(activation, true, List.of(5), 3, 3), small, Mask.half(5), 2, 0, 3));
      cases.add(
          of(new ResidualConvNet(5, 1, activation, LastLayer.DEFAULT, true), oblong, 1, 2, 2));
    }
    Activation tanh = Activation.TANH;
    cases.add(of(net(tanh, false, List.of(1), 1, 1), dot, 1, 0, 1));
    cases.add(of(net(tanh, true, List.of(3, 2), 3, 1, 3), dot, 2, 3, 4));
    cases.add(of(net(tanh, true, List.of(17, 9), 3, 1, 3), line, 2, 2, 3));
    cases.add(of(net(tanh, false, List.of(6, 4), 3, 3, 1), column, 2, 0, 2));
    cases.add(of(net(tanh, false, List.of(6, 4), 3, 3, 3), column, 1, 1, 1));
    cases.add(of(net(tanh, true, List.of(64, 64), 3, 1, 3), square, 2, 0, 3));
    cases.add(of(net(tanh, true, List.of(33, 70), 3, 3, 3), square, 2, 2, 2));
    cases.add(of(net(tanh, false, List.of(70, 3, 40), 1, 3, 3, 1), oblong, 2, 1, 2));
    cases.add(of(net(tanh, true, List.of(16), 3, 3), new ImageShape(40, 3, 4), 1, 0, 2));
    cases.add(of(new ResidualConvNet(24, 2, tanh, LastLayer.DEFAULT, false), square, 2, 3, 2));
    // more rows of pixels than wait to be folded at a time
    cases.add(of(net(tanh, true, List.of(66, 64), 3, 3, 3), new ImageShape(2, 27, 20), 1, 0, 2));
    for (ImageShape shape : List.of(small, oblong, square, dot)) {
      // numbers pixel by pixel: a pixel's channels side by side
      SplittableRandom random = new SplittableRandom(shape.size());
      boolean[] kept = new boolean[shape.size()];
      for (int i = 1; i < kept.length; i++) kept[i] = random.nextBoolean();
      kept[kept.length - 1] = true;
      cases.add(of(net(tanh, true, List.of(12, 10), 3, 1, 3), shape, Mask.of(kept), 2, 2, 3));
      cases.add(of(net(tanh, false, List.of(20), 1, 3), shape, Mask.of(kept), 1, 0, 1));
    }
    return cases;
  }

  private static ConvNet net(
      Activation activation, boolean scaled, List<Integer> channels, Integer... kernels) {
    return new ConvNet(channels, List.of(kernels), activation, LastLayer.DEFAULT, scaled);
  }

  private static ImageCase of(
      Convolutional net, ImageShape shape, int parameters, int context, int rows) {
    return of(net, shape, Mask.half(shape.channels()), parameters, context, rows);
  }

  private static ImageCase of(
      Convolutional net, ImageShape shape, Mask mask, int parameters, int context, int rows) {
    return new ImageCase(net, shape, mask, parameters, context, rows);
  }

  private void open(ImageCase opened) {
    test = opened;
    tensors = test.tensors();
    layout = new Layout(test.spec(), KERNELS::pad);
    BufferPlan plan = new BufferPlan();
    ImagePlaces places =
        new ImagePlaces(
            test.shape().height(),
            test.shape().width(),
            test.inputs(),
            test.places(true),
            test.outputs(),
            test.places(false));
    network = network(places, plan);
    buffers = plan.perRow(1);
    Weights weights = new Weights(layout, KERNELS, tensors);
    pass =
        new Pass(
            weights,
            List.of(plan),
            new FlowSpec(test.shape(), test.context(), List.of(), new StandardNormal()),
            test.rows(),
            Keeping.EVERYTHING,
            1,
            new boolean[1]);
    pass.enter(0);
    gradient = new double[layout.trainedLength()];
    pass.purpose(Pass.Mode.TRAINING, gradient, Collective.ALONE, test.rows(), false);
    begin();
    input = test.numbers(test.rows() * test.kept(), 5);
    double[] context = test.numbers(test.rows() * test.context(), 6);
    System.arraycopy(context, 0, pass.contextRows(), 0, context.length);
    stride = test.rows() * test.moved() + 3;
    theta = new double[test.parameters() * stride];
  }

  /** A tile whose buffers hold what another layer may have left. */
  private void begin() {
    pass.begin(test.rows());
    for (int b = 0; b <= buffers; b++) Arrays.fill(pass.buffer(b), Double.NaN);
  }

  private Network network(ImagePlaces places, BufferPlan plan) {
    if (test.net() instanceof ConvNet net)
      return new ConvNetwork(
          net, ImageCase.PREFIX, places, test.parameters(), test.context(), KERNELS, layout, plan);
    return new ResidualConvNetwork(
        (ResidualConvNet) test.net(),
        ImageCase.PREFIX,
        places,
        test.parameters(),
        test.context(),
        KERNELS,
        layout,
        plan);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void computesTheFormula(ImageCase opened) {
    open(opened);
    network.forward(pass, input, theta, stride);
    double[] context = Arrays.copyOf(pass.contextRows(), test.rows() * test.context());
    double[] expected = new NaiveConvNet(test, tensors).theta(input, context, stride);
    for (int i = 0; i < theta.length; i++)
      assertEquals(expected[i], theta[i], TOLERANCE * (1 + Math.abs(expected[i])), "theta " + i);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rowsDoNotMix(ImageCase opened) {
    open(opened);
    network.forward(pass, input, theta, stride);
    double[] all = theta.clone();
    double[] context = pass.contextRows().clone();
    for (int r = 0; r < test.rows(); r++) {
      begin();
      pass.begin(1);
      double[] row = Arrays.copyOfRange(input, r * test.kept(), (r + 1) * test.kept());
      System.arraycopy(context, r * test.context(), pass.contextRows(), 0, test.context());
      network.forward(pass, row, theta, stride);
      for (int p = 0; p < test.parameters(); p++)
        for (int j = 0; j < test.moved(); j++)
          assertEquals(all[p * stride + r * test.moved() + j], theta[p * stride + j]);
    }
  }

  /** The objective whose gradient is asked for: a weighted sum of theta. */
  private double objective(double[] seeds) {
    network.forward(pass, input, theta, stride);
    double sum = 0;
    for (int i = 0; i < theta.length; i++) sum += seeds[i] * theta[i];
    return sum;
  }

  private void backward(double[] seeds, double[] gradInput) {
    network.forward(pass, input, theta, stride);
    network.backward(pass, input, seeds.clone(), stride, gradInput);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientsAreDerivatives(ImageCase opened) {
    open(opened);
    double[] seeds = test.numbers(theta.length, 7);
    double[] gradInput = new double[input.length];
    backward(seeds, gradInput);
    double[] gradContext = pass.contextGradient().clone();
    double[] gradWeights = gradient.clone();
    double[] values = pass.values();
    checkDerivative("input", seeds, input, gradInput, test.rows() * test.kept());
    checkDerivative(
        "context", seeds, pass.contextRows(), gradContext, test.rows() * test.context());
    for (Slot slot : layout.slots()) {
      for (int i = 0; i < slot.tensor().size(); i += 1 + slot.tensor().size() / 40) {
        double was = slot.get(values, i);
        slot.set(values, i, was + STEP);
        double above = objective(seeds);
        slot.set(values, i, was - STEP);
        double below = objective(seeds);
        slot.set(values, i, was);
        assertDerivative(slot.tensor().name() + " " + i, above, below, slot.get(gradWeights, i));
      }
    }
    checkAllWeightsAtOnce(seeds, gradWeights);
  }

  /** Along a random direction, in which every element takes part; padding has no gradient. */
  private void checkAllWeightsAtOnce(double[] seeds, double[] gradWeights) {
    double[] values = pass.values();
    double[] direction = new double[values.length];
    SplittableRandom random = new SplittableRandom(8);
    double sum = 0;
    double[] rest = gradWeights.clone();
    for (Slot slot : layout.slots())
      for (int i = 0; i < slot.tensor().size(); i++) {
        double d = (2 * random.nextDouble() - 1) / Math.sqrt(slot.tensor().size());
        slot.set(direction, i, d);
        sum += d * slot.get(gradWeights, i);
        slot.set(rest, i, 0.0);
      }
    assertEquals(0.0, Arrays.stream(rest).map(Math::abs).sum(), "gradient of padding");
    double[] was = values.clone();
    for (int i = 0; i < values.length; i++) values[i] = was[i] + STEP * direction[i];
    double above = objective(seeds);
    for (int i = 0; i < values.length; i++) values[i] = was[i] - STEP * direction[i];
    double below = objective(seeds);
    System.arraycopy(was, 0, values, 0, was.length);
    assertDerivative("all weights", above, below, sum);
  }

  private void checkDerivative(
      String what, double[] seeds, double[] numbers, double[] found, int count) {
    for (int i = 0; i < count; i += 1 + count / 60) {
      double was = numbers[i];
      numbers[i] = was + STEP;
      double above = objective(seeds);
      numbers[i] = was - STEP;
      double below = objective(seeds);
      numbers[i] = was;
      assertDerivative(what + " " + i, above, below, found[i]);
    }
  }

  private static void assertDerivative(String what, double above, double below, double found) {
    double expected = (above - below) / (2 * STEP);
    double size = 1 + Math.abs(expected) + Math.abs(above);
    assertEquals(expected, found, DIFFERENCE * size, what);
  }

  @Test
  void gradientsAreAdded() {
    open(cases().get(1));
    double[] seeds = test.numbers(theta.length, 7);
    double[] gradInput = new double[input.length];
    backward(seeds, gradInput);
    double[] onceInput = gradInput.clone();
    double[] once = gradient.clone();
    double[] onceContext = pass.contextGradient().clone();
    backward(seeds, gradInput);
    for (int i = 0; i < once.length; i++) assertEquals(2 * once[i], gradient[i], 1e-9);
    for (int i = 0; i < onceContext.length; i++)
      assertEquals(2 * onceContext[i], pass.contextGradient()[i], 1e-9);
    pass.purpose(Pass.Mode.TRAINING, null, Collective.ALONE, test.rows(), false);
    backward(seeds, gradInput);
    for (int i = 0; i < onceInput.length; i++) assertEquals(onceInput[i], gradInput[i]);
    for (int i = 0; i < onceContext.length; i++)
      assertEquals(3 * onceContext[i], pass.contextGradient()[i], 1e-9);
  }

  @Test
  void allocatesNothing() {
    open(of(net(Activation.RELU, true, List.of(9, 5), 3, 1, 3), new ImageShape(4, 5, 6), 2, 2, 3));
    double[] seeds = test.numbers(theta.length, 7);
    double[] gradInput = new double[input.length];
    long least = Long.MAX_VALUE;
    // The counting itself, by reflection, takes about 1,200; vectors are objects until compiled.
    for (int repeat = 0; repeat < 200 && least >= 1_600; repeat++) {
      long before = Allocation.bytes();
      for (int times = 0; times < 100; times++) {
        network.forward(pass, input, theta, stride);
        network.backward(pass, input, seeds, stride, gradInput);
      }
      least = Math.min(least, Allocation.bytes() - before);
    }
    assertTrue(least < 1_600, least + " bytes");
  }
}
