package io.github.flows4j.cli;

import io.github.flows4j.DataException;
import io.github.flows4j.Flow;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the models that arguments name. */
final class Models {
  private Models() {}

  /**
   * The model of a file, or of a folder that train left one in.
   *
   * @throws io.github.flows4j.spec.FlowException naming the file and what is wrong with it
   */
  static Flow load(String text) {
    return Flow.load(file(text));
  }

  /**
   * As {@link #load}, for a command that needs a latent space.
   *
   * @throws DataException if the model is an ensemble
   */
  static Flow loadOne(String text) {
    Flow flow = load(text);
    if (flow.members().size() > 1)
      throw new DataException(
          "model "
              + text
              + " is an ensemble of "
              + flow.members().size()
              + " flows, which has no one latent space and no one set of weights");
    return flow;
  }

  static Path file(String text) {
    Path path = DataInput.path(text);
    if (!Files.exists(path))
      throw new DataException(
          "model " + text + " does not exist; flows4j train ... --out " + text + " makes one");
    if (!Files.isDirectory(path)) return path;
    Path inside = path.resolve(OutputFolder.MODEL);
    if (Files.exists(inside)) return inside;
    throw new DataException("folder " + text + " holds no " + OutputFolder.MODEL);
  }
}
