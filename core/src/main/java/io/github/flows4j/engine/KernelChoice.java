package io.github.flows4j.engine;

import java.util.Optional;

/**
 * Which compute kernels this process runs on, decided once: those on the Vector API if the JVM
 * offers it, else plain loops, several times slower.
 *
 * <p>The system property {@value #PROPERTY} ({@code vector} or {@code scalar}) overrides the
 * choice; asking for vectors where the JVM has none throws {@link IllegalStateException}, any other
 * value {@link IllegalArgumentException}.
 */
public enum KernelChoice {
  /** Kernels on {@code jdk.incubator.vector}. */
  VECTOR,
  /** Kernels in plain loops. */
  SCALAR;

  /** The system property that overrides the choice. */
  public static final String PROPERTY = "flows4j.kernels";

  private static final String MODULE = "jdk.incubator.vector";
  private static final String FLAG = "--add-modules " + MODULE;

  private static KernelChoice current;

  /** The choice for this process; the first call may log one warning. */
  public static synchronized KernelChoice current() {
    // not in a class initializer: what goes wrong there reaches the user as
    // ExceptionInInitializerError
    if (current == null) {
      current = decide();
    }
    return current;
  }

  private static KernelChoice decide() {
    String asked = System.getProperty(PROPERTY, "");
    switch (asked) {
      case "scalar":
        return SCALAR;
      case "vector":
      case "":
        break;
      default:
        throw new IllegalArgumentException(PROPERTY + " must be vector or scalar, was " + asked);
    }
    String obstacle = obstacle();
    if (obstacle == null) {
      return VECTOR;
    }
    if (asked.equals("vector")) {
      throw new IllegalStateException(PROPERTY + " is vector, but " + obstacle);
    }
    System.getLogger(KernelChoice.class.getName())
        .log(
            System.Logger.Level.WARNING,
            "flows4j runs on its scalar kernels, several times slower: " + obstacle);
    return SCALAR;
  }

  /**
   * Why vectors cannot be used, or null if they can; also lets our module read the Vector API's.
   */
  private static String obstacle() {
    Optional<Module> module = ModuleLayer.boot().findModule(MODULE);
    if (module.isEmpty()) {
      return "the Vector API is not loaded; start java with " + FLAG;
    }
    Module ours = KernelChoice.class.getModule();
    if (ours.isNamed()) {
      // module-info does not require the incubating module: every user's build would warn about it
      ours.addReads(module.get());
    }
    int bits;
    try {
      Class<?> shape = Class.forName(module.get(), MODULE + ".VectorShape");
      Object preferred = shape.getMethod("preferredShape").invoke(null);
      bits = (int) shape.getMethod("vectorBitSize").invoke(preferred);
    } catch (ReflectiveOperationException | LinkageError e) {
      return "the Vector API of this JVM does not answer (" + e + ")";
    }
    // x86 with 128 bits is older than its fused multiply-add, which Java then computes in
    // BigDecimal
    int least = System.getProperty("os.arch").equals("aarch64") ? 128 : 256;
    return bits < least ? "this JVM's vectors are only " + bits + " bits wide" : null;
  }
}
