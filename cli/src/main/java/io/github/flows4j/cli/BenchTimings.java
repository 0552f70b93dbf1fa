package io.github.flows4j.cli;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.Scorer;
import io.github.flows4j.cli.Meter.Rate;
import io.github.flows4j.train.Schedule;
import io.github.flows4j.train.TrainOptions;
import io.github.flows4j.train.Trainer;

/**
 * Times a case's work through the library's own interface.
 *
 * @param warmUp seconds before each figure that do not count
 * @param seconds that do
 * @param rounds that these are divided into
 */
record BenchTimings(int threads, double warmUp, double seconds, int rounds) {
  // Between two looks at the clock: one row takes microseconds.
  private static final int SINGLE_ROWS = 20;

  private static final long STEPS_WITHOUT_END = 1L << 40;

  /** Training steps a second, batches and all, and the flow that came of it. */
  Trained train(BenchCase of) {
    TrainOptions options =
        TrainOptions.defaults()
            .withSteps(STEPS_WITHOUT_END)
            .withBatch(of.batch())
            .withSchedule(new Schedule.Constant())
            .withClipNorm(Double.POSITIVE_INFINITY)
            .withThreads(threads);
    Meter meter = meter();
    Flow flow =
        Trainer.of(options)
            .withListener(progress -> meter.done(1))
            .withStopWhen(meter::over)
            .fit(of.recipe(), of.rows());
    return new Trained(flow.withThreads(threads), meter.rate());
  }

  /** What {@link #train} gives. */
  record Trained(Flow flow, Rate steps) {}

  /** Rows scored a second, so many a call. */
  Rate score(Flow flow, Rows rows) {
    return meter().time(rows.count(), () -> flow.logProb(rows));
  }

  /** Rows scored a second, one a call. */
  Rate single(Flow flow, Rows rows) {
    Scorer scorer = flow.scorer();
    double[][] each = new double[Math.min(rows.count(), SINGLE_ROWS)][];
    for (int i = 0; i < each.length; i++) each[i] = rows.row(i);
    return meter()
        .time(
            each.length,
            () -> {
              for (double[] row : each) scorer.logProb(row);
            });
  }

  /** Rows drawn a second, so many a call. */
  Rate sample(Flow flow, int rows) {
    return meter().time(rows, () -> flow.sample(rows, 1));
  }

  private Meter meter() {
    return new Meter(warmUp, seconds, rounds);
  }
}
