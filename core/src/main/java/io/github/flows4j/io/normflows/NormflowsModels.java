package io.github.flows4j.io.normflows;

import io.github.flows4j.io.ImportOptions;
import io.github.flows4j.io.ModelFile;
import io.github.flows4j.io.ModelFormatException;
import io.github.flows4j.io.foreign.ForeignFlow;
import java.nio.file.Path;

/**
 * Flows of normflows (version 1.7): a NormalizingFlow of Planar, Radial, MaskedAffineFlow and
 * Permute on a diagonal Gaussian, or one of these flows alone on a standard normal.
 *
 * <p>normflows goes from latent to data, so its flows are read from the last to the first, each
 * turned round: sampling is one pass, a density takes the inverse of each.
 */
public final class NormflowsModels {
  private NormflowsModels() {}

  /**
   * Reads the state dict of a normflows flow, from a {@code .safetensors} file or one of {@code
   * torch.save}. Which flow stands where is seen by the names of its tensors; {@code flows} among
   * the arguments, a list of classes, is checked. Networks are normflows' MLP with slope 0 (ReLU)
   * and no output function.
   *
   * @return the flow over columns {@code x0, x1, ...}
   * @throws ModelFormatException naming the file and the tensor that is missing, unknown, of the
   *     wrong shape or not finite, or of a kind of flow that can't be read
   */
  public static ModelFile read(Path file, ImportOptions options) {
    return ForeignFlow.open(file, in -> new NormflowsReader(in, options).read());
  }
}
