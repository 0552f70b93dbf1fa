package io.github.flows4j.data;

import io.github.flows4j.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Tables out of NumPy's arrays: {@code .npy}, and {@code .npz}, which is a zip file of them.
 * Columns are x0, x1, ...
 */
final class NpyTables {
  private static final String ENDING = ".npy";
  private static final String LABELS = "y";
  private static final List<String> USUAL = List.of("X", "data", "x");
  private static final int MAX_ROWS = Integer.MAX_VALUE - 8;
  private static final int MAX_COLUMNS = 1_000_000;

  /** How much is read at once. */
  private static final int BLOCK = 1 << 16;

  private static final String ADVICE = "convert it with .astype(numpy.float64)";

  private NpyTables() {}

  /** An array in a zip file. */
  private record Entry(ZipEntry zip, String name, NpyHeader header) {
    int dimensions() {
      return header.shape().length;
    }

    String shown() {
      return Numbers.shown(name) + " " + header.shown();
    }
  }

  static RawTable readNpy(Path file, RawOptions options) {
    try (BinaryFile in = BinaryFile.open(file)) {
      return table(file.toString(), in, header(in), null, options);
    }
  }

  static RawTable readNpz(Path file, RawOptions options) {
    if (Files.isDirectory(file)) throw new DataException(file + " is a folder, not a table");
    try {
      if (Files.size(file) == 0) throw new DataException(file + " is empty");
      try (var zip = new ZipFile(file.toFile())) {
        List<Entry> arrays = arrays(file, zip);
        Entry rows = choose(file, arrays);
        double[] labels = labels(file, zip, arrays, rows, options);
        try (BinaryFile in = open(file, zip, rows.zip())) {
          return table(file.toString(), in, NpyHeader.read(in, ADVICE), labels, options);
        }
      }
    } catch (ZipException e) {
      throw new DataException(
          file + " is cut off or no .npz file: " + e.getMessage() + "; copy it again", e);
    } catch (IOException e) {
      throw TextFile.unreadable(file, e);
    }
  }

  private static List<Entry> arrays(Path file, ZipFile zip) throws IOException {
    var arrays = new ArrayList<Entry>();
    for (ZipEntry entry : Collections.list(zip.entries())) {
      String name = entry.getName();
      if (!name.endsWith(ENDING)) continue;
      try (BinaryFile in = open(file, zip, entry)) {
        if (!NpyHeader.matches(in.peek(NpyHeader.MAGIC.length)))
          throw in.failure("is no .npy array");
        String bare = name.substring(0, name.length() - ENDING.length());
        arrays.add(new Entry(entry, bare, NpyHeader.read(in, ADVICE)));
      }
    }
    return arrays;
  }

  private static BinaryFile open(Path file, ZipFile zip, ZipEntry entry) throws IOException {
    // Names in zip files may be what no file can be called.
    Path shown = file.resolve(entry.getName().replaceAll("[^A-Za-z0-9._-]", "_"));
    return BinaryFile.of(shown, zip.getInputStream(entry));
  }

  private static Entry choose(Path file, List<Entry> arrays) {
    if (arrays.isEmpty()) throw new DataException(file + " holds no .npy arrays");
    for (String usual : USUAL)
      for (Entry array : arrays) if (array.name().equals(usual)) return array;
    List<Entry> tables = arrays.stream().filter(array -> array.dimensions() == 2).toList();
    if (tables.size() == 1) return tables.get(0);
    if (arrays.size() == 1) return arrays.get(0);
    throw new DataException(
        file
            + " holds "
            + (tables.isEmpty() ? "no" : "more than one")
            + " array of rows and columns and none called X, data or x: "
            + arrays.stream().map(Entry::shown).limit(20).collect(Collectors.joining(", "))
            + "; save one as X");
  }

  /** The array y, if it has a number for every row; else null. */
  private static double[] labels(
      Path file, ZipFile zip, List<Entry> arrays, Entry rows, RawOptions options)
      throws IOException {
    if (!options.columns().isEmpty() && !options.columns().contains(LABELS)) return null;
    if (rows.dimensions() == 0) return null;
    for (Entry array : arrays) {
      if (!array.name().equals(LABELS) || array.name().equals(rows.name())) continue;
      if (array.dimensions() != 1 || array.header().shape()[0] != rows.header().shape()[0])
        continue;
      try (BinaryFile in = open(file, zip, array.zip())) {
        RawOptions all = options.withColumns(List.of()).withSkipBadRows(false);
        RawTable table = table(in.file().toString(), in, NpyHeader.read(in, ADVICE), null, all);
        return ((RawColumn.NumberColumn) table.column(0)).toArray();
      }
    }
    return null;
  }

  /**
   * A table's numbers as they are stored.
   *
   * @param claim what the header says there is, for messages
   */
  record Layout(NpyType type, int rows, int columns, String claim) {}

