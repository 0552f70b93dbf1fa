package io.github.flows4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.flows4j.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Files of images for tests, and what reading them must come to. */
final class ImageFiles {
  private ImageFiles() {}

  static byte[] gzip(byte[] content) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  static byte[] join(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) out.writeBytes(part);
    return out.toByteArray();
  }

  /** An IDX file's header and what follows it. */
  static byte[] idx(int type, int[] sizes, byte[] values) {
    byte[] bytes = new byte[4 + 4 * sizes.length];
    ByteBuffer header = ByteBuffer.wrap(bytes);
    header.put(new byte[] {0, 0, (byte) type, (byte) sizes.length});
    for (int size : sizes) header.putInt(size);
    return join(bytes, values);
  }

  /** A file in the format of NumPy, its header not aligned, which no reader may rely on. */
  static byte[] npy(int version, String type, boolean fortran, String shape, byte[] values) {
    String header =
        "{'descr': "
            + type
            + ", 'fortran_order': "
            + (fortran ? "True" : "False")
            + ", 'shape': "
            + shape
            + ", }\n";
    ByteBuffer start = ByteBuffer.allocate(version == 1 ? 10 : 12).order(ByteOrder.LITTLE_ENDIAN);
    start.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    start.put((byte) version).put((byte) 0);
    if (version == 1) start.putShort((short) header.length());
    else start.putInt(header.length());
    return join(start.array(), header.getBytes(StandardCharsets.UTF_8), values);
  }

  /** Bytes that are all different modulo 251, so that no exchange goes unseen. */
  static byte[] ramp(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) bytes[i] = (byte) (i % 251);
    return bytes;
  }

  static ImageSet read(Path file) {
    return Images.read(file, ImageOptions.defaults());
  }

  /** The message, in which FILE stands for the file. */
  static String failure(Path file) {
    String message =
        assertThrows(DataException.class, () -> read(file), "must be refused").getMessage();
    assertEquals(1, message.lines().count(), message);
    return message.replace(file.toString(), "FILE");
  }

  static void assertSame(ImageSet expected, ImageSet actual) {
    assertEquals(expected.toString(), actual.toString());
    assertEquals(expected.levels(), actual.levels());
    for (int i = 0; i < expected.size(); i++)
      assertArrayEquals(expected.image(i), actual.image(i), "image " + i);
    assertArrayEquals(expected.labels().orElse(null), actual.labels().orElse(null));
    assertEquals(expected.classes(), actual.classes());
  }

  /** The number of images of each label from 0 on. */
  static int[] histogram(ImageSet images) {
    int[] counts = new int[10];
    for (int label : images.labels().orElseThrow()) counts[label]++;
    return counts;
  }

  static long sum(ImageSet images) {
    long sum = 0;
    for (int i = 0; i < images.size(); i++) for (byte pixel : images.image(i)) sum += pixel & 0xff;
    return sum;
  }
}
