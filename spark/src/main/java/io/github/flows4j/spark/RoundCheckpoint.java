package io.github.flows4j.spark;

import io.github.flows4j.io.ModelFormatException;
import io.github.flows4j.io.Safetensors;
import io.github.flows4j.io.SafetensorsWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A training as it stands between two rounds, in a file where Spark can reach it (HDFS, S3, a
 * folder): written beside the one before and renamed.
 */
final class RoundCheckpoint {
  private static final String NAME = "flows4j-checkpoint.safetensors";
  private static final String FORMAT = "flows4j.spark.checkpoint";

  private final FileSystem files;
  private final Path file;
  private final Path beside;
  private final String training;
  private final double seconds;
  private long written = System.nanoTime();

  /** A training between two rounds. */
  static final class Saved {
    private final long step;
    private final float[] state;
    private final float[] best;
    private final long bestStep;
    private final double bestLoss;
    private final int withoutBest;

    /**
     * What is saved.
     *
     * @param step steps done
     * @param state the state, as {@link Numbers} has it
     * @param best the best weights so far; null where there was no look at validation rows yet
     * @param bestStep the step after which they were taken
     * @param bestLoss their loss
     * @param withoutBest looks since
     */
    Saved(long step, float[] state, float[] best, long bestStep, double bestLoss, int withoutBest) {
      this.step = step;
      this.state = state;
      this.best = best;
      this.bestStep = bestStep;
      this.bestLoss = bestLoss;
      this.withoutBest = withoutBest;
    }

    long step() {
      return step;
    }

    float[] state() {
      return state;
    }

    float[] best() {
      return best;
    }

    long bestStep() {
      return bestStep;
    }

    double bestLoss() {
      return bestLoss;
    }

    int withoutBest() {
      return withoutBest;
    }
  }

  /**
   * A checkpoint in a folder.
   *
   * @param training what tells one training from another, in words
   * @param seconds between two writes, at least
   * @throws UncheckedIOException naming the folder, if it can't be made
   */
  RoundCheckpoint(String folder, String training, double seconds, Configuration configuration) {
    this.training = training;
    this.seconds = seconds;
    try {
      Path at = new Path(folder);
      files = at.getFileSystem(configuration);
      files.mkdirs(at);
      file = new Path(at, NAME);
      beside = new Path(at, NAME + ".new");
    } catch (IOException e) {
      throw new UncheckedIOException("checkpointDir " + folder + ": " + e.getMessage(), e);
    }
  }

  /**
   * The training that was left there, or null if there is none.
   *
   * @throws IllegalArgumentException if it is another training's
   */
  Saved read() {
    try {
      if (files.exists(file)) return fetch(file);
      if (!files.exists(beside)) return null;
      // Stopped between the old one's end and the new one's name, or in the first one's midst.
      try {
        return fetch(beside);
      } catch (ModelFormatException e) {
        return null;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  private Saved fetch(Path from) throws IOException {
    java.nio.file.Path local = Files.createTempFile("flows4j", ".safetensors");
    try {
      files.copyToLocalFile(false, from, new Path(local.toUri()), true);
      return read(local);
    } finally {
      Files.deleteIfExists(local);
    }
  }

  private Saved read(java.nio.file.Path local) {
    try (Safetensors in = Safetensors.open(local)) {
      Map<String, String> texts = in.metadata();
      if (!"1".equals(texts.get(FORMAT)))
        throw new ModelFormatException(file + ": not a checkpoint of flows4j on Spark");
      if (!training.equals(texts.get("training")))
        throw new IllegalArgumentException(
            file
                + " is of another training (flow, columns, rows or options): take another"
                + " checkpointDir, or delete it");
      return new Saved(
          Long.parseLong(texts.get("step")),
          in.floats("numbers"),
          in.has("best") ? in.floats("best") : null,
          Long.parseLong(texts.get("best_step")),
          Double.parseDouble(texts.get("best_loss")),
          Integer.parseInt(texts.get("without_best")));
    }
  }

  /** Writes one if the last is old enough. */
  void write(Saved saved) {
    long now = System.nanoTime();
    if ((now - written) * 1e-9 < seconds) return;
    SafetensorsWriter writer =
        new SafetensorsWriter()
            .metadata(FORMAT, "1")
            .metadata("training", training)
            .metadata("step", Long.toString(saved.step()))
            .metadata("best_step", Long.toString(saved.bestStep()))
            .metadata("best_loss", Double.toString(saved.bestLoss()))
            .metadata("without_best", Integer.toString(saved.withoutBest()))
            .floats("numbers", List.of(saved.state().length), saved.state());
    if (saved.best() != null) writer.floats("best", List.of(saved.best().length), saved.best());
    try {
      try (OutputStream out = files.create(beside, true)) {
        writer.write(out);
      }
      if (files.exists(file)) files.delete(file, false);
      if (!files.rename(beside, file)) throw new IOException("could not be renamed from " + beside);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
    written = System.nanoTime();
  }

  /** Takes it away. */
  void delete() {
    try {
      files.delete(file, false);
      files.delete(beside, false);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
