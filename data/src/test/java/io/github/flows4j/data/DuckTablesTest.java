package io.github.flows4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.DataException;
import io.github.flows4j.data.RawColumn.NumberColumn;
import io.github.flows4j.data.RawColumn.TextColumn;
import io.github.flows4j.data.RawColumn.TimeColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckTablesTest {
  private static final RawOptions DEFAULTS = RawOptions.defaults();

  @TempDir private Path folder;

  /** Has DuckDB itself write the rows of a query. */
  private Path parquet(String name, String query) throws SQLException {
    Path file = folder.resolve(name);
    try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = database.createStatement()) {
      statement.execute(
          "COPY (" + query + ") TO '" + file.toString().replace("'", "''") + "' (FORMAT parquet)");
    }
    return file;
  }

  private Path json(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static double[] numbers(RawTable table, String name) {
    return assertInstanceOf(NumberColumn.class, table.column(name)).toArray();
  }

  private static String texts(RawTable table, String name) {
    var column = assertInstanceOf(TextColumn.class, table.column(name));
    var joined = new StringBuilder();
    for (int row = 0; row < column.size(); row++) joined.append(column.get(row)).append(';');
    return joined.toString();
  }

  @Test
  void readsParquetOfEveryType() throws SQLException {
    RawTable table =
        RawTables.read(
            parquet(
                "a.parquet",
                """
                SELECT * FROM (VALUES
                 (1::TINYINT, -2::BIGINT, 3::UINTEGER, 4::HUGEINT, 1.25::DECIMAL(9,2), 0.5::FLOAT,
                  1e300::DOUBLE, true, 'red', 'b'::ENUM('a', 'b'), DATE '1970-01-02',
                  TIMESTAMP '1970-01-01 00:00:01.5', TIMESTAMPTZ '1970-01-01 01:00:00+01:00'),
                 (NULL, NULL, NULL, NULL, NULL, 'NaN'::FLOAT, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
                 (2, 9007199254740992, 4000000000, 5, -0.75, 2, 3, false, '', 'a', '1969-12-31',
                  '2026-01-31 12:00:00', '2026-01-31 12:00:00+00'))
                AS t(tiny, big, u, huge, decimal, f, d, flag, name, level, day, time, zoned)
                """),
            DEFAULTS);
    assertEquals(3, table.rows());
    double gap = Double.NaN;
    assertArrayEquals(new double[] {1, gap, 2}, numbers(table, "tiny"));
    assertArrayEquals(new double[] {-2, gap, 0x1p53}, numbers(table, "big"));
    assertArrayEquals(new double[] {3, gap, 4e9}, numbers(table, "u"));
    assertArrayEquals(new double[] {4, gap, 5}, numbers(table, "huge"));
    assertArrayEquals(new double[] {1.25, gap, -0.75}, numbers(table, "decimal"));
    assertArrayEquals(new double[] {0.5, gap, 2}, numbers(table, "f"));
    assertArrayEquals(new double[] {1e300, gap, 3}, numbers(table, "d"));
    assertEquals("true;null;false;", texts(table, "flag"));
    assertEquals("red;null;;", texts(table, "name"));
    assertEquals("b;null;a;", texts(table, "level"));
    var day = assertInstanceOf(TimeColumn.class, table.column("day"));
    assertTrue(day.dateOnly());
    assertArrayEquals(new double[] {86_400, gap, -86_400}, day.toArray());
    var time = assertInstanceOf(TimeColumn.class, table.column("time"));
    assertFalse(time.dateOnly());
    assertArrayEquals(new double[] {1.5, gap, 1_769_860_800}, time.toArray());
    assertArrayEquals(
        new double[] {0, gap, 1_769_860_800}, ((TimeColumn) table.column("zoned")).toArray());
  }

  @Test
  void choosesColumnsAndReadsPastTheRest() throws SQLException {
    Path file = parquet("it's [1]*.parquet", "SELECT [1, 2] AS list, 7 AS a, 'x' AS \"b c\"");
    RawTable table = RawTables.read(file, DEFAULTS.withColumns(List.of("b c", "a")));
    assertEquals(List.of("b c", "a"), table.names());
    assertArrayEquals(new double[] {7}, numbers(table, "a"));
    fails(
        file,
        DEFAULTS,
        "FILE, column list: has the type INTEGER[], which is no number, text, date or time; leave it"
            + " out or convert it in SQL");
    fails(
        file,
        DEFAULTS.withColumns(List.of("aa")),
        "FILE has no column 'aa'; did you mean 'a'? It has list, a, b c");
  }

  private static void fails(Path file, RawOptions options, String message) {
    var failure = assertThrows(DataException.class, () -> RawTables.read(file, options));
    assertEquals(message, failure.getMessage().replace(file.toString(), "FILE"));
  }

  @Test
  void refusesInfinitiesOrSkipsTheirRows() throws SQLException {
    Path file =
        parquet(
            "a.parquet",
            "SELECT unnest(['1', 'inf', '3']::DOUBLE[]) AS a, unnest(['x','y','z']) b");
    fails(file, DEFAULTS, "FILE, row 2, column a: is infinite");
    RawTable table = RawTables.read(file, DEFAULTS.withSkipBadRows(true));
    assertArrayEquals(new double[] {1, 3}, numbers(table, "a"));
    assertEquals(List.of("x", "z"), ((TextColumn) table.column("b")).levels());
    assertEquals(1, table.skipped());
    assertEquals(List.of(file + ", row 2, column a: is infinite"), table.skippedProblems());
    fails(
        parquet("b.parquet", "SELECT 'inf'::DOUBLE AS a"),
        DEFAULTS.withSkipBadRows(true),
        "FILE has no good row; the first: FILE, row 1, column a: is infinite");
  }

  @Test
  void readsJsonOfEveryShape() throws IOException {
    for (Path file :
        List.of(
            json("a.jsonl", "{\"a\": 1, \"b\": \"x\"}\n{\"b\": \"y\", \"day\": \"2026-01-31\"}\n"),
            json(
                "a.json", "[{\"a\": 1, \"b\": \"x\"}, {\"b\": \"y\", \"day\": \"2026-01-31\"}]"))) {
      RawTable table = RawTables.read(file, DEFAULTS);
      assertEquals(List.of("a", "b", "day"), table.names());
      assertArrayEquals(new double[] {1, Double.NaN}, numbers(table, "a"));
      assertEquals("x;y;", texts(table, "b"));
      assertEquals(1_769_817_600, assertInstanceOf(TimeColumn.class, table.column("day")).get(1));
    }
    // A kind that shows after DuckDB's usual sample of 20,480 rows.
    String late = "{\"a\": 1}\n".repeat(30_000) + "{\"a\": 1.5, \"c\": 2}\n";
    RawTable table = RawTables.read(json("late.ndjson", late), DEFAULTS);
    assertEquals(30_001, table.rows());
    assertEquals(1.5, numbers(table, "a")[30_000]);
    assertEquals(30_000, table.column("c").missing());
    fails(
        json("nested.json", "{\"a\": {\"b\": 1}}"),
        DEFAULTS,
        "FILE, column a: has the type STRUCT(b BIGINT), which is no number, text, date or time;"
            + " leave it out or convert it in SQL");
    fails(
        json("mixed.json", "[{\"a\": 1}, {\"a\": \"x\"}]"),
        DEFAULTS,
        "FILE, column a: has the type JSON, which is no number, text, date or time; leave it out or"
            + " convert it in SQL");
  }

  @Test
  void runsQueries() throws SQLException {
    Path file = parquet("a.parquet", "SELECT i, i % 3 AS k FROM range(100) t(i)");
    RawTable table =
        RawTables.query(
            "\nwith t AS (FROM '"
                + file
                + "') SELECT k, sum(i) s FROM t GROUP BY k ORDER BY k DESC"
                + " ; ;\n",
            DEFAULTS);
    assertArrayEquals(new double[] {2, 1, 0}, numbers(table, "k"));
    assertArrayEquals(new double[] {1650, 1617, 1683}, numbers(table, "s"));
    RawTable semicolon = RawTables.query("FROM (SELECT ';' AS a)", DEFAULTS);
    assertEquals("FROM (SELECT ';' AS a)", semicolon.source());
    assertEquals(";;", texts(semicolon, "a"));
    RawTable commented = RawTables.query("SELECT 1 AS a -- ; why", DEFAULTS);
    assertArrayEquals(new double[] {1}, numbers(commented, "a"));
    assertNull(((TextColumn) RawTables.query("SELECT NULL::VARCHAR a", DEFAULTS).column(0)).get(0));
  }

  @Test
  void refusesWhatIsNotOneQuery() throws IOException {
    Path victim = folder.resolve("victim.csv");
    String only = ": only one query can be run, which begins with SELECT, WITH or FROM";
    String copy = "COPY (SELECT 1) TO '" + victim + "'";
    for (String sql :
        List.of(
            "SELECT 1 a; " + copy,
            "SELECT 1 a) AS t(c0); " + copy + "; SELECT (1",
            copy,
            "SELECT 1; SELECT 2",
            "WITH x AS (SELECT 1) INSERT INTO t FROM x",
            "VALUES (1)",
            "SET lock_configuration = false",
            "INSTALL httpfs",
            "ATTACH '" + victim + "' AS v",
            "",
            ";")) {
      var failure = assertThrows(DataException.class, () -> RawTables.query(sql, DEFAULTS), sql);
      assertFalse(failure.getMessage().contains("\n"), failure.getMessage());
      assertTrue(
          failure.getMessage().endsWith(only) || failure.getMessage().contains("syntax error"),
          failure.getMessage());
    }
    assertFalse(Files.exists(victim));
  }

  @Test
  void tellsInOneLineWhatIsWrongWithAQuery() {
    Map<String, String> failures =
        Map.of(
            "SELECT FROM WHERE",
            "SELECT FROM WHERE: syntax error at or near \"WHERE\"",
            "SELECT foo FROM (SELECT 1 AS a)",
            "SELECT foo FROM (SELECT 1 AS a): Referenced column \"foo\" not found in FROM clause!",
            "SELECT 1 AS a WHERE false",
            "SELECT 1 AS a WHERE false has no rows",
            "SELECT 1 AS a, 2 AS a",
            "SELECT 1 AS a, 2 AS a has two columns called 'a'; rename one",
            "FROM 'no.parquet'",
            "FROM 'no.parquet': No files found that match the pattern \"no.parquet\"",
            "FROM 'https://a.example/b.parquet'",
            "FROM 'https://a.example/b.parquet': File https://a.example/b.parquet requires the"
                + " extension httpfs to be loaded",
            "SELECT CAST('x' AS INT) AS a",
            "SELECT CAST('x' AS INT) AS a: Could not convert string 'x' to INT32");
    failures.forEach(
        (sql, message) -> {
          var failure = assertThrows(DataException.class, () -> RawTables.query(sql, DEFAULTS));
          assertEquals(message, failure.getMessage());
        });
  }

  @Test
  void knowsAQuery() {
    for (String text : List.of("SELECT 1", " select\n1", "With\ta AS", "from 'a.csv'"))
      assertTrue(RawTables.isQuery(text), text);
    for (String text : List.of("select.csv", "from", "with-a.csv", "selected 1", "COPY a", ""))
      assertFalse(RawTables.isQuery(text), text);
  }

  @Test
  void namesTheArtifactIfTheDriverIsMissing() throws SQLException, IOException {
    Path file = json("a.json", "{\"a\": 1}");
    Driver driver = DriverManager.getDriver("jdbc:duckdb:");
    DriverManager.deregisterDriver(driver);
    try {
      fails(
          file,
          DEFAULTS,
          "FILE: JSON needs DuckDB: add org.duckdb:duckdb_jdbc, with the classifier for this machine"
              + " such as linux_amd64, to the class path");
    } finally {
      DriverManager.registerDriver(driver);
    }
    assertEquals(1, RawTables.read(file, DEFAULTS).rows());
  }
}
