package io.github.flows4j.data;

import io.github.flows4j.DataException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tables by way of DuckDB: Parquet, JSON and SQL. The database is in memory and for one call only,
 * extensions are neither fetched nor loaded, and nothing but one query is let through.
 */
final class DuckTables {
  private static final String DRIVER_MISSING =
      " needs DuckDB: add org.duckdb:duckdb_jdbc, with the classifier for this machine"
          + " such as linux_amd64, to the class path";

  /** What DuckDB says around the sentence that tells what is wrong. */
  private static final Pattern PRELUDE =
      Pattern.compile(
          "^(Invalid Input Error: Attempting to execute[^\\n]*\\n)?(Error: )?([A-Z][A-Za-z ]* Error: )?");

  private static final Pattern NUMBER =
      Pattern.compile("U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\\(.*|BIGNUM");

  private static final Pattern TEXT = Pattern.compile("VARCHAR|BOOLEAN|UUID|ENUM\\(.*");
  private static final Pattern TIME = Pattern.compile("TIMESTAMP(_S|_MS|_NS| WITH TIME ZONE)?");
  private static final Pattern SEMICOLONS = Pattern.compile("[;\\s]+$");

  /** DuckDB 1.5.0 counts the line with the damage one too high. */
  private static final Pattern JSON_PLACE =
      Pattern.compile("^(Malformed JSON in file .*, at byte \\d+ in (?:line|record/value) )(\\d+)");

  private DuckTables() {}

  record Column(String name, String type, ColumnBuilder.Kind kind) {
    /** Whether its values have a text that says all of them. */
    boolean exact() {
      return kind == ColumnBuilder.Kind.NUMBER && !type.equals("DOUBLE") && !type.equals("FLOAT");
    }

    /** A value of what is read as texts, null if it is missing. */
    String text(ResultSet result, int at) throws SQLException {
      if (kind == ColumnBuilder.Kind.TEXT || exact()) return result.getString(at);
      double value = result.getDouble(at);
      if (result.wasNull() || Double.isNaN(value)) return null;
      return kind == ColumnBuilder.Kind.TIME && Double.isFinite(value)
          ? TypedValues.time(value, type.equals("DATE"))
          : Numbers.format(value);
    }

    /** The column as DOUBLE or VARCHAR. */
    String expression(String reference) {
      return switch (kind) {
        case NUMBER -> "CAST(" + reference + " AS DOUBLE)";
        case TIME -> "epoch(" + reference + ")";
        default -> "CAST(" + reference + " AS VARCHAR)";
      };
    }
  }

  static RawTable parquet(Path file, RawOptions options) {
    return read(file.toString(), file + ": Parquet", parquet(file), options);
  }

  private static String parquet(Path file) {
    return "FROM read_parquet(" + literal(file) + ")";
  }

  /**
   * Records of JSON, one a line or in a list. The kinds of the columns are those of all rows, not
   * of a sample.
   */
  static RawTable json(Path file, RawOptions options) {
    return read(file.toString(), file + ": JSON", json(file), options);
  }

  private static String json(Path file) {
    return "FROM read_json("
        + literal(file)
        + ", records = true, sample_size = -1, map_inference_threshold = -1)";
  }

  static TableScan scanParquet(Path file) {
    return scan(file.toString(), file + ": Parquet", parquet(file), false);
  }

  static TableScan scanJson(Path file) {
    return scan(file.toString(), file + ": JSON", json(file), false);
  }

  static TableScan scanQuery(String sql) {
    return scan(Numbers.shown(sql.strip()), "SQL", sql, true);
  }

  /** A scan that closes the database at its end. */
  private static TableScan scan(String source, String what, String sql, boolean check) {
    try {
      Connection database = connect(what);
      try {
        if (check) checkQuery(database, source, sql);
        String query = check ? bare(sql) : sql;
        List<Column> columns = columns(database, source, query);
        for (Column column : columns) requireKnown(source, column);
        String select = select(query, columns, columns, true);
        return new DuckScan(source, columns, database, select);
      } catch (SQLException | DataException e) {
        database.close();
        throw e;
      }
    } catch (SQLException e) {
      throw failure(source, e);
    }
  }

