package io.github.flows4j.data;

import io.github.flows4j.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The binary version of CIFAR-10 and CIFAR-100 (https://www.cs.toronto.edu/~kriz/cifar.html):
 * records of a label (CIFAR-100: a coarse and a fine one) and 3 x 32 x 32 pixels, without a header.
 */
final class CifarFormat {
  private static final int SIDE = 32;
  private static final int PIXELS = 3 * SIDE * SIDE;
  private static final int TEN = PIXELS + 1;
  private static final int HUNDRED = PIXELS + 2;
  private static final int COARSE_LABELS = 20;
  private static final List<String> NAMES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private CifarFormat() {}

  /**
   * Reads what can only be CIFAR, since it is nothing else. Which one it is follows from the length
   * and the labels; from the name if both could be.
   */
  static ImageSet read(BinaryFile in) {
    // As many bytes a chunk as a record of CIFAR-10; a record of CIFAR-100 spans two.
    var chunks = new ArrayList<byte[]>();
    long length = 0;
    boolean ten = true;
    boolean hundred = true;
    long nextHundred = 0;
    for (byte[] chunk = in.next(TEN); chunk.length > 0; chunk = in.next(TEN)) {
      ten &= (chunk[0] & 0xff) < 10;
      for (; nextHundred < length + chunk.length; nextHundred += HUNDRED)
        hundred &= (chunk[(int) (nextHundred - length)] & 0xff) < COARSE_LABELS;
      // Another format is known for what it is after some records, not at the end of a huge file.
      if (!ten && !hundred) throw unknown(in, chunks.isEmpty() ? chunk : chunks.get(0));
      chunks.add(chunk);
      length += chunk.length;
    }
    boolean wholeTens = length % TEN == 0;
    boolean wholeHundreds = length % HUNDRED == 0;
    if (!wholeTens && !wholeHundreds)
      throw in.failure(
          "is no whole CIFAR binary: its "
              + length
              + " bytes don't come to records of "
              + TEN
              + " (CIFAR-10) or "
              + HUNDRED
              + " (CIFAR-100)");
    if (ten && wholeTens && hundred && wholeHundreds) hundred = isNamedHundred(in.file());
    boolean isHundred = !wholeTens || (wholeHundreds && hundred);
    return assemble(in, chunks, (int) (length / (isHundred ? HUNDRED : TEN)), isHundred);
  }

  private static boolean isNamedHundred(Path file) {
    String name = file.getFileName().toString();
    return name.contains("100") || name.startsWith("train.bin") || name.startsWith("test.bin");
  }

  private static ImageSet assemble(
      BinaryFile in, List<byte[]> chunks, int count, boolean isHundred) {
    int record = isHundred ? HUNDRED : TEN;
    byte[][] images = new byte[count][];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      long at = (long) i * record;
      labels[i] = label(in, chunks, at + record - PIXELS - 1, i, isHundred ? 100 : 10);
      if (isHundred) label(in, chunks, at, i, COARSE_LABELS);
      images[i] = new byte[PIXELS];
      copy(chunks, at + record - PIXELS, images[i]);
      // What is copied goes, so that memory holds the data once.
      for (int k = (int) (at / TEN); k < (at + record) / TEN; k++) chunks.set(k, null);
    }
    ImageSet set = ImageSet.wrap(in.file().toString(), 3, SIDE, SIDE, 256, images);
    return set.withLabels(labels, isHundred ? List.of() : NAMES);
  }

  private static int label(BinaryFile in, List<byte[]> chunks, long at, int image, int labels) {
    int label = chunks.get((int) (at / TEN))[(int) (at % TEN)] & 0xff;
    if (label >= labels)
      throw in.failure(
          "is no CIFAR binary: image "
              + image
              + ", counted from 0, has the label "
              + label
              + " at byte "
              + at
              + ", which must be below "
              + labels);
    return label;
  }

  private static void copy(List<byte[]> chunks, long from, byte[] target) {
    int done = 0;
    while (done < target.length) {
      byte[] chunk = chunks.get((int) ((from + done) / TEN));
      int at = (int) ((from + done) % TEN);
      int count = Math.min(target.length - done, chunk.length - at);
      System.arraycopy(chunk, at, target, done, count);
      done += count;
    }
  }

  private static DataException unknown(BinaryFile in, byte[] start) {
    String shown = HexFormat.ofDelimiter(" ").formatHex(start, 0, Math.min(4, start.length));
    return in.failure(
        "holds no images that can be read: it is no IDX, CIFAR binary or .npy (it begins with the"
            + " bytes "
            + shown.toUpperCase(Locale.ROOT)
            + ")");
  }
}
