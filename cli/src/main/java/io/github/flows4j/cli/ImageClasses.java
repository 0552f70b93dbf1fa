package io.github.flows4j.cli;

import io.github.flows4j.DataException;
import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.data.ImageSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The classes that a flow of images is conditioned on: a context column each, 1 for an image's own
 * class and 0 for all others.
 */
final class ImageClasses {
  private final List<String> names;

  private ImageClasses(List<String> names) {
    this.names = names;
  }

  /**
   * Those of a set: by the names it has, else {@code class0}, {@code class1}, ...
   *
   * @throws DataException if it has no labels, or all are alike
   */
  static ImageClasses of(ImageSet images) {
    int[] labels = labels(images, "--class-conditional needs them");
    int most = IntStream.of(labels).max().orElse(0) + 1;
    if (IntStream.of(labels).distinct().count() < 2)
      throw new DataException(
          images.source() + ": all images have the label " + labels[0] + ", there is no choice");
    List<String> names = images.classes();
    if (names.isEmpty()) names = IntStream.range(0, most).mapToObj(i -> "class" + i).toList();
    return new ImageClasses(names);
  }

  /** Those of a model; null if it is not conditional. */
  static ImageClasses of(Flow flow) {
    List<String> names = ModelTable.names(flow.schema().context());
    return names.isEmpty() ? null : new ImageClasses(names);
  }

  List<String> names() {
    return names;
  }

  /**
   * The context of each image of a set.
   *
   * @throws DataException if it has no labels, or one that is no class
   */
  Rows contexts(ImageSet images) {
    return contexts(
        labels(images, "the model is conditional on " + names.size() + " classes"),
        images.source());
  }

  /** A context for each label. */
  Rows contexts(int[] labels, String source) {
    byte[][] rows = new byte[labels.length][names.size()];
    for (int i = 0; i < rows.length; i++) {
      if (labels[i] >= names.size())
        throw new DataException(
            source
                + ", image "
                + (i + 1)
                + ": there is no class "
                + labels[i]
                + ", the model has "
                + names.size());
      rows[i][labels[i]] = 1;
    }
    return Rows.ofBytes(names.size(), rows);
  }

  /** Contexts that go through the classes again and again. */
  Rows inTurn(int count) {
    return contexts(IntStream.range(0, count).map(i -> i % names.size()).toArray(), "");
  }

  /**
   * The context of a class by its name, or its number from 0.
   *
   * @throws UsageProblem listing the names if it is none of them
   */
  Rows context(String text) {
    int label = names.indexOf(text.strip());
    if (label < 0 && text.strip().matches("\\d{1,9}")) label = Integer.parseInt(text.strip());
    if (label < 0 || label >= names.size()) {
      List<String> choices = new ArrayList<>(names);
      throw new UsageProblem(
          "--class: there is no class '" + text + "'" + Names.choices(text, choices));
    }
    return contexts(new int[] {label}, "");
  }

  private static int[] labels(ImageSet images, String why) {
    return images
        .labels()
        .orElseThrow(
            () -> new DataException(images.source() + ": the images have no labels; " + why));
  }
}