  /** A query without what may follow its end; the line break ends a comment. */
  private static String bare(String sql) {
    return SEMICOLONS.matcher(sql).replaceFirst("") + "\n";
  }

  static RawTable query(String sql, RawOptions options) {
    String source = Numbers.shown(sql.strip());
    try (Connection database = connect("SQL")) {
      checkQuery(database, source, sql);
      return read(database, source, bare(sql), options);
    } catch (SQLException e) {
      throw failure(source, e);
    }
  }

  private static RawTable read(String source, String what, String sql, RawOptions options) {
    try (Connection database = connect(what)) {
      return read(database, source, sql, options);
    } catch (SQLException e) {
      throw failure(source, e);
    }
  }

  /** The file's name as SQL has it, with what DuckDB would take for a pattern escaped. */
  private static String literal(Path file) {
    String name = file.toString().replaceAll("[*?\\[]", "[$0]");
    return "'" + name.replace("'", "''") + "'";
  }

  private static Connection connect(String what) throws SQLException {
    var settings = new Properties();
    settings.setProperty("jdbc_stream_results", "true");
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    settings.setProperty("allow_community_extensions", "false");
    // Else large sorts would leave a folder where the command was called.
    settings.setProperty("temp_directory", System.getProperty("java.io.tmpdir"));
    Connection database;
    try {
      database = DriverManager.getConnection("jdbc:duckdb:", settings);
    } catch (SQLException e) {
      if ("08001".equals(e.getSQLState())) throw new DataException(what + DRIVER_MISSING, e);
      throw e;
    }
    try (Statement statement = database.createStatement()) {
      statement.execute("SET lock_configuration = true");
    } catch (SQLException e) {
      database.close();
      throw e;
    }
    return database;
  }

