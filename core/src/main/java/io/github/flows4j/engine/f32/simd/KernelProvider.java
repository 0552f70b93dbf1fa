package io.github.flows4j.engine.f32.simd;

import io.github.flows4j.engine.KernelChoice;
import java.lang.reflect.InvocationTargetException;

/** Hands out the kernels that {@link KernelChoice} picked, the same instance to everyone. */
public final class KernelProvider {
  private KernelProvider() {}

  /**
   * The kernels of this process.
   *
   * @throws IllegalStateException if the vector kernels are asked for and the JVM cannot run them
   */
  public static Kernels kernels() {
    KernelChoice.current(); // what this throws must not be wrapped by the initializer below
    return Holder.KERNELS;
  }

  private static Kernels load() {
    if (KernelChoice.current() == KernelChoice.SCALAR) {
      return new ScalarKernels();
    }
    try {
      // by name: this class must link on a JVM without the Vector API
      return Class.forName(KernelProvider.class.getPackageName() + ".VectorKernels")
          .asSubclass(Kernels.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("vector kernels failed to start", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("vector kernels are missing from this build", e);
    }
  }

  private static final class Holder {
    static final Kernels KERNELS = load();
  }
}
