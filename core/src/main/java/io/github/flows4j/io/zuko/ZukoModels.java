package io.github.flows4j.io.zuko;

import io.github.flows4j.io.ImportOptions;
import io.github.flows4j.io.ModelFile;
import io.github.flows4j.io.ModelFormatException;
import io.github.flows4j.io.foreign.ForeignFlow;
import java.nio.file.Path;

/**
 * Flows of zuko (version 1.6.0 and before): MAF, NSF, NCSF, NAF, UNAF, SOSPF, BPF, GF, NICE and
 * RealNVP with any of its univariate maps, and lists of such transforms.
 *
 * <p>zuko's maps run from data to latent as ours do, its masks keep where they are 1 as ours do,
 * and its networks take features before context as ours do. What differs is the order of a
 * network's outputs: all parameters of the first feature first there, the first parameter of all
 * features first here. With one feature, zuko's flow is elementwise, as ours is.
 */
public final class ZukoModels {
  private ZukoModels() {}

  /**
   * Reads the state dict of a zuko flow, from a {@code .safetensors} file or one of {@code
   * torch.save}. Sizes come from the tensors; class, slope and activation from the options, the
   * file's metadata ({@code library}, {@code class}, {@code arguments}, {@code slope}, {@code
   * activation}) or zuko's defaults. The provenance says which, under {@code assumed} the defaults.
   * Where tensors fit several classes, as those of NSF and BPF, the class must be said.
   *
   * <p>Tensors named {@code case.*} are passed over: answers that stand beside reference weights.
   * Weights in other precisions are rounded to single. Masked weights are kept as they are; the
   * masks beside them must be those that zuko gives such a network.
   *
   * @return the flow over columns {@code x0, x1, ...} and {@code c0, c1, ...}
   * @throws ModelFormatException naming the file and the tensor that is missing, unknown, of the
   *     wrong shape or not finite, or of a kind of flow that can't be read, or what is not said
   */
  public static ModelFile read(Path file, ImportOptions options) {
    return ForeignFlow.open(file, in -> new ZukoReader(in, options).read());
  }

  /**
   * Writes a flow as a {@code .safetensors} file with zuko 1.6.0's names, for {@code
   * flow.load_state_dict(safetensors.torch.load_file(file))}. The metadata say in JSON how the flow
   * is to be made: {@code class} (RealNVP, NICE, or Flow for a list of GeneralCouplingTransform
   * with the masks of the file, where no RealNVP has such masks), {@code arguments}, {@code slope}
   * and {@code activation}. Column names are lost; the last step of a diagonal base's log-scale may
   * be.
   *
   * @throws IllegalArgumentException naming the transform that zuko has no counterpart of, or what
   *     else can't be said there
   * @throws ModelFormatException naming the file, if it can't be written
   */
  public static void write(ModelFile model, Path file) {
    new ZukoWriter(model).write(file);
  }
}
