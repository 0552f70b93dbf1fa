package io.github.flows4j.cli;

import io.github.flows4j.AutoregressiveFlow;
import io.github.flows4j.CouplingFlow;
import io.github.flows4j.Flows;
import io.github.flows4j.ImageFlow;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A flow of images that --flow names.
 *
 * @param name as --flow takes it
 * @param recipe the flow of images of a shape, with its defaults
 */
record ImageFlowKind(String name, Function<ImageShape, ImageFlow> recipe) {
  private static final String DEFAULT = "multi-scale-realnvp";

  /** Those of the flow's options that say something about it. */
  static final List<String> OPTIONS =
      List.of(
          "--scales",
          "--couplings",
          "--channels",
          "--residual-blocks",
          "--activation",
          "--scale-bound",
          "--act-norm",
          "--batch-norm");

  private static final List<ImageFlowKind> ALL =
      List.of(
          new ImageFlowKind(DEFAULT, Flows::multiScaleRealNvp),
          new ImageFlowKind("realnvp-image", Flows::realNvpImage),
          new ImageFlowKind("glow", Flows::glow));

  /** Flows of vectors whose networks are to be wider where the vector is an image. */
  private static final List<String> WIDER = List.of("realnvp", "nice", "maf", "iaf");

  /** Those of images and those of vectors, which see an image as a row of numbers. */
  static List<String> names() {
    List<String> names = new ArrayList<>(ALL.stream().map(ImageFlowKind::name).toList());
    // The same name twice is the image's, and pixels are no angles.
    for (String name : FlowKind.names())
      if (!names.contains(name) && !name.equals("ncsf")) names.add(name);
    return names;
  }

  /**
   * The kind of a name, or the default of none; null if it is one of vectors.
   *
   * @throws UsageProblem listing the names, if it is none of them
   */
  static ImageFlowKind of(String name) {
    String known = name == null ? DEFAULT : Names.one("--flow", name, names());
    return ALL.stream().filter(kind -> kind.name.equals(known)).findFirst().orElse(null);
  }

  /** Refuses the name of a flow that tables have no use for. */
  static void refuse(String name) {
    boolean vectors = name == null || FlowKind.names().contains(name.toLowerCase(Locale.ROOT));
    if (!vectors && ALL.stream().anyMatch(kind -> kind.name.equalsIgnoreCase(name)))
      throw new UsageProblem("--flow " + name + " is one of images, and this is a table");
  }

  /** A flow of vectors, as images ask for it: wide, and couplings that start as the identity. */
  static Recipe fitted(String name, Recipe recipe) {
    boolean wider = WIDER.contains(name);
    if (recipe instanceof CouplingFlow flow) {
      // Pixels are not standardized: scales drawn at random could be far off.
      CouplingFlow calm = flow.withLastLayer(LastLayer.ZERO);
      return wider ? calm.withHidden(1024, 1024) : calm;
    }
    return wider ? ((AutoregressiveFlow) recipe).withHidden(1024, 1024) : recipe;
  }
}
