package io.github.flows4j.engine.f32;

import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Slot;
import io.github.flows4j.spec.FlowSpec;

/** Finds out where numbers ceased to be finite. */
final class Diagnosis {
  private final FlowSpec spec;
  private final FlowProgram program;

  Diagnosis(FlowSpec spec, FlowProgram program) {
    this.spec = spec;
    this.program = program;
  }

  /**
   * In words: the layer where it began, and the tensor.
   *
   * @param pass holding the rows of the batch, or latents, its purpose set
   * @param sampling whether they are latents
   * @param gradient the gradient of the last step, in the layout of the weights
   */
  String of(Pass pass, boolean sampling, float[] gradient) {
    if (spec.embedding().isPresent() && !program.finiteEmbedding(pass))
      return "it began in the embedding of the context; "
          + tensor("embedding.", pass.values(), gradient);
    int layer = sampling ? program.firstNonFiniteInverse(pass) : program.firstNonFinite(pass);
    String where =
        layer < 0
            ? "every layer's outputs are finite, so it began in the gradient"
            : "it began in layer "
                + layer
                + " ("
                + spec.transforms().get(layer).getClass().getSimpleName()
                + ")";
    String prefix = layer < 0 ? "" : "transforms." + layer + ".";
    return where + "; " + tensor(prefix, pass.values(), gradient);
  }

  /**
   * The tensor with a value that is not finite, or of all tensors a gradient; or else, of those
   * that begin with the prefix, the one with the largest value.
   */
  private String tensor(String prefix, float[] values, float[] gradient) {
    String largest = "";
    float size = -1;
    for (Slot slot : program.layout().slots()) {
      String name = slot.tensor().name();
      for (int i = 0; i < slot.tensor().size(); i++) {
        float value = slot.get(values, i);
        if (!Float.isFinite(value)) return "tensor " + name + " holds " + value;
        if (prefix.isEmpty() && slot.tensor().trained() && !Float.isFinite(slot.get(gradient, i)))
          return "the gradient of tensor " + name + " holds " + slot.get(gradient, i);
        if (!name.startsWith(prefix) || !(Math.abs(value) > size)) continue;
        size = Math.abs(value);
        largest = name;
      }
    }
    return largest.isEmpty()
        ? "it has no weights"
        : "all weights are finite, the largest there is " + size + " in tensor " + largest;
  }
}
