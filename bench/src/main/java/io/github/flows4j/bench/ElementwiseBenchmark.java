package io.github.flows4j.bench;

import io.github.flows4j.engine.f32.simd.KernelProvider;
import io.github.flows4j.engine.f32.simd.Kernels;
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
import org.openjdk.jmh.annotations.Warmup;

/** The kernels over arrays of numbers. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Fork(value = 1, jvmArgsPrepend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ElementwiseBenchmark {
  /** What one row, a tile of swissroll, a tile of realnvp21 and a layer's weights hold. */
  @Param({"11", "64", "704", "16384"})
  public int length;

  private Kernels kernels;
  private float[] x;
  private float[] y;
  private float[] first;
  private float[] second;
  private float[] gradient;

  /** Makes the arrays. */
  @Setup
  public void setUp() {
    kernels = KernelProvider.kernels();
    x = normal();
    y = normal();
    gradient = normal();
    first = new float[length];
    second = new float[length];
  }

  private float[] normal() {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) values[i] = (float) random.nextGaussian();
    return values;
  }

  /** y = exp(x). */
  @Benchmark
  public float[] exp() {
    kernels.exp(length, x, 0, y, 0);
    return y;
  }

  /** y = tanh(x). */
  @Benchmark
  public float[] tanh() {
    kernels.tanh(length, x, 0, y, 0);
    return y;
  }

  /** The square of a gradient's length. */
  @Benchmark
  public double sumOfSquares() {
    return kernels.sumOfSquares(length, x, 0);
  }

  /** Adam's update. */
  @Benchmark
  public float[] adam() {
    kernels.adam(length, 0, x, first, second, gradient, 1, 0.9, 0.999, 1e-8f, 1, 1e-6f, 1);
    return x;
  }
}
