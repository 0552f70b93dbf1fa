package io.github.flows4j.io.nflows;

import io.github.flows4j.io.ImportOptions;
import io.github.flows4j.io.ModelFile;
import io.github.flows4j.io.ModelFormatException;
import io.github.flows4j.io.foreign.ForeignFlow;
import java.nio.file.Path;

/**
 * Flows of nflows (version 0.14): its SimpleRealNVP and MaskedAutoregressiveFlow, and lists, also
 * nested ones, of affine, additive and rational-quadratic couplings with residual networks, masked
 * affine and rational-quadratic autoregressive transforms, permutations, LULinear, BatchNorm and
 * ActNorm. One of these transforms alone is a flow on a standard normal.
 *
 * <p>nflows' transforms run from data to latent as ours do. Its couplings move where ours keep, and
 * its splines divide raw widths and heights by the root of the network's width, which here the last
 * layer does.
 */
public final class NflowsModels {
  private NflowsModels() {}

  /**
   * Reads the state dict of an nflows flow or transform, from a {@code .safetensors} file or one of
   * {@code torch.save}. Sizes come from the tensors; the activation from the options, the file's
   * metadata or nflows' default. Splines need their class, or {@code num_bins}, and their {@code
   * tail_bound} among the arguments: nothing in the file tells them.
   *
   * @return the flow over columns {@code x0, x1, ...} and {@code c0, c1, ...}
   * @throws ModelFormatException naming the file and the tensor that is missing, unknown, of the
   *     wrong shape or not finite, or of a kind of flow that can't be read, or what is not said
   */
  public static ModelFile read(Path file, ImportOptions options) {
    return ForeignFlow.open(file, in -> new NflowsReader(in, options).read());
  }
}
