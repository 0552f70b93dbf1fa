package io.github.flows4j.data;

import io.github.flows4j.DataException;
import java.nio.file.Path;
import java.util.List;

/** Delimited text, row by row. */
final class CsvScan implements TableScan {
  private final Path file;
  private final boolean skip;
  private final CsvRows csv;
  private long skipped;
  private String first = "";

  CsvScan(Path file, RawOptions options) {
    this.file = file;
    skip = options.skipBadRows();
    csv = CsvRows.openRaw(file, options.header(), options.charset());
  }

  @Override
  public String source() {
    return file.toString();
  }

  @Override
  public List<String> names() {
    return csv.names();
  }

  @Override
  public char delimiter() {
    return csv.delimiter();
  }

  @Override
  public TextRows next(int most) {
    var rows = TextRows.Builder.ofLines(csv.names().size());
    while (!rows.full(most)) {
      try {
        if (!csv.next()) {
          if (csv.row() == 0) throw new DataException(file + " has a header line but no rows");
          break;
        }
      } catch (DataException e) {
        if (!skip) throw e;
        csv.passOver(e);
        if (skipped++ == 0) first = e.getMessage();
        continue;
      }
      rows.add(csv);
    }
    return rows.count() == 0 ? null : rows.build();
  }

  @Override
  public long skipped() {
    return skipped;
  }

  @Override
  public String firstSkipped() {
    return first;
  }

  @Override
  public void close() {
    csv.close();
  }
}
