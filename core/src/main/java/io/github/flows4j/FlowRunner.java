package io.github.flows4j;

import io.github.flows4j.engine.CompiledFlow;
import io.github.flows4j.engine.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Takes many rows through a compiled flow, tile by tile, on as many threads as allowed. */
final class FlowRunner {
  private final CompiledFlow compiled;
  private final int threads;
  private final boolean gradients;
  private final Queue<Workspace> idle = new ConcurrentLinkedQueue<>();

  /** Work on rows {@code from} to {@code from + rows}. */
  @FunctionalInterface
  interface TileTask {
    void run(Workspace workspace, int from, int rows);
  }

  FlowRunner(CompiledFlow compiled, int threads, boolean gradients) {
    this.compiled = compiled;
    this.threads = threads;
    this.gradients = gradients;
  }

  /**
   * Does the task for every tile of so many rows; the tiles are the same however many threads there
   * are.
   */
  void run(int rows, TileTask task) {
    int tileRows = compiled.tile(gradients);
    int tiles = (rows + tileRows - 1) / tileRows;
    AtomicInteger next = new AtomicInteger();
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    Runnable worker =
        () -> {
          Workspace workspace = idle.poll();
          if (workspace == null) workspace = compiled.workspace(tileRows, gradients);
          try {
            for (int tile = next.getAndIncrement(); tile < tiles; tile = next.getAndIncrement()) {
              int from = tile * tileRows;
              task.run(workspace, from, Math.min(tileRows, rows - from));
            }
          } catch (RuntimeException e) {
            // Thrown below as it is: what a pool makes of it differs from JDK to JDK.
            failure.compareAndSet(null, e);
            next.set(tiles);
          } finally {
            idle.add(workspace);
          }
        };
    List<ForkJoinTask<?>> helpers = new ArrayList<>();
    for (int w = 1; w < Math.min(threads, tiles); w++)
      helpers.add(ForkJoinPool.commonPool().submit(worker));
    if (tiles > 0) worker.run();
    for (ForkJoinTask<?> helper : helpers) helper.join();
    if (failure.get() != null) throw failure.get();
  }
}
