package io.github.flows4j.cli;

import io.github.flows4j.Flow;
import io.github.flows4j.Flows;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs the short commands once on a model of its own. The launcher has Java note the classes that
 * this loads, for the class-data archive that later starts read them from.
 */
final class Rehearsal {
  private Rehearsal() {}

  /** Takes the folder, which is there, for its files. */
  public static void main(String[] args) throws IOException {
    Path model = Path.of(args[0], "model.safetensors");
    Path rows = Path.of(args[0], "rows.csv");
    Flow.untrained(Flows.realNvp(2), 1).save(model);
    Files.writeString(rows, "x0,x1\n0.5,-1.25\n");
    String[][] commands = {
      {"score", model.toString(), rows.toString()},
      {"sample", model.toString(), "--rows", "2"},
      {"info", model.toString()},
      {"--version"},
      {"--help"}
    };
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    for (String[] command : commands)
      if (Main.run(command, nowhere, System.err) != Main.DONE) System.exit(Main.FAILED);
  }
}
