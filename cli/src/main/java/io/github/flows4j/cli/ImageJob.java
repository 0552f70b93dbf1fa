package io.github.flows4j.cli;

import io.github.flows4j.DataException;
import io.github.flows4j.Flow;
import io.github.flows4j.data.ImageOptions;
import io.github.flows4j.data.ImageSet;
import io.github.flows4j.plot.Limits;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.PixelScaling;
import io.github.flows4j.spec.Pixels;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.train.TrainOptions;
import io.github.flows4j.train.Trainer;
import io.github.flows4j.train.Training;
import io.github.flows4j.train.TrainingData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Training on images: noise added to whole grey levels, a part of the images held out. */
final class ImageJob implements TrainingJob {
  private final DataInput.ImageFiles input;
  private final ImageSet images;
  private final ImageShape read;
  private final ImageOptions reading;
  private final TrainingData data;
  private final String validation;
  private final ImageClasses classes;

  private ImageJob(
      DataInput.ImageFiles input,
      ImageSet images,
      ImageShape read,
      ImageOptions reading,
      TrainingData data,
      String validation,
      ImageClasses classes) {
    this.input = input;
    this.images = images;
    this.read = read;
    this.reading = reading;
    this.data = data;
    this.validation = validation;
    this.classes = classes;
  }

  /**
   * Reads the images and, if there are any, those to validate on.
   *
   * @param validation a file or folder of images, or null
   * @param start the flow to start from, which says how images are prepared, or null
   * @throws DataException naming the file of what can't be used
   */
  static ImageJob read(
      DataInput.ImageFiles input, PixelOptions options, Path validation, Flow start) {
    if (start != null) return goingOn(input, options, validation, start);
    ImageSet all = options.first(input.read(options.reading()));
    ImageSet images = options.prepared(all);
    requireVarying(images);
    Pixels pixels = options.pixels(images);
    ImageClasses classes = options.classConditional() ? ImageClasses.of(images) : null;
    TrainingData data = training(images, classes, pixels);
    if (validation != null) {
      ImageSet held = options.prepared(held(validation).read(options.reading()));
      if (!ModelImages.shape(held).equals(pixels.shape()))
        throw new DataException(
            validation
                + " has images of "
                + ModelImages.shape(held)
                + ", not of "
                + pixels.shape());
      data = data.withValidation(training(held, classes, pixels));
    }
    return new ImageJob(
        input,
        images,
        ModelImages.shape(all),
        options.reading(),
        options.flips() ? data.withFlips() : data,
        validation == null ? null : validation.toString(),
        classes);
  }

  /** The images of a model's kind, prepared as it was told when it was first trained. */
  private static ImageJob goingOn(
      DataInput.ImageFiles input, PixelOptions options, Path validation, Flow start) {
    if (!start.schema().image()) ModelImages.refuse(start, input);
    if (!options.ofModel().isEmpty())
      throw new UsageProblem(
          "--start says how images are prepared: leave out "
              + String.join(", ", options.ofModel()));
    Pixels pixels = start.schema().pixels();
    ImageClasses classes = ImageClasses.of(start);
    ImageSet images = options.first(ModelImages.readAll(start, input));
    TrainingData data = training(images, classes, pixels);
    if (validation != null)
      data =
          data.withValidation(
              training(ModelImages.readAll(start, held(validation)), classes, pixels));
    Map<String, String> notes = start.provenance().entries();
    String readAs = notes.get(ModelImages.READ_AS);
    String resized = notes.get(ModelImages.RESIZED);
    ImageOptions size =
        readAs == null
            ? null
            : PixelOptions.size(ModelImages.READ_AS, readAs.replaceFirst("\\d+x", ""));
    return new ImageJob(
        input,
        images,
        size == null
            ? pixels.shape()
            : new ImageShape(pixels.shape().channels(), size.height(), size.width()),
        resized == null ? ImageOptions.defaults() : PixelOptions.size(ModelImages.RESIZED, resized),
        options.flips() ? data.withFlips() : data,
        validation == null ? null : validation.toString(),
        classes);
  }

  private static DataInput.ImageFiles held(Path validation) {
    if (DataInput.resolve(validation.toString()) instanceof DataInput.ImageFiles files)
      return files;
    throw new DataException("--validation: " + validation + " is no file or folder of images");
  }

