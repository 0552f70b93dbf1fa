package io.github.flows4j.data;

import io.github.flows4j.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** A folder of PNG and JPEG files, or of folders of them that name the classes. */
final class ImageFolder {
  private static final Set<String> READ = Set.of("png", "jpg", "jpeg");

  /** Pictures that nobody would want to be passed over in silence. */
  private static final Set<String> NOT_READ = Set.of("gif", "bmp", "webp", "tif", "tiff");

  private ImageFolder() {}

  static ImageSet read(Path folder, ImageOptions options) {
    List<Path> files = pictures(folder);
    List<Path> folders = folders(folder);
    if (!files.isEmpty() && !folders.isEmpty())
      throw new DataException(
          folder
              + " holds pictures and folders, such as "
              + folders.get(0).getFileName()
              + ": either all pictures are in it, or all are in folders that name their classes");
    if (folders.isEmpty()) {
      if (files.isEmpty()) throw new DataException(folder + " holds no PNG or JPEG files");
      return decode(folder, files, options);
    }
    var labels = new ArrayList<Integer>();
    for (int label = 0; label < folders.size(); label++) {
      Path inner = folders.get(label);
      if (!folders(inner).isEmpty())
        throw new DataException(
            inner
                + " holds folders itself: one level of them names the classes; give the folder"
                + " whose folders hold pictures");
      List<Path> ofClass = pictures(inner);
      if (ofClass.isEmpty()) throw new DataException(inner + " holds no PNG or JPEG files");
      files.addAll(ofClass);
      for (int i = 0; i < ofClass.size(); i++) labels.add(label);
    }
    return decode(folder, files, options)
        .withLabels(
            labels.stream().mapToInt(Integer::intValue).toArray(),
            folders.stream().map(ImageFolder::name).toList());
  }

  /** Whether a folder, or one of the folders in it, holds a picture. */
  static boolean recognizes(Path folder) {
    List<Path> entries = visible(folder);
    return entries.stream().anyMatch(ImageFolder::isPicture)
        || entries.stream()
            .filter(Files::isDirectory)
            .anyMatch(inner -> visible(inner).stream().anyMatch(ImageFolder::isPicture));
  }

  /** Whether a name is that of a picture that is read. */
  static boolean isPicture(Path file) {
    return READ.contains(suffix(file)) && !Files.isDirectory(file);
  }

  private static ImageSet decode(Path folder, List<Path> files, ImageOptions options) {
    var pictures = new ArrayList<ImageSet>();
    int channels = 1;
    for (Path file : files) {
      ImageSet picture = Pictures.read(file);
      if (options.resizes()) picture = picture.resized(options.height(), options.width());
      if (!pictures.isEmpty()) checkSize(pictures.get(0), picture);
      pictures.add(picture);
      channels = Math.max(channels, picture.channels());
    }
    byte[][] images = new byte[pictures.size()][];
    for (int i = 0; i < images.length; i++)
      images[i] = pictures.get(i).withChannels(channels).image(0);
    ImageSet first = pictures.get(0);
    return ImageSet.wrap(folder.toString(), channels, first.height(), first.width(), 256, images);
  }

  private static void checkSize(ImageSet first, ImageSet picture) {
    if (picture.height() == first.height() && picture.width() == first.width()) return;
    throw new DataException(
        picture.source()
            + " is "
            + picture.width()
            + " wide and "
            + picture.height()
            + " high, "
            + first.source()
            + " is "
            + first.width()
            + " wide and "
            + first.height()
            + " high: images must agree in size; have them resized");
  }

  private static List<Path> pictures(Path folder) {
    var pictures = new ArrayList<Path>();
    for (Path file : visible(folder)) {
      String suffix = suffix(file);
      if (Files.isDirectory(file)) continue;
      if (NOT_READ.contains(suffix))
        throw new DataException(file + " is neither PNG nor JPEG: convert it or take it away");
      if (READ.contains(suffix)) pictures.add(file);
    }
    return pictures;
  }

  private static List<Path> folders(Path folder) {
    return visible(folder).stream().filter(Files::isDirectory).toList();
  }

  /** What is in a folder, by name; names that begin with a dot are hidden. */
  private static List<Path> visible(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> !name(entry).startsWith("."))
          .sorted(Comparator.comparing(ImageFolder::name))
          .toList();
    } catch (IOException e) {
      throw TextFile.unreadable(folder, e);
    } catch (UncheckedIOException e) {
      throw TextFile.unreadable(folder, e.getCause());
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private static String suffix(Path file) {
    String name = name(file);
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
