package io.github.flows4j.data;

import io.github.flows4j.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Reads and writes sets of images.
 *
 * <p>These can be read, the files compressed ({@code .gz}) or not:
 *
 * <ul>
 *   <li>IDX, the format of MNIST and Fashion-MNIST: unsigned bytes, [n, height, width], or with 1
 *       or 3 channels after n or at the end. Labels come from the file beside it that is named as
 *       MNIST's are: {@code train-labels-idx1-ubyte} for {@code train-images-idx3-ubyte}.
 *   <li>The binary files of CIFAR-10 and CIFAR-100, with labels (CIFAR-100: the fine ones). Those
 *       that come in several files are put together by {@link ImageSet#followedBy}.
 *   <li>NumPy's {@code .npy}: [n, height, width], or with 1 or 3 channels after n or at the end, in
 *       C or Fortran order; unsigned bytes, or other numbers that are all whole and from 0 to 255.
 *       They have no labels.
 *   <li>A folder of PNG and JPEG files, in the order of their names, or of folders of them: then
 *       these name the classes, and their order gives the labels. Other files and hidden ones are
 *       passed over. If all pictures are grey in fact, there is one channel, else there are three.
 *       Alpha is dropped, not blended; 16 bits a value become 8.
 * </ul>
 *
 * <p>Where channels could be after n and at the end, they are after n. All methods are safe for use
 * by many threads.
 */
public final class Images {
  private static final int PEEK = 512;
  private static final int TAR_MAGIC = 257;

  private Images() {}

  /**
   * Reads all images of a file or folder, whose format is known by its content.
   *
   * @throws DataException with one line that names the file and, where it applies, image or offset:
   *     the file can't be read, is cut off or goes on after its end, is of another format or type,
   *     or holds no images; labels beside it are not one an image; pictures differ in size and are
   *     not to be resized
   */
  public static ImageSet read(Path file, ImageOptions options) {
    if (Files.isDirectory(file)) return ImageFolder.read(file, options);
    ImageSet images;
    try (BinaryFile in = BinaryFile.open(file)) {
      images = read(in);
    }
    return options.resizes() ? images.resized(options.height(), options.width()) : images;
  }

  private static ImageSet read(BinaryFile in) {
    byte[] start = in.peek(PEEK);
    if (start.length == 0) throw in.failure("is empty");
    if (NpyHeader.matches(start)) return NpyFormat.read(in);
    if (IdxFormat.matches(start) && !isCifarName(in.file())) {
      ImageSet images = IdxFormat.read(in);
      Path labels = IdxFormat.labelsBeside(in.file());
      return labels == null ? images : withLabels(images, labels);
    }
    if (Pictures.isPng(start) || Pictures.isJpeg(start))
      throw in.failure("is a single picture: give a folder of pictures, all of one size");
    if (start.length >= 2 && start[0] == 'P' && start[1] == 'K')
      throw in.failure("is a zip archive (.npz is one): unpack it first");
    if (isTar(start)) throw in.failure("is a tar archive: unpack it first");
    return CifarFormat.read(in);
  }

  /**
   * Whether a file or folder is one of images rather than a table, as far as its first bytes and
   * its name tell: IDX, {@code .npy} of more than two dimensions, a PNG or JPEG (which {@link
   * #read} wants a folder of), a name that ends in {@code .bin} or {@code .bin.gz}, or a folder
   * that holds pictures or folders of them. That it can be read is not said.
   *
   * @throws DataException if it is there but can't be read
   */
  public static boolean recognizes(Path file) {
    if (Files.isDirectory(file)) return ImageFolder.recognizes(file);
    if (!Files.isRegularFile(file)) return false;
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    if (plain.endsWith(".bin") || ImageFolder.isPicture(file)) return true;
    try (BinaryFile in = BinaryFile.open(file)) {
      byte[] start = in.peek(PEEK);
      if (NpyHeader.matches(start)) return !isTable(in);
      return plain.endsWith(".npy")
          || IdxFormat.matches(start)
          || Pictures.isPng(start)
          || Pictures.isJpeg(start);
    }
  }

  /** Whether .npy is of one or two dimensions: numbers or rows of them. */
  private static boolean isTable(BinaryFile in) {
    try {
      return NpyHeader.read(in, "").shape().length <= 2;
    } catch (DataException e) {
      // Damaged: who reads it says so.
      return false;
    }
  }

  /** The first bytes of a CIFAR file, a label and pixels, could by chance be those of IDX. */
  private static boolean isCifarName(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return (name.endsWith(".bin") || name.endsWith(".bin.gz")) && !name.contains("idx");
  }

  private static boolean isTar(byte[] start) {
    byte[] magic = "ustar".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < magic.length; i++)
      if (start.length <= TAR_MAGIC + i || start[TAR_MAGIC + i] != magic[i]) return false;
    return true;
  }

  private static ImageSet withLabels(ImageSet images, Path file) {
    try (BinaryFile in = BinaryFile.open(file)) {
      int[] labels = IdxFormat.readLabels(in);
      if (labels.length != images.size())
        throw in.failure(
            "holds " + labels.length + " labels for the " + images + " in " + images.source());
      return images.withLabels(labels, List.of());
    }
  }

  /**
   * The built-in set of handwritten digits: 1,797 images of 1 x 8 x 8 with 17 levels and labels 0
   * to 9, in the order of scikit-learn's {@code load_digits}. It is the test set of "Optical
   * Recognition of Handwritten Digits" by E. Alpaydin and C. Kaynak, UCI Machine Learning
   * Repository, 1998, doi:10.24432/C50P49, under CC BY 4.0.
   */
  public static ImageSet digits() {
    try (BinaryFile images = BinaryFile.ofResource("digits", "digits-images-idx3-ubyte.gz");
        BinaryFile labels = BinaryFile.ofResource("digits", "digits-labels-idx1-ubyte.gz")) {
      ImageSet set = IdxFormat.read(images);
      return set.withLevels(17).withLabels(IdxFormat.readLabels(labels), List.of());
    }
  }

  /**
   * Writes each image as a PNG, named {@code 00000.png}, {@code 00001.png}, ..., with more digits
   * where 100,000 or more need them. The greatest level becomes white, others in proportion. Labels
   * are not written; files of the same name are replaced, others stay. The folder is made if it is
   * not there.
   *
   * @throws DataException if a file can't be written
   * @throws IllegalArgumentException if the images have neither 1 nor 3 channels
   */
  public static void writePng(Path folder, ImageSet images) {
    int channels = images.channels();
    if (channels != 1 && channels != 3)
      throw new IllegalArgumentException("a PNG has 1 or 3 channels, not " + channels);
    int digits = Math.max(5, Integer.toString(images.size() - 1).length());
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw TextFile.unwritable(folder, e);
    }
    for (int i = 0; i < images.size(); i++) {
      Path file = folder.resolve(String.format(Locale.ROOT, "%0" + digits + "d.png", i));
      try {
        Files.write(
            file,
            Pictures.png(
                images.image(i), channels, images.height(), images.width(), images.levels()));
      } catch (IOException e) {
        throw TextFile.unwritable(file, e);
      }
    }
  }

  /**
   * Writes the pixels as NumPy's {@code .npy}, unsigned bytes of [n, channels, height, width],
   * compressed if the name ends in {@code .gz}. Labels and the number of levels are not written.
   * The file is there whole or not at all.
   *
   * @throws DataException if the name ends otherwise than in {@code .npy} or {@code .npy.gz}, or
   *     the file can't be written
   */
  public static void writeNpy(Path file, ImageSet images) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (!name.endsWith(".npy") && !name.endsWith(".npy.gz"))
      throw new DataException(
          file + " can't be written as an array: its name must end in .npy or .npy.gz");
    Tables.replace(file, out -> NpyFormat.write(out, images));
  }
}
