package io.github.flows4j.cli;

import io.github.flows4j.data.ImageOptions;
import io.github.flows4j.data.ImageSet;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.PixelScaling;
import io.github.flows4j.spec.Pixels;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** How images are made ready for training. */
final class PixelOptions {
  private static final double USUAL_ALPHA = 0.05;
  private static final String POWER = "power-of-two";
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

  @Option(
      names = "--first",
      paramLabel = "N",
      description = "The first N images alone (default all).")
  private Integer first;

  @Option(
      names = "--resize",
      paramLabel = "HxW",
      description = "Every image resized, as in 32x32; needed where those of a folder differ.")
  private String resize;

  @Option(
      names = "--pad",
      paramLabel = "N",
      description =
          "Zeros around each image, up to N x N pixels or to the next power-of-two (default none).")
  private String pad;

  @Option(
      names = "--levels",
      paramLabel = "N",
      description = "Grey levels of a file that has fewer than 256: pixels are 0 to N - 1.")
  private Integer levels;

  @Option(
      names = "--scaling",
      paramLabel = "NAME",
      description = "logit (default) or centered, which is Glow's: pixels in +-1/2.")
  private String scaling;

  @Option(
      names = "--alpha",
      paramLabel = "A",
      description = "How far the logit's ends are drawn in (default 0.05).")
  private Double alpha;

  @Option(names = "--flips", description = "Images mirrored left to right at random.")
  private boolean flips;

  @Option(
      names = "--class-conditional",
      description = "The flow is conditioned on the images' labels: a context column a class.")
  private boolean classConditional;

  /** The options given. */
  List<String> given() {
    List<String> given = new ArrayList<>();
    if (first != null) given.add("--first");
    if (resize != null) given.add("--resize");
    if (pad != null) given.add("--pad");
    if (levels != null) given.add("--levels");
    if (scaling != null) given.add("--scaling");
    if (alpha != null) given.add("--alpha");
    if (flips) given.add("--flips");
    if (classConditional) given.add("--class-conditional");
    return given;
  }

  /** Those of the options given that say what a flow's pixels are. */
  List<String> ofModel() {
    List<String> given = new ArrayList<>(given());
    given.removeAll(List.of("--first", "--flips"));
    return given;
  }

  boolean flips() {
    return flips;
  }

  boolean classConditional() {
    return classConditional;
  }

  /**
   * The first images of a set, or all of it.
   *
   * @throws UsageProblem if the number is none
   */
  ImageSet first(ImageSet images) {
    return first(images, first);
  }

  static ImageSet first(ImageSet images, Integer first) {
    if (first == null) return images;
    if (first < 1) throw new UsageProblem("--first must be >= 1, was " + first);
    return images.take(0, Math.min(first, images.size()));
  }

  /** How files are read. */
  ImageOptions reading() {
    return resize == null ? ImageOptions.defaults() : size("--resize", resize);
  }

  static ImageOptions size(String option, String text) {
    Matcher parts = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!parts.matches())
      throw new UsageProblem(option + " must be height x width as in 32x32, was '" + text + "'");
    try {
      return ImageOptions.defaults()
          .withSize(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
    } catch (IllegalArgumentException e) {
      throw new UsageProblem(option + ": " + e.getMessage());
    }
  }

  /**
   * The images as they are trained on.
   *
   * @throws UsageProblem naming the option that they do not allow
   */
  ImageSet prepared(ImageSet images) {
    ImageSet prepared = images;
    try {
      if (levels != null) prepared = prepared.withLevels(levels);
    } catch (IllegalArgumentException e) {
      throw new UsageProblem("--levels: " + e.getMessage());
    }
    if (pad == null) return prepared;
    if (pad.equalsIgnoreCase(POWER)) return prepared.paddedToPowerOfTwo();
    try {
      int side = Integer.parseInt(pad);
      return prepared.padded(side, side);
    } catch (NumberFormatException e) {
      throw new UsageProblem("--pad must be a number or " + POWER + ", was '" + pad + "'");
    } catch (IllegalArgumentException e) {
      throw new UsageProblem("--pad: " + e.getMessage());
    }
  }

  /** What the flow is told of such images. */
  Pixels pixels(ImageSet images) {
    ImageShape shape = new ImageShape(images.channels(), images.height(), images.width());
    return new Pixels(shape, images.levels(), scaling());
  }

  private PixelScaling scaling() {
    List<String> names = List.of("logit", "centered");
    boolean logit = scaling == null || Names.one("--scaling", scaling, names).equals("logit");
    if (!logit && alpha != null)
      throw new UsageProblem("--alpha is of no use to --scaling centered");
    if (!logit) return new PixelScaling.Centered();
    try {
      return new PixelScaling.Logit(alpha == null ? USUAL_ALPHA : alpha);
    } catch (IllegalArgumentException e) {
      throw new UsageProblem("--" + e.getMessage());
    }
  }
}
