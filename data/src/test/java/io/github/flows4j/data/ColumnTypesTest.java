package io.github.flows4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.DataException;
import io.github.flows4j.spec.CategoryColumn;
import io.github.flows4j.spec.ConstantColumn;
import io.github.flows4j.spec.NumberColumn;
import io.github.flows4j.spec.NumberColumn.Kind;
import io.github.flows4j.spec.TableColumn;
import io.github.flows4j.spec.Warp;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ColumnTypesTest {
  private static final ColumnHint NONE = ColumnHint.none();

  private static double[] values(int count, IntToDoubleFunction value) {
    return IntStream.range(0, count).mapToDouble(value).toArray();
  }

  private static NumberColumn number(double[] values, ColumnHint hint) {
    return assertInstanceOf(
        NumberColumn.class, ColumnTypes.number("x", values, hint, false), "a number");
  }

  @Test
  void realsAreStandardized() {
    SplittableRandom random = new SplittableRandom(1);
    double[] values = values(10_000, i -> 3 + 2 * random.nextGaussian());
    NumberColumn column = number(values, NONE);
    assertTrue(column.plain(), column::toString);
    assertEquals(3, column.mean(), 0.06);
    assertEquals(2, column.scale(), 0.05);
  }

  @Test
  void wholeNumbersKeepAboveZero() {
    NumberColumn column = number(values(1_000, i -> i % 37), NONE);
    assertEquals(Kind.WHOLE, column.kind());
    assertEquals(1, column.step());
    assertEquals(0, assertInstanceOf(Warp.SoftLog.class, column.warp()).bound());
    NumberColumn signed = number(values(1_000, i -> i % 37 - 5), NONE);
    assertInstanceOf(Warp.Identity.class, signed.warp());
    // a hundred deviations out: incomes, counts
    NumberColumn heavy = number(values(1_000, i -> i == 7 ? 1e6 : i % 37), NONE);
    assertInstanceOf(Warp.Log.class, heavy.warp());
  }

  @Test
  void fewWholeNumbersAreLevelsInTheirOrder() {
    TableColumn column = ColumnTypes.number("x", values(300, i -> 5 - i % 3), NONE, false);
    CategoryColumn category = assertInstanceOf(CategoryColumn.class, column);
    assertEquals(List.of("3", "4", "5"), category.levels());
    assertEquals(List.of(100.5, 100.5, 100.5), category.shares());
    // too few rows to call them levels
    assertEquals(Kind.WHOLE, number(values(30, i -> i % 3), NONE).kind());
  }

  /** A level that few rows have: there will be others, which must not be impossible. */
  @Test
  void wholeNumbersWithARareValueStayNumbers() {
    assertEquals(Kind.WHOLE, number(values(300, i -> i < 4 ? 9 : i % 3), NONE).kind());
    assertInstanceOf(
        CategoryColumn.class,
        ColumnTypes.number("x", values(300, i -> i < 5 ? 9 : i % 3), NONE, false));
    // a flag that is seldom up is a flag
    assertInstanceOf(
        CategoryColumn.class,
        ColumnTypes.number("x", values(300, i -> i == 7 ? 1 : 0), NONE, false));
  }

  /** Whole numbers that somebody scaled to [0, 1] or standardized, where they are said to be. */
  @Test
  void rescaledWholeNumbersHaveTheirCells() {
    double[] values = values(3_000, i -> (i * 37 % 150 - 40) / 7.3);
    ColumnHint rounded = ColumnHint.of(ColumnHint.Type.ROUNDED);
    NumberColumn column = number(values, rounded);
    assertEquals(1 / 7.3, column.step(), 1e-12);
    double steps = (column.origin() - values[5]) / column.step();
    assertEquals(Math.rint(steps), steps, 1e-9);
    assertEquals(0, number(values, NONE).step());
    double[] roots = values(900, i -> Math.sqrt(i % 30));
    DataException none = assertThrows(DataException.class, () -> number(roots, rounded));
    assertEquals("column x: its values lie on no grid", none.getMessage());
  }

  @Test
  void roundedRealsHaveTheirCells() {
    SplittableRandom random = new SplittableRandom(2);
    double[] tied = values(20_000, i -> Math.rint(100 * random.nextGaussian()) / 100);
    assertEquals(0.01, number(tied, NONE).step(), 1e-15);
    assertEquals(0, number(tied, ColumnHint.of(ColumnHint.Type.REAL)).step());
    double[] fine = values(5_000, i -> Math.rint(1e6 * random.nextGaussian()) / 1e6);
    assertEquals(0, number(fine, NONE).step());
  }

  @Test
  void hintsSayBoundsAndTails() {
    double[] values = values(100, i -> (i + 0.5) / 101);
    assertEquals(
        new Warp.Logit(0, 1), number(values, new ColumnHint(null, 0.0, 1.0, false)).warp());
    assertEquals(
        new Warp.Log(2, true), number(values, new ColumnHint(null, null, 2.0, true)).warp());
    // Whole numbers may be at their bounds.
    assertEquals(
        new Warp.Logit(0, 10),
        number(values(50, i -> i % 10), new ColumnHint(ColumnHint.Type.WHOLE, 0.0, 9.0, false))
            .warp());
    DataException beyond =
        assertThrows(
            DataException.class, () -> number(values, new ColumnHint(null, 0.3, null, false)));
    assertTrue(beyond.getMessage().startsWith("column x: "), beyond.getMessage());
    assertTrue(beyond.getMessage().contains("lower bound 0.3"), beyond.getMessage());
  }

  @Test
  void constantsAndGaps() {
    assertEquals(
        new ConstantColumn("x", "4"), ColumnTypes.number("x", values(9, i -> 4), NONE, false));
    double[] gaps = values(100, i -> i % 4 == 0 ? Double.NaN : i * 0.37);
    DataException refused =
        assertThrows(DataException.class, () -> ColumnTypes.number("x", gaps, NONE, false));
    assertTrue(refused.getMessage().contains("25 of 100 values are missing"));
    NumberColumn column = (NumberColumn) ColumnTypes.number("x", gaps, NONE, true);
    assertEquals(0.25, column.gaps());
    assertEquals(2, column.features());
  }

  @Test
  void textsAreCategoriesByHowOftenTheyAre() {
    int[] codes = {0, 1, 1, -1, 1, 0};
    CategoryColumn column =
        (CategoryColumn) ColumnTypes.category("c", List.of("a", "b"), codes, true);
    assertEquals(List.of("b", "a"), column.levels());
    assertEquals(List.of(3.5, 2.5, 1.5), column.shares());
    assertThrows(
        DataException.class, () -> ColumnTypes.category("c", List.of("a", "b"), codes, false));
    List<String> many = IntStream.range(0, 2_000).mapToObj(i -> "n" + i).toList();
    DataException names =
        assertThrows(
            DataException.class,
            () -> ColumnTypes.category("c", many, IntStream.range(0, 2_000).toArray(), false));
    assertTrue(
        names.getMessage().contains("2000 different texts in 2000 rows"), names.getMessage());
  }
}
