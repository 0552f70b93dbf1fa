package io.github.flows4j.cli;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.SplineUnivariate;
import io.github.flows4j.spec.Tensors;
import io.github.flows4j.spec.Univariate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code flows4j bench autoregressive}: what sampling an autoregressive flow, which comes to know
 * one feature after another, takes compared with scoring, which knows them all.
 */
final class BenchAutoregressive {
  static final String NAME = "autoregressive";

  /** The numbers of features where none are asked for. */
  static final List<Integer> FEATURES = List.of(8, 63, 256, 1_000);

  private static final int NARROW_FEATURES = 63;
  private static final int NARROW_WIDTH = 128;
  private static final int NARROW_ROWS = 20_000;
  private static final int WIDE_ROWS = 2_000;

  private final BenchTimings timings;
  private final Console console;
  private String kernels = "";

  BenchAutoregressive(BenchTimings timings, Console console) {
    this.timings = timings;
    this.console = console;
  }

  String kernels() {
    return kernels;
  }

  /** Both maps at every number of features. */
  List<Map<String, Object>> points(List<Integer> features) {
    console.note("one autoregressive layer, rows/s, and time of sampling to that of scoring:");
    console.note(
        "%8s %10s %8s %12s %12s %8s"
            .formatted("map", "features", "hidden", "scored", "sampled", "times"));
    List<Map<String, Object>> points = new ArrayList<>();
    for (int count : features) {
      points.add(point("affine", new AffineUnivariate(new ScaleBound.SoftClip(1e-3)), count));
      points.add(point("spline", SplineUnivariate.of(8), count));
    }
    return points;
  }

  private Map<String, Object> point(String name, Univariate map, int features) {
    boolean narrow = features <= NARROW_FEATURES;
    int width = narrow ? NARROW_WIDTH : 2 * features;
    int count = narrow ? NARROW_ROWS : WIDE_ROWS;
    FlowSpec spec = BenchCase.autoregressive(features, 1, map, width);
    Flow flow = Flow.of(spec, Tensors.initial(spec, 0)).withThreads(timings.threads());
    kernels = flow.kernels();
    Rows rows = Rows.of(features, BenchCase.normal(features, count));
    double scored = timings.score(flow, rows).median();
    double sampled = timings.sample(flow, count).median();
    console.note(
        "%8s %10d %8d %12s %12s %8.2f"
            .formatted(
                name,
                features,
                width,
                Report.count(Math.round(scored)),
                Report.count(Math.round(sampled)),
                scored / sampled));
    Map<String, Object> point = new LinkedHashMap<>();
    point.put("map", name);
    point.put("features", features);
    point.put("hidden", width);
    point.put("rows", count);
    point.put("log_prob_rows_per_s", scored);
    point.put("sample_rows_per_s", sampled);
    point.put("sample_to_log_prob", scored / sampled);
    return point;
  }
}
