package io.github.flows4j.bench;

import io.github.flows4j.engine.f32.simd.KernelProvider;
import io.github.flows4j.engine.f32.simd.Kernels;
import java.util.Arrays;
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
 * The matrix products of one dense layer over one tile: forward, gradient by input, gradient by
 * weights.
 */
@State(Scope.Thread)
@Fork(value = 1, jvmArgsPrepend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.SECONDS)
public class GemmBenchmark {
  /**
   * Rows x inputs x outputs: the layers of {@code swissroll} and {@code realnvp21} over a tile, the
   * middle one for a single row, and a wider network.
   */
  @Param({
    "64x1x128",
    "64x11x128",
    "64x128x128",
    "64x128x2",
    "64x128x22",
    "1x128x128",
    "64x256x256"
  })
  public String shape = "";

  private Kernels kernels;
  private int rows;
  private int inputs;
  private int outputs;
  private int inputStride;
  private int outputStride;
  private float[] x;
  private float[] y;
  private float[] weight;
  private float[] transposed;
  private float[] bias;
  private float[] gradient;
  private double gflop;

  /** Makes the matrices. */
  @Setup
  public void setUp() {
    kernels = KernelProvider.kernels();
    int[] sizes = Arrays.stream(shape.split("x", -1)).mapToInt(Integer::parseInt).toArray();
    rows = sizes[0];
    inputs = sizes[1];
    outputs = sizes[2];
    inputStride = kernels.pad(inputs);
    outputStride = kernels.pad(outputs);
    x = normal(rows * inputStride);
    y = normal(rows * outputStride);
    weight = normal(inputs * outputStride);
    transposed = normal(outputs * inputStride);
    bias = normal(outputStride);
    gradient = new float[inputs * outputStride];
    gflop = 2e-9 * rows * inputs * outputs;
  }

  private static float[] normal(int length) {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) values[i] = (float) random.nextGaussian();
    return values;
  }

  /** y = relu(W x + b). */
  @Benchmark
  public float[] affine(Work work) {
    kernels.affine(
        rows,
        outputStride,
        inputs,
        x,
        0,
        inputStride,
        weight,
        0,
        outputStride,
        bias,
        0,
        y,
        0,
        outputStride,
        true);
    work.gflop += gflop;
    return y;
  }

  /** The gradient by input. */
  @Benchmark
  public float[] product(Work work) {
    kernels.product(
        rows,
        inputStride,
        outputs,
        y,
        0,
        outputStride,
        transposed,
        0,
        inputStride,
        x,
        0,
        inputStride);
    work.gflop += gflop;
    return x;
  }

  /** The gradient by weights. */
  @Benchmark
  public float[] addTransposedProduct(Work work) {
    kernels.addTransposedProduct(
        inputs,
        outputStride,
        rows,
        x,
        0,
        inputStride,
        y,
        0,
        outputStride,
        gradient,
        0,
        outputStride);
    work.gflop += gflop;
    return gradient;
  }
}
