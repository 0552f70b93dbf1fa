package io.github.flows4j.data;

import io.github.flows4j.Rows;
import io.github.flows4j.spec.CategoryColumn;
import io.github.flows4j.spec.ConstantColumn;
import io.github.flows4j.spec.NumberColumn;
import io.github.flows4j.spec.TableColumn;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Rows of typed columns as their users write them. */
public final class TypedValues {
  private static final long DAY = 86_400;

  private TypedValues() {}

  /** All columns as texts; what is missing is empty. */
  public static List<NewColumn> texts(List<TableColumn> columns, Rows rows) {
    List<NewColumn> all = new ArrayList<>();
    for (int j = 0; j < columns.size(); j++) {
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < rows.count(); i++) texts.add(text(columns.get(j), rows.get(i, j)));
      all.add(new NewColumn(columns.get(j).name(), texts));
    }
    return all;
  }

  /** One value as text; empty where it is missing. */
  public static String text(TableColumn column, double value) {
    if (column instanceof ConstantColumn constant) return constant.text();
    if (Double.isNaN(value)) return "";
    if (column instanceof CategoryColumn category) return category.levels().get((int) value);
    NumberColumn number = (NumberColumn) column;
    return switch (number.kind()) {
      case WHOLE -> BigDecimal.valueOf(value).setScale(0, RoundingMode.HALF_EVEN).toPlainString();
      case DATE -> time(value, true);
      case TIME -> time(value, false);
      case REAL -> number.origin() == null ? Numbers.format(value) : rounded(value, number);
    };
  }

  /** A point in time, in seconds since 1970, as ISO 8601 has it, to the microsecond. */
  static String time(double seconds, boolean dateOnly) {
    return dateOnly
        ? LocalDate.ofEpochDay(Math.floorDiv((long) seconds, DAY)).toString()
        : Instant.ofEpochSecond((long) Math.floor(seconds))
            .plusNanos(1_000 * Math.round((seconds - Math.floor(seconds)) * 1e6))
            .toString();
  }

  /**
   * Seconds since 1970 (UTC) of an ISO date, or date and time; NaN if the text is none. Without an
   * offset it is UTC.
   */
  public static double seconds(String text) {
    return Scan.seconds(text.toCharArray(), 0, text.length());
  }

  /** As many decimals as tell the grid's values apart, and some more where it is no decimal one. */
  private static String rounded(double value, NumberColumn number) {
    double digits = -Math.log10(number.step());
    boolean decimal = number.origin() == 0 && Math.abs(digits - Math.rint(digits)) < 1e-9;
    int decimals = Math.max(0, (int) (decimal ? Math.rint(digits) : Math.ceil(digits) + 3));
    return Numbers.format(
        BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN).doubleValue());
  }
}
