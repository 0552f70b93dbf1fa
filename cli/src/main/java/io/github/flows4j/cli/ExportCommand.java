package io.github.flows4j.cli;

import io.github.flows4j.DataException;
import io.github.flows4j.io.ModelFile;
import io.github.flows4j.io.zuko.ZukoModels;
import io.github.flows4j.spec.Customs;
import io.github.flows4j.spec.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flows4j export}. */
@Command(
    name = "export",
    sortOptions = false,
    description = {
      "Writes a model's weights for another library.",
      "",
      "Leaves a .safetensors file with zuko's names, for"
          + " flow.load_state_dict(safetensors.torch.load_file(FILE)). Its metadata say which class"
          + " to make and with what. Only flows that zuko has can be exported: affine couplings"
          + " with soft-clipped scales (train --scale-bound soft-clip:1e-3) or additive ones, with no"
          + " normalization or permutation between. Standardization of columns is not a part of"
          + " them: --standardized leaves it to you."
    },
    footer = {"", "Example:", "  flows4j export model --library zuko --out flow.safetensors"})
final class ExportCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "MODEL", description = "A model file or train's folder.")
  private String model;

  @Option(names = "--library", paramLabel = "NAME", description = "zuko (default).")
  private String library = "zuko";

  @Option(
      names = "--standardized",
      description = "Export the flow of standardized rows, if the model standardizes columns.")
  private boolean standardized;

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "FILE",
      description = "The .safetensors file to write.")
  private String out;

  @Mixin CommonOptions common;

  ExportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    ImportCommand.checkLibrary(library, List.of("zuko"));
    Path file = Models.file(model);
    Path target = DataInput.path(out);
    if (Files.exists(target) && Files.isSameFile(file, target))
      throw new UsageProblem("--out must not be the model itself");
    ModelFile read = ModelFile.read(file, Customs.installed());
    // Without --standardized, the writer says so itself.
    if (standardized && read.schema().image())
      throw new DataException(
          file
              + ": a flow of images can't be exported, zuko's weights can't say how pixels are scaled");
    Schema plain = Schema.plain(read.spec().features(), read.spec().context());
    try {
      ZukoModels.write(
          standardized
              ? new ModelFile(read.spec(), plain, read.tensors(), read.provenance())
              : read,
          target);
    } catch (IllegalArgumentException e) {
      String hint = e.getMessage().startsWith("column ") ? "; or give --standardized" : "";
      throw new DataException(file + ": " + e.getMessage() + hint, e);
    }
    console.note(target + ": " + read.spec().transforms().size() + " transforms by zuko's names");
    if (standardized)
      console.note(
          "it takes rows standardized by the means and deviations that flows4j info prints; add "
              + Report.number(read.schema().logDet())
              + " to its log-densities");
    return Main.DONE;
  }
}
