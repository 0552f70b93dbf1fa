package io.github.flows4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.flows4j.DataException;
import io.github.flows4j.Rows;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  private static Table table(double... values) {
    return new Table("t.csv", List.of("a", "b", "c"), Rows.of(3, values));
  }

  private static String failure(Runnable call) {
    return assertThrows(RuntimeException.class, call::run).getMessage();
  }

  @Test
  void takesColumnsThatVary() {
    Table table = table(1, 2, 3, 4, 2, 4, 4, 3, 3);
    assertSame(table, table.requireVarying());
  }

  @Test
  void namesConstantColumns() {
    Table table = table(1, 2, 0.5, 4, 2, 0.5, 4, 3, 0.5);
    assertThrows(DataException.class, table::requireVarying);
    assertEquals(
        "t.csv: column c (0.5) never varies in rows 1 to 3; leave out what is constant",
        failure(table::requireVarying));
    assertEquals(
        "t.csv: columns b (2), c (0.5) never vary in rows 1 to 2; leave out what is constant",
        failure(() -> table.requireVarying(0, 2)));
    assertEquals(
        "t.csv: columns a (4), c (0.5) never vary in rows 2 to 3; leave out what is constant",
        failure(() -> table.requireVarying(1, 3)));
  }

  @Test
  void wantsTwoRows() {
    assertEquals(
        "t.csv: at least 2 rows are needed, there are 1",
        failure(() -> table(1, 2, 3).requireVarying()));
  }

  @Test
  void checksNames() {
    Rows rows = Rows.of(2, 1, 2);
    assertEquals("1 names for 2 columns", failure(() -> new Table("t", List.of("a"), rows)));
    assertEquals(
        "two columns are called 'a'", failure(() -> new Table("t", List.of("a", "a"), rows)));
    assertEquals(
        "a column's name is blank", failure(() -> new Table("t", List.of("a", " "), rows)));
  }
}
