package io.github.flows4j.io;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Named arrays of numbers in a file of any library: what importers read from. What the file says of
 * itself is checked when it is opened; numbers are read when asked for. Not for use by several
 * threads at once.
 */
public interface WeightsFile extends Closeable {
  /**
   * Opens a {@code .safetensors} file or one of {@code torch.save}, told apart by what is in it.
   *
   * @throws ModelFormatException naming the file and what is wrong with it
   */
  static WeightsFile open(Path file) {
    return TorchFile.isTorch(file) ? TorchFile.open(file) : SafetensorsWeights.open(file);
  }

  /** The file. */
  Path file();

  /** Texts beside the tensors; empty where the format has none. */
  Map<String, String> metadata();

  /** The sizes of every tensor, by name. */
  Map<String, List<Integer>> shapes();

  /**
   * The values of a tensor, row-major; those of 64-bit whole numbers beyond 2^53 are rounded, true
   * and false are 1 and 0.
   *
   * @throws ModelFormatException if there is none of that name, or it can't be read
   */
  double[] doubles(String name);

  @Override
  void close();
}