  /**
   * An array that is read as it is handed out, if it is stored row by row; else it is read whole.
   */
  static TableScan scanNpy(Path file, RawOptions options) {
    BinaryFile in = BinaryFile.open(file);
    try {
      NpyHeader header = header(in);
      if (!header.fortran()) return new NpyScan(in, layout(in, header));
    } catch (DataException e) {
      in.close();
      throw e;
    }
    in.close();
    return new WholeScan(readNpy(file, options));
  }

  private static NpyHeader header(BinaryFile in) {
    if (in.peek(1).length == 0) throw new DataException(in.file() + " is empty");
    if (!NpyHeader.matches(in.peek(NpyHeader.MAGIC.length)))
      throw in.failure("is no .npy file: it does not begin with NumPy's mark");
    return NpyHeader.read(in, ADVICE);
  }

  private static RawTable table(
      String source, BinaryFile in, NpyHeader header, double[] labels, RawOptions options) {
    Layout layout = layout(in, header);
    var filler =
        new Filler(source, layout.type(), layout.rows(), layout.columns(), labels, options);
    if (header.fortran()) filler.byColumn(in, layout.claim());
    else filler.byRow(in, layout.claim());
    in.requireEnd(layout.claim());
    return filler.table();
  }

  private static Layout layout(BinaryFile in, NpyHeader header) {
    NpyType type = NpyType.of(in, header.type(), ADVICE);
    long[] shape = header.shape();
    if (shape.length < 1 || shape.length > 2)
      throw in.failure(
          "has the shape " + header.shown() + "; a table has rows and columns, (n, d) or (n,)");
    long rows = shape[0];
    long columns = shape.length == 1 ? 1 : shape[1];
    if (rows == 0 || columns == 0) throw in.failure("has no rows: its shape is " + header.shown());
    if (rows > MAX_ROWS || columns > MAX_COLUMNS)
      throw in.failure("is too large: its shape is " + header.shown());
    // Before anything is made for the columns that the header claims.
    String claim = "it holds an array " + header.shown() + " of " + type.name();
    if (in.peek(1).length == 0) in.record(1, claim);
    return new Layout(type, (int) rows, (int) columns, claim);
  }

  /** Fills the chosen columns. */
  private static final class Filler {
    private final String source;
    private final NpyType type;
    private final int rows;
    private final int columns;
    private final double[] labels;
    private final BadRows bad;
    private final List<String> names;
    private final List<ColumnBuilder> built = new ArrayList<>();

    /** Where each column of the array is in the table, -1 if it is not chosen. */
    private final int[] places;

    Filler(
        String source, NpyType type, int rows, int columns, double[] labels, RawOptions options) {
      this.source = source;
      this.type = type;
      this.rows = rows;
      this.columns = columns;
      this.labels = labels;
      bad = new BadRows(options.skipBadRows());
      var all = new ArrayList<>(IntStream.range(0, columns).mapToObj(i -> "x" + i).toList());
      if (labels != null) all.add(LABELS);
      names = options.columns().isEmpty() ? all : options.columns();
      var indices = new HashMap<String, Integer>();
      for (int i = 0; i < all.size(); i++) indices.put(all.get(i), i);
      places = new int[all.size()];
      Arrays.fill(places, -1);
      for (int i = 0; i < names.size(); i++) {
        Integer index = indices.get(names.get(i));
        if (index == null)
          throw new DataException(
              source + " has no column '" + names.get(i) + "'" + Suggestions.of(names.get(i), all));
        places[index] = i;
        built.add(ColumnBuilder.of(ColumnBuilder.Kind.NUMBER));
      }
    }

    void byRow(BinaryFile in, String claim) {
      int bytes = columns * type.bytes();
      int most = Math.max(1, BLOCK / bytes);
      for (int row = 0; row < rows; ) {
        int block = Math.min(most, rows - row);
        ByteBuffer stored = type.order(in.record(block * bytes, claim));
        for (int i = 0; i < block * columns; i++)
          add(row + i / columns, i % columns, type.get(stored, i * type.bytes()));
        row += block;
      }
    }

    void byColumn(BinaryFile in, String claim) {
      for (int column = 0; column < columns; column++)
        for (int row = 0; row < rows; ) {
          int block = Math.min(BLOCK / type.bytes(), rows - row);
          ByteBuffer stored = type.order(in.record(block * type.bytes(), claim));
          for (int i = 0; i < block; i++) add(row + i, column, type.get(stored, i * type.bytes()));
          row += block;
        }
    }

    private void add(int row, int column, double value) {
      int place = places[column];
      if (place < 0) return;
      boolean infinite = Double.isInfinite(value);
      built.get(place).add(infinite ? bad.infinite(source, row, names.get(place)) : value);
    }

    RawTable table() {
      if (labels != null && places[columns] >= 0)
        for (double label : labels) built.get(places[columns]).add(label);
      return bad.table(source, names, built, rows);
    }
  }
}
