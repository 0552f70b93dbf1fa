package io.github.flows4j.cli;

import io.github.flows4j.train.History;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a training went through as a table, a line a step. */
final class HistoryFile {
  private HistoryFile() {}

  /** {@code validation} is empty save in the steps after which it was looked at. */
  static void write(OutputFolder folder, History history) throws IOException {
    folder.write(
        "history.csv",
        out -> {
          Writer text = new OutputStreamWriter(out, StandardCharsets.US_ASCII);
          text.write("step,epoch,loss,gradient_norm,learning_rate,validation\n");
          List<History.Validation> validations = history.validations();
          int at = 0;
          for (History.Step step : history.steps()) {
            String looked = "";
            while (at < validations.size() && validations.get(at).step() <= step.step())
              looked = Double.toString(validations.get(at++).loss());
            text.write(
                step.step()
                    + ","
                    + step.epoch()
                    + ","
                    + step.loss()
                    + ","
                    + step.gradientNorm()
                    + ","
                    + step.learningRate()
                    + ","
                    + looked
                    + "\n");
          }
          text.flush();
        });
  }
}
