package io.github.flows4j.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C (or SIGTERM) asks for an end and holds the JVM until what there is has been saved: from
 * its making until {@link #close}.
 */
final class StopHook implements AutoCloseable {
  /** A step and a save take less, or something is stuck. */
  private static final int LONGEST_SECONDS = 60;

  private final CountDownLatch saved = new CountDownLatch(1);
  private final Thread hook;
  private volatile boolean asked;

  StopHook(Console console) {
    hook =
        new Thread(
            () -> {
              asked = true;
              console.err().println();
              console.note("stopping; what is best so far is being saved...");
              try {
                if (!saved.await(LONGEST_SECONDS, TimeUnit.SECONDS))
                  console.note("flows4j: gave up waiting after " + LONGEST_SECONDS + " s");
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "flows4j-stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Whether the end was asked for. */
  boolean asked() {
    return asked;
  }

  @Override
  public void close() {
    saved.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is on its way down, which it was to be.
    }
  }
}
