package io.github.flows4j.bench;

import io.github.flows4j.Flow;
import io.github.flows4j.Flows;
import io.github.flows4j.Rows;
import io.github.flows4j.Scorer;
import io.github.flows4j.engine.CompiledFlow;
import io.github.flows4j.engine.Engine;
import io.github.flows4j.engine.Workspace;
import io.github.flows4j.engine.training.Batch;
import io.github.flows4j.engine.training.StepResult;
import io.github.flows4j.engine.training.TrainingStep;
import io.github.flows4j.engine.training.Update;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.Tensors;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A whole training step, a tile and a batch of rows scored, one row scored. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@Fork(value = 1, jvmArgsPrepend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 6, time = 2)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FlowBenchmark {
  private static final int TILE = 64;
  private static final int ROWS = 20_000;

  /** The flow. */
  @Param({"swissroll", "realnvp21"})
  public String flow = "";

  /** The threads of training and of scoring many rows. */
  @Param("2")
  public int threads;

  private final Update update = new Update(1e-6, 0.9, 0.999, 1e-8, 0, Double.POSITIVE_INFINITY, 0);
  private TrainingStep training;
  private Batch batch;
  private Flow scored;
  private Rows rows;
  private CompiledFlow compiled;
  private Workspace tile;
  private Scorer scorer;
  private double[] row;

  /** Compiles the flow. */
  @Setup
  public void setUp() {
    boolean tabular = flow.equals("realnvp21");
    var recipe = Flows.realNvp(tabular ? 21 : 2).withTransforms(6).withHidden(128, 128);
    FlowSpec spec = (tabular ? recipe : recipe.withScaleBound(new ScaleBound.Tanh(1))).spec();
    Tensors tensors = Tensors.initial(spec, 0);
    training = Engine.trainingStep(spec, tensors, threads, Precision.SINGLE);
    batch = new Batch(tabular ? 256 : 128, spec.features(), 0);
    batch.count(batch.capacity());
    rows = normal(spec.features());
    rows.copyTo(0, batch.count(), batch.rows(), 0);
    scored = Flow.of(spec, tensors).withThreads(threads);
    compiled = Engine.compile(spec, tensors, Precision.SINGLE);
    tile = compiled.workspace(TILE, false);
    scorer = scored.scorer();
    row = rows.row(0);
  }

  private static Rows normal(int features) {
    SplittableRandom random = new SplittableRandom(1);
    double[] values = new double[ROWS * features];
    for (int i = 0; i < values.length; i++) values[i] = random.nextGaussian();
    return Rows.of(features, values);
  }

  /** Ends the workers. */
  @TearDown
  public void tearDown() {
    training.close();
  }

  /** One training step. */
  @Benchmark
  public StepResult trainingStep() {
    return training.step(batch, update);
  }

  /** One tile of 64 rows, in arrays that are there already. */
  @Benchmark
  public double[] scoreTile() {
    rows.copyTo(0, TILE, tile.rows(), 0);
    compiled.logProb(tile, TILE);
    return tile.logDet();
  }

  /** 20,000 rows. */
  @Benchmark
  public double[] scoreRows() {
    return scored.logProb(rows);
  }

  /** One row. */
  @Benchmark
  public double singleRow() {
    return scorer.logProb(row);
  }
}
