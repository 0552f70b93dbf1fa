package io.github.flows4j.cli;

import io.github.flows4j.Flow;
import io.github.flows4j.spec.Pixels;
import io.github.flows4j.train.History;
import io.github.flows4j.train.Training;

/** What a training on images is said to have come to. */
final class ImageResults {
  private ImageResults() {}

  /** Nats an image for a bit a dimension. */
  static double perBit(int features) {
    return features * Math.log(2);
  }

  /**
   * Adds bits per dimension to a report.
   *
   * @param last the steps that the final loss is the mean of
   */
  static void addTo(Report report, Training training, int batch, int last) {
    Flow flow = training.flow();
    History history = training.history();
    Pixels pixels = flow.schema().pixels();
    double perBit = perBit(flow.features());
    report.value("image", pixels.shape().toString()).value("levels", pixels.levels());
    double loss = history.meanLoss(last);
    report.value("loss", loss).value("loss_steps", last);
    report.value("bits_per_dimension", loss / perBit);
    report.line(
        "bits per dimension",
        Report.number(loss / perBit)
            + ", mean of the last "
            + Report.count(last)
            + " steps; "
            + Report.number(loss)
            + " nats an image");
    if (!history.validations().isEmpty()) {
      double best = Double.NaN;
      for (History.Validation look : history.validations())
        if (look.step() == training.bestStep()) best = look.loss();
      report.value("validation_loss", best).value("best_step", training.bestStep());
      report.value("validation_bits_per_dimension", best / perBit);
      report.line(
          "validation",
          Report.number(best / perBit)
              + " bits per dimension, "
              + Report.number(best)
              + " nats an image; best, after step "
              + Report.count(training.bestStep()));
    }
    double rate = history.steps().size() / training.seconds();
    report.value("steps_per_s", rate).value("images_per_s", rate * batch);
    report.line(
        "rate", Report.number(rate) + " steps/s, " + Report.number(rate * batch) + " images/s");
  }
}
