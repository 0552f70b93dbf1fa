package io.github.flows4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.DataException;
import io.github.flows4j.data.RawColumn.NumberColumn;
import io.github.flows4j.data.RawColumn.TextColumn;
import io.github.flows4j.data.RawColumn.TimeColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawStreamTest {
  private static final RawOptions DEFAULTS = RawOptions.defaults();

  @TempDir private Path folder;

  private static Map<String, Class<? extends RawColumn>> types() {
    var types = new LinkedHashMap<String, Class<? extends RawColumn>>();
    types.put("text", TextColumn.class);
    types.put("n", NumberColumn.class);
    types.put("day", TimeColumn.class);
    return types;
  }

  private Path file(String... lines) throws IOException {
    return Files.writeString(folder.resolve("a.csv"), String.join("\n", lines) + "\n");
  }

  private static List<RawTable> stream(Path file, RawOptions options, int chunkRows) {
    var tables = new ArrayList<RawTable>();
    RawTables.stream(file, options, types(), chunkRows, tables::add);
    return tables;
  }

  @Test
  void handsOutTheRowsInOrder() throws IOException {
    var lines = new ArrayList<String>();
    lines.add("n,unread,day,text");
    for (int i = 0; i < 1000; i++) lines.add(i + ",z,2026-01-31," + (i % 7 == 0 ? "?" : "0" + i));
    Path file = file(lines.toArray(String[]::new));
    for (int chunk : new int[] {1, 7, 999, 1000, 5000}) {
      int row = 0;
      for (RawTable table : stream(file, DEFAULTS, chunk)) {
        assertEquals(List.of("text", "n", "day"), table.names());
        assertEquals(Math.min(chunk, 1000 - row), table.rows());
        for (int i = 0; i < table.rows(); i++, row++) {
          assertEquals(row, ((NumberColumn) table.column("n")).get(i));
          assertEquals(1_769_817_600, ((TimeColumn) table.column("day")).get(i));
          // Not numbers, though all could be.
          String expected = row % 7 == 0 ? null : "0" + row;
          assertEquals(expected, ((TextColumn) table.column("text")).get(i));
        }
      }
      assertEquals(1000, row);
    }
  }

  @Test
  void refusesOrSkipsWhatIsOfAnotherKind() throws IOException {
    Path file =
        file(
            "text,n,day",
            "a,1,2026-01-31",
            "b,two,2026-01-31",
            "c,inf,2026-01-31",
            "d,4",
            "e,5,May",
            "f,6,");
    var failure = assertThrows(DataException.class, () -> stream(file, DEFAULTS, 10));
    assertEquals(file + ", row 2 (line 3), column n: 'two' is not a number", failure.getMessage());
    List<RawTable> tables = stream(file, DEFAULTS.withSkipBadRows(true), 3);
    assertEquals(2, tables.size());
    assertArrayEquals(new double[] {1}, ((NumberColumn) tables.get(0).column("n")).toArray());
    assertEquals(2, tables.get(0).skipped());
    assertArrayEquals(new double[] {6}, ((NumberColumn) tables.get(1).column("n")).toArray());
    assertEquals(2, tables.get(1).skipped());
    assertEquals(
        List.of(
            file + ", row 4 (line 5): 2 fields where 3 are expected",
            file + ", row 5 (line 6), column day: 'May' is no date or time such as 2026-01-31"),
        tables.get(1).skippedProblems());
  }

  @Test
  void whatIsNoTextComesAsOneTable() throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), "[{\"a\": 1}, {\"a\": 2}]");
    var tables = new ArrayList<RawTable>();
    RawTables.stream(file, DEFAULTS, Map.of("a", NumberColumn.class), 1, tables::add);
    assertEquals(1, tables.size());
    assertEquals(2, tables.get(0).rows());
    var failure =
        assertThrows(
            DataException.class,
            () -> RawTables.stream(file, DEFAULTS, Map.of("a", TextColumn.class), 1, tables::add));
    assertEquals(file + ", column a: holds numbers, not text", failure.getMessage());
  }

  @Test
  void checksItsArguments() throws IOException {
    Path file = file("text,n,day", "a,1,2026-01-31");
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> stream(file, DEFAULTS, 0))
            .getMessage()
            .contains("chunkRows must be >= 1, was 0"));
    RawOptions other = DEFAULTS.withColumns(List.of("text", "other"));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> stream(file, other, 1))
            .getMessage()
            .contains("column 'other'"));
    var failure =
        assertThrows(
            DataException.class,
            () ->
                RawTables.stream(
                    file, DEFAULTS, Map.of("m", NumberColumn.class), 1, Collections::singleton));
    assertTrue(failure.getMessage().contains("has no column 'm'"), failure.getMessage());
    Path empty = file("text,n,day");
    failure = assertThrows(DataException.class, () -> stream(empty, DEFAULTS, 1));
    assertEquals(empty + " has a header line but no rows", failure.getMessage());
  }
}