  private static void requireVarying(ImageSet images) {
    byte[] first = images.image(0);
    for (int i = 1; i < images.size(); i++) if (!Arrays.equals(first, images.image(i))) return;
    throw new DataException(
        images.source()
            + (images.size() == 1
                ? " holds one image alone: there is nothing to learn from it"
                : ": all images are the same"));
  }

  private static TrainingData training(ImageSet images, ImageClasses classes, Pixels pixels) {
    TrainingData data = TrainingData.of(ModelImages.rows(images)).withPixels(pixels);
    return classes == null ? data : data.withContext(classes.contexts(images), classes.names());
  }

  @Override
  public String data() {
    return input.text();
  }

  @Override
  public int features() {
    return data.rows().columns();
  }

  @Override
  public int context() {
    return classes == null ? 0 : classes.names().size();
  }

  @Override
  public boolean toy() {
    return false;
  }

  @Override
  public ImageShape image() {
    return pixels().shape();
  }

  private Pixels pixels() {
    return data.pixels().orElseThrow();
  }

  ImageClasses classes() {
    return classes;
  }

  @Override
  public TrainOptions options(FitOptions given) {
    return given.onImages(images.size(), validation != null);
  }

  @Override
  public Training train(Trainer trainer, Recipe recipe) {
    return trainer.train(recipe, data);
  }

  @Override
  public Sample real(int rows, long seed) {
    return new Sample(data.rows(), data.context().orElse(null)).thinned(rows, seed);
  }

  @Override
  public Limits limits() {
    return null;
  }

  @Override
  public List<String> notes(TrainOptions options) {
    long held = held(options);
    List<String> notes = new ArrayList<>();
    notes.add(
        "data: "
            + input.text()
            + ", "
            + Report.count(images.size())
            + " images"
            + (validation != null
                ? "; validated on " + validation
                : validates(options)
                    ? ", " + Report.count(held) + " of them for validation"
                    : ", none for validation"));
    Pixels pixels = pixels();
    notes.add(
        "images: "
            + pixels.shape()
            + (read.equals(pixels.shape()) ? "" : ", padded from " + read)
            + ", "
            + pixels.levels()
            + " levels, "
            + scaling(pixels)
            + (data.flips() ? ", mirrored at random" : "")
            + (classes == null
                ? ""
                : "; given their class: " + String.join(", ", classes.names())));
    return notes;
  }

  /** How pixels are scaled, in words. */
  static String scaling(Pixels pixels) {
    return pixels.scaling() instanceof PixelScaling.Logit logit
        ? "logit, alpha " + SpecText.number(logit.alpha())
        : "centered";
  }

  @Override
  public Map<String, String> provenance() {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("data", input.text());
    entries.put("data_images", Integer.toString(images.size()));
    images
        .labels()
        .ifPresent(
            labels ->
                entries.put(
                    "data_labels",
                    IntStream.of(labels)
                        .boxed()
                        .collect(Collectors.groupingBy(l -> l, TreeMap::new, Collectors.counting()))
                        .entrySet()
                        .stream()
                        .map(count -> count.getKey() + ": " + count.getValue())
                        .collect(Collectors.joining(", "))));
    if (input.path() != null && Files.isRegularFile(input.path()))
      entries.put("data_sha256", sha256(input.path()));
    if (!reading.equals(ImageOptions.defaults()))
      entries.put(ModelImages.RESIZED, reading.height() + "x" + reading.width());
    if (!read.equals(pixels().shape())) entries.put(ModelImages.READ_AS, read.toString());
    entries.put("pixels", pixels().levels() + " levels, " + scaling(pixels()));
    if (data.flips()) entries.put("flips", "true");
    if (validation != null) entries.put("validation", validation);
    return entries;
  }

  private static String sha256(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw new DataException(file + " can't be read: " + e.getMessage(), e);
    }
  }

  /** Images of DATA that are kept for validation. */
  private long held(TrainOptions options) {
    return validation == null ? Math.round(images.size() * options.validationFraction()) : 0;
  }

  /** Whether there are images to validate on. */
  boolean validates(TrainOptions options) {
    return validation != null || (held(options) > 0 && held(options) < images.size());
  }
}
