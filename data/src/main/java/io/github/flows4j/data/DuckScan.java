package io.github.flows4j.data;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** What DuckDB finds, as it finds it. */
final class DuckScan implements TableScan {
  private final String source;
  private final List<DuckTables.Column> columns;
  private final Connection database;
  private final Statement statement;
  private final ResultSet result;
  private long row;
  private boolean ended;

  /** Takes the connection over, unless it fails. */
  DuckScan(String source, List<DuckTables.Column> columns, Connection database, String select)
      throws SQLException {
    this.source = source;
    this.columns = columns;
    this.database = database;
    statement = database.createStatement();
    result = statement.executeQuery(select);
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public List<String> names() {
    return columns.stream().map(DuckTables.Column::name).toList();
  }

  @Override
  public char delimiter() {
    return ',';
  }

  @Override
  public TextRows next(int most) {
    var rows = TextRows.Builder.ofValues(columns.size());
    try {
      while (!ended && !rows.full(most)) {
        ended = !result.next();
        if (ended) break;
        for (int i = 0; i < columns.size(); i++) rows.add(columns.get(i).text(result, i + 1));
        rows.endRow(++row);
      }
    } catch (SQLException e) {
      throw DuckTables.failure(source, e);
    }
    return rows.count() == 0 ? null : rows.build();
  }

  @Override
  public void close() {
    try (database;
        statement;
        result) {
      ended = true;
    } catch (SQLException e) {
      throw DuckTables.failure(source, e);
    }
  }
}
