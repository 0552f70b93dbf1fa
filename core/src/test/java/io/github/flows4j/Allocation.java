package io.github.flows4j;

/** Counts what a thread allocates; by reflection, for core does not read jdk.management. */
public final class Allocation {
  private Allocation() {}

  /** Bytes that this thread has allocated so far. */
  public static long bytes() {
    try {
      Object threads =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getThreadMXBean")
              .invoke(null);
      return (long)
          Class.forName("com.sun.management.ThreadMXBean")
              .getMethod("getCurrentThreadAllocatedBytes")
              .invoke(threads);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
