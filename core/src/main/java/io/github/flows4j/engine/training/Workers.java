package io.github.flows4j.engine.training;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * A fixed crew of threads that does one job after another in step; the caller is the first of them.
 * Waiting spins briefly, then parks, since the step of a small flow lasts half a millisecond.
 */
public final class Workers implements AutoCloseable {
  private static final int SPINS = 20_000;

  private final Thread[] threads;
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  private final AtomicInteger arrived = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private volatile int phase;
  private final AtomicInteger generation = new AtomicInteger();
  private volatile IntConsumer job;
  private volatile boolean closed;

  /** A crew of so many, the caller among them. */
  public Workers(int size) {
    if (size < 1) throw new IllegalArgumentException("threads must be >= 1, was " + size);
    threads = new Thread[size];
    for (int w = 1; w < size; w++) {
      int worker = w;
      threads[w] = new Thread(() -> work(worker), "flows4j-worker-" + w);
      threads[w].setDaemon(true);
      threads[w].start();
    }
  }

  /** How many there are. */
  public int size() {
    return threads.length;
  }

  /**
   * Has every worker do the job, given its number, and waits for all. What one throws is thrown
   * here.
   */
  public void run(IntConsumer next) {
    threads[0] = Thread.currentThread();
    failure.set(null);
    arrived.set(0);
    done.set(0);
    job = next;
    wake();
    attempt(next, 0);
    await(Wait.ALL_DONE, 0);
    RuntimeException thrown = failure.get();
    if (thrown != null) throw thrown;
  }

  private void wake() {
    generation.incrementAndGet();
    for (int w = 1; w < threads.length; w++) LockSupport.unpark(threads[w]);
  }

  private void work(int worker) {
    for (int seen = 0; ; seen++) {
      await(Wait.NEXT_JOB, seen);
      if (closed) return;
      attempt(job, worker);
      if (done.incrementAndGet() == threads.length - 1) LockSupport.unpark(threads[0]);
    }
  }

  private void attempt(IntConsumer task, int worker) {
    try {
      task.accept(worker);
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
      for (Thread thread : threads) LockSupport.unpark(thread);
    }
  }

  /**
   * Waits until all workers have come here. Called within a job by all or by none.
   *
   * @throws CancellationException if another worker failed and will not come
   */
  public void barrier() {
    if (threads.length == 1) return;
    int mine = phase;
    if (arrived.incrementAndGet() == threads.length) {
      arrived.set(0);
      phase = mine + 1;
      for (Thread thread : threads) LockSupport.unpark(thread);
      return;
    }
    await(Wait.NEXT_PHASE, mine);
    if (phase == mine) throw new CancellationException("another worker failed");
  }

  /**
   * What a thread waits for; no lambda, since waiting is part of every step and must not allocate.
   */
  private enum Wait {
    ALL_DONE,
    NEXT_JOB,
    NEXT_PHASE
  }

  private void await(Wait what, int seen) {
    for (int i = 0; i < SPINS; i++) {
      if (over(what, seen)) return;
      Thread.onSpinWait();
    }
    while (!over(what, seen)) LockSupport.park(this);
  }

  private boolean over(Wait what, int seen) {
    return switch (what) {
      case ALL_DONE -> done.get() == threads.length - 1;
      case NEXT_JOB -> generation.get() != seen;
      case NEXT_PHASE -> phase != seen || failure.get() != null;
    };
  }

  @Override
  public void close() {
    if (closed) return;
    closed = true;
    wake();
  }
}
