package io.github.flows4j.engine.f64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flows;
import io.github.flows4j.engine.Collective;
import io.github.flows4j.engine.f64.memory.Keeping;
import io.github.flows4j.engine.f64.memory.Layout;
import io.github.flows4j.engine.f64.memory.Pass;
import io.github.flows4j.engine.f64.memory.Slot;
import io.github.flows4j.engine.f64.memory.Weights;
import io.github.flows4j.engine.f64.simd.KernelProvider;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.spec.Tensors;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Units left out of coupling and autoregressive networks and of embeddings, in double precision.
 */
class DropoutTest {
  private static final int ROWS = 9;

  static List<Recipe> recipes() {
    return List.of(
        Flows.realNvp(5).withTransforms(2).withHidden(24, 16).withContext(1),
        Flows.maf(5).withTransforms(2).withHidden(24, 16).withContext(1),
        // units of the embedding alone are left out
        Flows.realNvp(5)
            .withTransforms(1)
            .withHidden()
            .withContext(1)
            .withContextEmbedding(5, 24, 24));
  }

  private FlowProgram program;
  private Pass pass;
  private Layout layout;
  private Weights weights;
  private double[] gradient;

  private void open(FlowSpec spec) {
    program = new FlowProgram(spec, KernelProvider.kernels());
    layout = program.layout();
    weights = new Weights(layout, program.kernels(), Tensors.initial(spec, 3));
    SplittableRandom random = new SplittableRandom(4);
    for (Slot slot : layout.slots())
      if (slot.tensor().trained())
        for (int i = 0; i < slot.tensor().size(); i++)
          set(slot, i, slot.get(weights.values(), i) + 0.3 * random.nextGaussian());
    pass = program.pass(weights, ROWS, Keeping.EVERYTHING);
    gradient = new double[layout.trainedLength()];
  }

  private void set(Slot slot, int i, double value) {
    slot.set(weights.values(), i, value);
    if (slot.matrix()) weights.transpose(slot, 0, slot.rows());
  }

  private double loss(double dropout, int key, double[] into) {
    pass.purpose(Pass.Mode.TRAINING, into, Collective.ALONE, ROWS, false);
    pass.begin(ROWS);
    pass.dropping(dropout, key);
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < ROWS * 5; i++) pass.x()[i] = random.nextGaussian();
    for (int i = 0; i < ROWS; i++) pass.givenContext()[i] = random.nextGaussian();
    for (int r = 0; r < ROWS; r++) pass.seed()[r] = 1;
    program.forward(pass);
    program.addLogProb(pass);
    double sum = 0;
    for (int r = 0; r < ROWS; r++) sum += pass.logDet()[r];
    if (into != null) program.backward(pass);
    return sum;
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void gradientsAreThoseOfTheUnitsThatAreLeft(Recipe recipe) {
    open(recipe.spec());
    double with = loss(0.4, 7, gradient);
    assertTrue(Math.abs(with - loss(0, 7, null)) > 1e-3, "nothing was left out");
    assertTrue(Math.abs(with - loss(0.4, 8, null)) > 1e-3, "always the same");
    assertEquals(with, loss(0.4, 7, null), 0);
    double step = 1e-6;
    int checked = 0;
    for (Slot slot : layout.slots()) {
      if (!slot.tensor().trained()) continue;
      for (int i = 0; i < slot.tensor().size(); i += 7) {
        double value = slot.get(weights.values(), i);
        set(slot, i, value + step);
        double above = loss(0.4, 7, null);
        set(slot, i, value - step);
        double below = loss(0.4, 7, null);
        set(slot, i, value);
        double slope = slot.get(gradient, i);
        assertEquals((above - below) / (2 * step), slope, 1e-5, slot.tensor().name() + " " + i);
        checked++;
      }
    }
    assertTrue(checked > 100);
  }
}