  /** Has DuckDB's own parser say whether the text is one query. */
  private static void checkQuery(Connection database, String source, String sql)
      throws SQLException {
    String parse =
        "SELECT j->>'$.error', j->>'$.error_type', j->>'$.error_message',"
            + " json_array_length(j->'$.statements')"
            + " FROM (SELECT CAST(json_serialize_sql(CAST(? AS VARCHAR)) AS JSON) AS j)";
    try (PreparedStatement statement = database.prepareStatement(parse)) {
      statement.setString(1, sql);
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        boolean parsed = "false".equals(result.getString(1));
        if (!parsed && "parser".equals(result.getString(2)))
          throw new DataException(source + ": " + oneLine(result.getString(3)));
        if (!parsed || result.getInt(4) != 1 || !RawTables.isQuery(sql))
          throw new DataException(
              source + ": only one query can be run, which begins with SELECT, WITH or FROM");
      }
    }
  }

  private static RawTable read(Connection database, String source, String sql, RawOptions options)
      throws SQLException {
    List<Column> all = columns(database, source, sql);
    List<String> names = all.stream().map(Column::name).toList();
    List<Column> chosen = new ArrayList<>();
    for (String name : options.columns().isEmpty() ? names : options.columns()) {
      int index = names.indexOf(name);
      if (index < 0)
        throw new DataException(
            source + " has no column '" + name + "'" + Suggestions.of(name, names));
      requireKnown(source, all.get(index));
      chosen.add(all.get(index));
    }
    try (Statement statement = database.createStatement();
        ResultSet result = statement.executeQuery(select(sql, all, chosen, false))) {
      return table(source, chosen, result, options);
    }
  }

  private static void requireKnown(String source, Column column) {
    if (column.kind() == ColumnBuilder.Kind.UNKNOWN)
      throw new DataException(
          source
              + ", column "
              + Numbers.shown(column.name())
              + ": has the type "
              + Numbers.shown(column.type())
              + ", which is no number, text, date or time; leave it out or convert it in SQL");
  }

  /**
   * The query that reads chosen columns.
   *
   * @param texts whether numbers that are exact in decimal are read as they are written
   */
  private static String select(String sql, List<Column> all, List<Column> chosen, boolean texts) {
    var select = new StringBuilder("SELECT ");
    for (int i = 0; i < chosen.size(); i++) {
      Column column = chosen.get(i);
      String reference = "c" + all.indexOf(column);
      select
          .append(i == 0 ? "" : ", ")
          .append(
              texts && column.exact()
                  ? "CAST(" + reference + " AS VARCHAR)"
                  : column.expression(reference));
    }
    select.append(" FROM (").append(sql).append(") AS t(");
    for (int i = 0; i < all.size(); i++) select.append(i == 0 ? "c" : ", c").append(i);
    return select.append(')').toString();
  }

  private static List<Column> columns(Connection database, String source, String sql)
      throws SQLException {
    var columns = new ArrayList<Column>();
    var seen = new HashSet<String>();
    try (Statement statement = database.createStatement();
        ResultSet result = statement.executeQuery("DESCRIBE " + sql)) {
      while (result.next()) {
        String name = result.getString(1);
        String type = result.getString(2);
        if (!seen.add(name))
          throw new DataException(
              source + " has two columns called '" + Numbers.shown(name) + "'; rename one");
        if (name.isBlank()) throw new DataException(source + " has a column without a name");
        columns.add(new Column(name, type, kind(type)));
      }
    }
    return columns;
  }

  private static ColumnBuilder.Kind kind(String type) {
    if (type.endsWith("]")) return ColumnBuilder.Kind.UNKNOWN;
    if (NUMBER.matcher(type).matches()) return ColumnBuilder.Kind.NUMBER;
    if (TEXT.matcher(type).matches()) return ColumnBuilder.Kind.TEXT;
    if (type.equals("DATE") || TIME.matcher(type).matches()) return ColumnBuilder.Kind.TIME;
    return ColumnBuilder.Kind.UNKNOWN;
  }

  private static RawTable table(
      String source, List<Column> columns, ResultSet result, RawOptions options)
      throws SQLException {
    var bad = new BadRows(options.skipBadRows());
    var built = new ArrayList<ColumnBuilder>();
    for (Column column : columns) {
      var builder = ColumnBuilder.of(column.kind());
      builder.setDateOnly(column.type().equals("DATE"));
      built.add(builder);
    }
    int row = 0;
    for (; result.next(); row++) {
      if (row == Integer.MAX_VALUE - 8)
        throw new DataException(source + " is too large: it has more than " + row + " rows");
      for (int i = 0; i < built.size(); i++) {
        if (columns.get(i).kind() == ColumnBuilder.Kind.TEXT) {
          built.get(i).add(result.getString(i + 1));
          continue;
        }
        double value = result.getDouble(i + 1);
        if (result.wasNull()) value = Double.NaN;
        boolean infinite = Double.isInfinite(value);
        built.get(i).add(infinite ? bad.infinite(source, row, columns.get(i).name()) : value);
      }
    }
    List<String> names = columns.stream().map(Column::name).toList();
    return bad.table(source, names, built, row);
  }

  static DataException failure(String source, SQLException e) {
    String message = oneLine(String.valueOf(e.getMessage()));
    boolean named = message.contains(source);
    return new DataException((named ? "" : source + ": ") + message, e);
  }

  private static String oneLine(String message) {
    Matcher prelude = PRELUDE.matcher(message);
    String rest = prelude.find() ? message.substring(prelude.end()) : message;
    int end = rest.indexOf('\n');
    String line = (end < 0 ? rest : rest.substring(0, end)).strip();
    return JSON_PLACE
        .matcher(line)
        .replaceFirst(
            place ->
                Matcher.quoteReplacement(place.group(1) + (Long.parseLong(place.group(2)) - 1)));
  }
}
