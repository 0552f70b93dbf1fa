package io.github.flows4j.io.zuko;

import io.github.flows4j.io.ModelFile;
import io.github.flows4j.io.ModelFormatException;
import io.github.flows4j.io.WeightsFile;
import io.github.flows4j.spec.json.JsonProblem;
import java.nio.file.Path;

/**
 * Flows of zuko (version 1.6.0 and before): its RealNVP and NICE, which are one class there, and
 * lists of its coupling transforms.
 *
 * <p>zuko's maps run from data to latent as ours do, its masks keep where they are 1 as ours do,
 * and its networks take kept features before context as ours do. What differs is the order of a
 * network's outputs: all parameters of the first feature first there, the first parameter of all
 * features first here. With one feature, zuko's flow is elementwise, as ours is.
 */
public final class ZukoModels {
  private ZukoModels() {}

  /**
   * Reads the state dict of a zuko flow, from a {@code .safetensors} file or one of {@code
   * torch.save}. Sizes come from the tensors; slope and activation from the options, the file's
   * metadata ({@code library}, {@code class}, {@code arguments}, {@code slope}, {@code activation})
   * or zuko's defaults. The provenance says which, under {@code assumed} the defaults.
   *
   * <p>Tensors named {@code case.*} are passed over: answers that stand beside reference weights.
   * Weights in other precisions are rounded to single.
   *
   * @return the flow over columns {@code x0, x1, ...} and {@code c0, c1, ...}
   * @throws ModelFormatException naming the file and the tensor that is missing, unknown, of the
   *     wrong shape or not finite, or of a kind of flow that can't be read yet
   */
  public static ModelFile read(Path file, ZukoOptions options) {
    try (WeightsFile in = WeightsFile.open(file)) {
      return new ZukoReader(in, options).read();
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ModelFormatException(JsonProblem.oneLine(file + ": " + e.getMessage()), e);
    }
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
