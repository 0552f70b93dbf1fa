package io.github.flows4j.bench;

import io.github.flows4j.Flows;
import io.github.flows4j.engine.Collective;
import io.github.flows4j.engine.f32.memory.Arrangement;
import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Keeping;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Slot;
import io.github.flows4j.engine.f32.memory.Weights;
import io.github.flows4j.engine.f32.net.Dense;
import io.github.flows4j.engine.f32.net.MaskedDense;
import io.github.flows4j.engine.f32.simd.KernelProvider;
import io.github.flows4j.engine.f32.simd.Kernels;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.Autoregressive;
import io.github.flows4j.spec.Dependencies;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.MaskedMlp;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Tensors;
import io.github.flows4j.spec.Transform;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The middle layer of the masked network of {@code maf21}, 128 x 128 over a tile of 64 rows, beside
 * a dense layer of that size: forward, gradient by input, gradient by weights and biases. What is
 * masked does not count as work.
 */
@State(Scope.Thread)
@Fork(value = 1, jvmArgsPrepend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.SECONDS)
public class MaskedBenchmark {
  private static final int FEATURES = 21;
  private static final int WIDTH = 128;
  private static final int ROWS = 64;

  /** The layer. */
  @Param({"dense", "masked"})
  public String layer = "";

  private boolean masked;
  private Dense dense;
  private MaskedDense arranged;
  private Pass pass;
  private float[] x;
  private float[] y;
  private float[] out;
  private float[] transposed;
  private float[] zeros;
  private double gflop;

  /** Makes the layer. */
  @Setup
  public void setUp() {
    masked = layer.equals("masked");
    Kernels kernels = KernelProvider.kernels();
    Transform coupling =
        Flows.realNvp(FEATURES)
            .withTransforms(1)
            .withHidden(WIDTH, WIDTH)
            .spec()
            .transforms()
            .get(0);
    Transform autoregressive =
        new Autoregressive(
            Dependencies.ascending(FEATURES),
            new AffineUnivariate(new ScaleBound.SoftClip(1e-3)),
            MaskedMlp.of(WIDTH, WIDTH));
    FlowSpec spec =
        new FlowSpec(FEATURES, 0, List.of(coupling, autoregressive), new StandardNormal());
    Layout layout = new Layout(spec, kernels::pad);
    BufferPlan plan = new BufferPlan();
    dense = new Dense(kernels, layout, "transforms.0.conditioner.layers.1", plan);
    Slot weight = layout.slot("transforms.1.conditioner.layers.1.weight");
    arranged = new MaskedDense(kernels, weight);
    Weights weights = new Weights(layout, kernels, Tensors.initial(spec, 0));
    pass =
        new Pass(weights, List.of(plan), spec, ROWS, Keeping.EVERYTHING, FEATURES, new boolean[1]);
    pass.purpose(
        Pass.Mode.TRAINING, new float[layout.trainedLength()], Collective.ALONE, ROWS, false);
    pass.begin(ROWS);
    pass.enter(0);
    int size = arranged.transposedStride() * pass.padded(ROWS);
    x = normal(size);
    y = normal(size);
    out = new float[size];
    transposed = new float[size];
    zeros = new float[size];
    gflop = 2e-9 * ROWS * (masked ? connections(arranged.arrangement()) : WIDTH * WIDTH);
  }

  private static int connections(Arrangement arrangement) {
    int count = 0;
    for (int row = 0; row < arrangement.rows(); row++)
      for (int column = 1; column < arrangement.columns(); column++)
        if (arrangement.allows(row, column)) count++;
    return count;
  }

  private static float[] normal(int length) {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) values[i] = (float) random.nextGaussian();
    return values;
  }

  /** relu(W x + b). */
  @Benchmark
  public float[] forward(Work work) {
    if (masked) arranged.forward(pass, x, zeros, out, 0, true, 0, WIDTH);
    else dense.forward(pass, x, dense.stride(), out, true);
    work.gflop += gflop;
    return out;
  }

  /** The gradient by input. */
  @Benchmark
  public float[] backwardInput(Work work) {
    if (masked) arranged.backwardInput(pass, y, 0, out, 1, 1 + WIDTH);
    else dense.backwardInput(pass, y, out);
    work.gflop += gflop;
    return out;
  }

  /** The gradient by weights and biases. */
  @Benchmark
  public float[] backwardWeights(Work work) {
    if (masked) arranged.backwardWeights(pass, x, transposed, y, 0);
    else dense.backwardWeights(pass, x, dense.stride(), y);
    work.gflop += gflop;
    return pass.gradient();
  }
}
