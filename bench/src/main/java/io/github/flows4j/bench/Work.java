package io.github.flows4j.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Counts beside a benchmark's own figure: the column {@code gflop} is GFLOP a second. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class Work {
  /** Useful floating-point operations done, in thousand millions. */
  public double gflop;
}
