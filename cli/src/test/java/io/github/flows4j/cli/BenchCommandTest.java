package io.github.flows4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flows;
import io.github.flows4j.spec.AdditiveUnivariate;
import io.github.flows4j.spec.Autoregressive;
import io.github.flows4j.spec.Dependencies;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.MaskedMlp;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchCommandTest {
  @Test
  void aloneItListsTheCases() {
    String out = Run.done("bench").out();
    for (String name : List.of("swissroll", "realnvp21", "naf21", "sweep", "autoregressive"))
      assertTrue(out.contains(name), out);
    assertEquals(6, Run.done("bench", "--json").json().get("cases").list().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"swissroll", "realnvp21"})
  void aCaseReportsEveryFigure(String name) {
    Run run = Run.done("bench", name, "--seconds", 0.2, "--threads", 1, "--json");
    assertEquals(1, run.lines().size(), run.out());
    Map<String, JsonValue> json = run.json();
    assertEquals(name, json.get("case").string());
    for (String key :
        List.of("train_steps_per_s", "log_prob_rows_per_s", "single_row_us", "sample_rows_per_s")) {
      double median = run.number(key);
      List<JsonValue> range = json.get(key + "_range").list();
      assertTrue(range.get(0).number() > 0, key);
      assertTrue(range.get(0).number() <= median && median <= range.get(1).number(), key);
    }
    assertTrue(run.number("train_gflops") > 0);
    assertTrue(run.number("log_prob_gflops") > 0);
    assertEquals(1, run.number("threads"));
    assertTrue(List.of("vector", "scalar").contains(json.get("kernels").string()));
    assertEquals(Runtime.version().toString(), json.get("jdk").string());
  }

  @Test
  void asTextWithUnits() {
    String out = Run.done("bench", "swissroll", "--seconds", 0.1).out();
    for (String part : List.of("steps/s", "rows/s", " us ", "GFLOP/s", "threads", "kernels"))
      assertTrue(out.contains(part), out);
  }

  @Test
  void aSweepHasAPointForEachSize() {
    Run run =
        Run.done("bench", "sweep", "--batch", "1,300", "--seconds", 0.05, "--threads", 2, "--json");
    List<JsonValue> points = run.json().get("batches").list();
    assertEquals(2, points.size());
    assertEquals(300, points.get(1).members().get("batch").number());
    assertTrue(points.get(1).members().get("train_rows_per_s").number() > 0);
    assertTrue(points.get(1).members().get("log_prob_gflops").number() > 0);
    assertEquals(1, run.lines().size(), run.out());
    Run features = Run.done("bench", "sweep", "--features", "3", "--seconds", 0.05, "--json");
    assertEquals(1, features.json().get("features").list().size());
  }

  @Test
  void aCaseIsTimedOverBatchSizes() {
    Object[] job = {"bench", "image28", "--batch", "1,3", "--seconds", 0.05, "--threads", 1};
    Run run = Run.done(Stream.concat(Stream.of(job), Stream.of("--json")).toArray());
    assertEquals("image28", run.json().get("case").string());
    List<JsonValue> points = run.json().get("batches").list();
    assertEquals(2, points.size());
    assertEquals(3, points.get(1).members().get("batch").number());
    assertTrue(points.get(1).members().get("train_rows_per_s").number() > 0);
    assertTrue(run.err().contains("rows a batch, image28"), run.err());
  }

  @Test
  void samplingIsComparedWithScoringForBothMaps() {
    Run run = Run.done("bench", "autoregressive", "--features", 3, "--seconds", 0.05, "--json");
    List<JsonValue> points = run.json().get("points").list();
    assertEquals(2, points.size());
    for (int i = 0; i < 2; i++) {
      Map<String, JsonValue> point = points.get(i).members();
      assertEquals(List.of("affine", "spline").get(i), point.get("map").string());
      assertEquals(128, point.get("hidden").number());
      double ratio =
          point.get("log_prob_rows_per_s").number() / point.get("sample_rows_per_s").number();
      assertEquals(ratio, point.get("sample_to_log_prob").number(), 1e-9 * ratio);
    }
    assertEquals(1, run.lines().size(), run.out());
  }

  @Test
  void sweepsGoToTheirEnds() {
    assertEquals(List.of(1, 2, 4), BenchSweep.batches().subList(0, 3));
    assertEquals(100_000, BenchSweep.batches().get(BenchSweep.batches().size() - 1));
    assertEquals(1_000, BenchSweep.features().get(BenchSweep.features().size() - 1));
  }

  /** One coupling of 4 features, 2 of them kept: 2 x 8, 8 x 4 weights. */
  @Test
  void operationsAreThoseOfTheDenseLayers() {
    var flow = Flows.realNvp(4).withTransforms(1).withHidden(8);
    assertEquals(2 * (2 * 8 + 8 * 4), BenchCase.flops(flow.spec()));
  }

  /** 2 features, hidden 3-5: all hidden units see feature 0, which nothing but feature 1 sees. */
  @Test
  void whatIsMaskedIsNoOperation() {
    double flops =
        BenchCase.flops(
            new FlowSpec(
                2,
                0,
                List.of(
                    new Autoregressive(
                        Dependencies.ascending(2), new AdditiveUnivariate(), MaskedMlp.of(3, 5))),
                new StandardNormal()));
    assertEquals(2 * (3 + 3 * 5 + 5), flops);
  }

  @Test
  void aMeterGivesMedianAndRange() {
    Meter meter = new Meter(0, 0, 3);
    Meter.Rate rate = meter.time(1, () -> {});
    assertTrue(rate.min() <= rate.median() && rate.median() <= rate.max());
    Meter.Rate time = new Meter.Rate(2, 1, 4).microseconds();
    assertEquals(new Meter.Rate(5e5, 2.5e5, 1e6), time);
  }

  @Test
  void wrongUsageIsSaid() {
    Run.fails(2, List.of("no case 'swisroll'", "did you mean 'swissroll'"), "bench", "swisroll");
    Run.fails(2, List.of("--threads must be >= 1, was 0"), "bench", "swissroll", "--threads", 0);
    Run.fails(2, List.of("--seconds", "was 0"), "bench", "swissroll", "--seconds", 0);
    Run.fails(2, List.of("bench sweep and the cases"), "bench", "--batch", 4);
    Run.fails(2, List.of("bench sweep"), "bench", "autoregressive", "--batch", 4);
    Run.fails(2, List.of("sweep and autoregressive"), "bench", "swissroll", "--features", 4);
    Run.fails(2, List.of("--batch must be >= 1, was 0"), "bench", "sweep", "--batch", 0);
    Run.fails(2, List.of("--batch must be >= 1, was 0"), "bench", "image28", "--batch", 0);
  }
}
