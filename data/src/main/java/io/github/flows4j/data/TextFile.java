package io.github.flows4j.data;

import io.github.flows4j.DataException;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Opens a text file, gzip-compressed or not, and says in plain words why it can't be read. */
final class TextFile {
  /** How much of the first line is looked at for its delimiter. */
  private static final int PEEK = 1 << 20;

  private static final char[] DELIMITERS = {',', ';', '\t', '|'};
  private static final int BUFFER = 1 << 16;

  private TextFile() {}

  /** What decodes the bytes that a file holds. */
  private interface Decoding {
    Reader reader(InputStream bytes) throws IOException;
  }

  /** A reader past the byte order mark that can be marked; strict about UTF-8. */
  static BufferedReader open(Path file) {
    // A fresh decoder reports what is no UTF-8 instead of replacing it.
    return open(file, bytes -> new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder()));
  }

  /**
   * A reader past the byte order mark that can be marked, and has {@link Fields#UNDECODABLE} where
   * bytes are no text: so the place of the damage can be told.
   *
   * @param charset null for UTF-8, or UTF-16 if there is its byte order mark
   */
  static BufferedReader openLenient(Path file, Charset charset) {
    return open(
        file,
        bytes -> {
          var pushback = new PushbackInputStream(bytes, 2);
          byte[] mark = pushback.readNBytes(2);
          pushback.unread(mark);
          Charset detected = isUtf16Mark(mark) ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
          CharsetDecoder decoder =
              (charset == null ? detected : charset)
                  .newDecoder()
                  .onMalformedInput(CodingErrorAction.REPLACE)
                  .onUnmappableCharacter(CodingErrorAction.REPLACE)
                  .replaceWith(String.valueOf(Fields.UNDECODABLE));
          return new InputStreamReader(pushback, decoder);
        });
  }

  private static boolean isUtf16Mark(byte[] mark) {
    if (mark.length < 2) return false;
    int value = (mark[0] & 0xff) << 8 | (mark[1] & 0xff);
    return value == 0xfeff || value == 0xfffe;
  }

  private static BufferedReader open(Path file, Decoding decoding) {
    if (Files.isDirectory(file)) throw new DataException(file + " is a folder, not a table");
    InputStream in = null;
    try {
      in = Files.newInputStream(file);
      Reader text = decoding.reader(decompressed(file, in));
      var reader = new BufferedReader(text, BUFFER);
      reader.mark(1);
      if (reader.read() != '\ufeff') reader.reset();
      return reader;
    } catch (IOException e) {
      DataException failure = unreadable(file, e);
      try {
        if (in != null) in.close();
      } catch (IOException suppressed) {
        failure.addSuppressed(suppressed);
      }
      throw failure;
    }
  }

  /** The content of a stream, unpacked if it begins as gzip data do. */
  static InputStream decompressed(Path file, InputStream in) throws IOException {
    var pushback = new PushbackInputStream(in, 2);
    byte[] magic = pushback.readNBytes(2);
    pushback.unread(magic);
    if (magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b)
      return new GZIPInputStream(pushback, BUFFER);
    if (magic.length > 0 && isGzipName(file))
      throw new DataException(file + " is not gzip-compressed, though its name ends in .gz");
    return pushback;
  }

  static boolean isGzipName(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
  }

  /** What a failure to read the file comes to. */
  static DataException unreadable(Path file, IOException e) {
    if (e instanceof NoSuchFileException) return new DataException(file + " does not exist", e);
    if (e instanceof AccessDeniedException)
      return new DataException(file + " can't be read: permission denied", e);
    if (e instanceof CharacterCodingException)
      return new DataException(file + " is not UTF-8 text; save it as UTF-8", e);
    if (e instanceof EOFException)
      return new DataException(file + " is cut off: its gzip data ends too early", e);
    if (e instanceof ZipException)
      return new DataException(file + " holds damaged gzip data: " + e.getMessage(), e);
    return new DataException(file + " can't be read: " + reason(e), e);
  }

  /** What a failure to write the file comes to. */
  static DataException unwritable(Path file, IOException e) {
    if (e instanceof AccessDeniedException)
      return new DataException(file + " can't be written: permission denied", e);
    return new DataException(file + " can't be written: " + reason(e), e);
  }

  /** A file system's whole message would repeat the file's name. */
  private static String reason(IOException e) {
    boolean named = e instanceof FileSystemException f && f.getReason() != null;
    return named ? ((FileSystemException) e).getReason() : e.getMessage();
  }

  /**
   * The delimiter that stands most often outside quotes in the first line that is not empty; a
   * comma if there is none. Leaves the reader where it was.
   */
  static char detectDelimiter(BufferedReader reader) throws IOException {
    int[] counts = new int[DELIMITERS.length];
    reader.mark(PEEK + 1);
    boolean quoted = false;
    boolean started = false;
    for (int i = 0; i < PEEK; i++) {
      int c = reader.read();
      boolean lineEnd = c == '\n' || c == '\r';
      if (c < 0 || (lineEnd && started && !quoted)) break;
      if (!lineEnd) started = true;
      if (c == '"') quoted = !quoted;
      if (quoted) continue;
      for (int d = 0; d < DELIMITERS.length; d++) if (c == DELIMITERS[d]) counts[d]++;
    }
    reader.reset();
    int best = 0;
    for (int d = 1; d < DELIMITERS.length; d++) if (counts[d] > counts[best]) best = d;
    return DELIMITERS[best];
  }
}
