package io.github.flows4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.DataException;
import io.github.flows4j.Rows;
import io.github.flows4j.spec.CategoryColumn;
import io.github.flows4j.spec.ConstantColumn;
import io.github.flows4j.spec.NumberColumn;
import io.github.flows4j.spec.TableColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MixedTableTest {
  @TempDir Path folder;

  private MixedTable read(String text) throws IOException {
    Path file = folder.resolve("t.csv");
    Files.writeString(file, text);
    return MixedTable.of(RawTables.read(file, RawOptions.defaults()));
  }

  @Test
  void numbersTextsAndGaps() throws IOException {
    MixedTable table = read("age,job\n39, clerk\n?,guard\n41.5,\"clerk\"\n7,NA\n");
    assertEquals(4, table.rows());
    assertEquals(1, table.column("age").missing());
    assertEquals(1, table.column("job").missing());
    DataException gap = assertThrows(DataException.class, () -> table.requireNoneMissing("age"));
    assertTrue(gap.getMessage().contains("t.csv, row 2, column age: is missing"), gap.getMessage());
    assertTrue(gap.getMessage().contains("no other of 4"), gap.getMessage());
    MixedTable complete = table.complete(List.of("age", "job"));
    assertEquals(2, complete.rows());
    assertEquals(0, complete.column("age").missing());
    RawColumn.TextColumn kept = (RawColumn.TextColumn) complete.column("job");
    assertEquals(List.of("clerk"), kept.levels());
    assertArrayEquals(new double[] {39, 41.5}, complete.numbers(List.of("age")).rows().column(0));
    assertThrows(DataException.class, () -> read("a,b\n1,\n,2\n").complete(List.of("a", "b")));
  }

  @Test
  void aTextAmongNumbersIsNamed() {
    DataException few = assertThrows(DataException.class, () -> read("a\n1\n2\nx\n4\n5\n"));
    assertTrue(few.getMessage().contains("row 3, column a: 'x' is not a number"));
    StringBuilder many = new StringBuilder("a\n");
    for (int i = 0; i < 3_000; i++) many.append(i).append('\n');
    many.append("oops\n");
    DataException last = assertThrows(DataException.class, () -> read(many.toString()));
    assertTrue(last.getMessage().contains("row 3001, column a: 'oops'"));
    DataException infinite = assertThrows(DataException.class, () -> read("a\n1\n2\ninf\n"));
    assertTrue(infinite.getMessage().contains("row 3"), infinite.getMessage());
  }

  @Test
  void rowsAreNumbersByType() throws IOException {
    MixedTable table = read("n,c,k\n1,b,9\n2,a,9\n,b,9\n");
    List<TableColumn> types =
        List.of(
            new CategoryColumn("c", List.of("a", "b"), List.of(1.0, 2.0)),
            NumberColumn.real("n", 0, 1),
            new ConstantColumn("gone", "1"));
    Rows rows = table.rows(types, false);
    assertArrayEquals(new double[] {1, 1, Double.NaN}, rows.row(0));
    assertArrayEquals(new double[] {0, 2, Double.NaN}, rows.row(1));
    assertArrayEquals(new double[] {1, Double.NaN, Double.NaN}, rows.row(2));
  }

  @Test
  void levelsThatNobodyKnows() throws IOException {
    MixedTable table = read("c\n3.0\n4\n5\n");
    List<TableColumn> types =
        List.of(new CategoryColumn("c", List.of("3", "4"), List.of(1.0, 1.0)));
    DataException unseen = assertThrows(DataException.class, () -> table.rows(types, false));
    assertTrue(unseen.getMessage().contains("row 3, column c: '5' is no category"));
    assertArrayEquals(new double[] {0, 1, -1}, table.rows(types, true).column(0));
  }

  @Test
  void anotherValueThanTheConstant() throws IOException {
    MixedTable table = read("c,d\n9.0,x\n8,x\n9,y\n");
    List<TableColumn> types =
        List.of(
            new ConstantColumn("c", "9"),
            new ConstantColumn("d", "x"),
            new ConstantColumn("gone", "1"));
    double[] known = {Double.NaN, Double.NaN, Double.NaN};
    assertArrayEquals(known, table.rows(types, false).column(0));
    Rows rows = table.rows(types, true);
    assertArrayEquals(new double[] {0, ConstantColumn.OTHER, 0}, rows.column(0));
    assertArrayEquals(new double[] {0, 0, ConstantColumn.OTHER}, rows.column(1));
    assertArrayEquals(known, rows.column(2));
  }

  @Test
  void manyDifferentNumbersAreStillFoundByText() throws IOException {
    StringBuilder text = new StringBuilder("c\n");
    for (int i = 0; i < 1_500; i++) text.append(i).append(".50\n");
    MixedTable table = read(text.toString());
    List<TableColumn> types =
        List.of(new CategoryColumn("c", List.of("7.5", "8.5"), List.of(1.0, 1.0)));
    double[] codes = table.rows(types, true).column(0);
    assertEquals(0, codes[7]);
    assertEquals(1, codes[8]);
    assertEquals(-1, codes[9]);
  }

  @Test
  void valuesAreWrittenAsTheirTypeHasThem() {
    assertEquals("3", TypedValues.text(whole(NumberColumn.Kind.WHOLE, 1), 3));
    assertEquals("1970-01-03", TypedValues.text(whole(NumberColumn.Kind.DATE, 86_400), 172_800));
    assertEquals("1970-01-01T00:01:40Z", TypedValues.text(whole(NumberColumn.Kind.TIME, 1), 100));
    assertEquals("0.3", TypedValues.text(whole(NumberColumn.Kind.REAL, 0.1), 0.1 + 0.2));
    assertEquals("", TypedValues.text(whole(NumberColumn.Kind.REAL, 0), Double.NaN));
    assertEquals("1994", TypedValues.text(new ConstantColumn("y", "1994"), Double.NaN));
  }

  private static NumberColumn whole(NumberColumn.Kind kind, double step) {
    NumberColumn real = NumberColumn.real("x", 0, 1);
    return new NumberColumn("x", kind, step, real.warp(), 0, 1, 0);
  }
}
