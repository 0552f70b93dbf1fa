package io.github.flows4j.data;

import io.github.flows4j.DataException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A column of numbers or of texts, as its file has them; some may be missing. Numbers whose texts
 * are few are known by both.
 */
public final class MixedColumn {
  private final String name;
  private final GrowingDoubles numbers = new GrowingDoubles();
  private final GrowingDoubles codes = new GrowingDoubles();

  /** Each text's number; null once numbers have had too many of them. */
  private Map<String, Integer> levels = new LinkedHashMap<>();

  private long missing;
  private long texts;
  private DataException firstText;
  private DataException firstMissing;

  MixedColumn(String name) {
    this.name = name;
  }

  /** Takes the next row's text. */
  void add(CsvRows rows, int column) {
    String text = rows.text(column).strip();
    double number = Numbers.parse(text);
    if (!Double.isFinite(number)) {
      if (Numbers.missing(text)) {
        if (missing++ == 0) firstMissing = rows.failure(column, Numbers.problem(text));
        numbers.add(Double.NaN);
        codes.add(-1);
        return;
      }
      if (Numbers.infinite(text)) throw rows.failure(column, Numbers.problem(text));
      if (texts++ == 0) firstText = rows.failure(column, Numbers.problem(text));
      number = Double.NaN;
    }
    numbers.add(number);
    if (levels == null) {
      // A text after more numbers than any category has: it is the odd one out.
      if (texts > 0) throw firstText;
      return;
    }
    Integer code = levels.get(text);
    if (code == null) {
      code = levels.size();
      levels.put(text, code);
    }
    codes.add(code);
    if (levels.size() > ColumnTypes.MOST_LEVELS) {
      if (texts == 0) levels = null;
      else if (2 * texts < numbers.size() - missing) throw firstText;
    }
  }

  /**
   * Ends it.
   *
   * @throws DataException naming row and column of the first text, if most values are numbers
   */
  void end() {
    long present = numbers.size() - missing;
    if (texts > 0 && 2 * texts < present) throw firstText;
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** Whether all that is there are numbers. */
  public boolean numeric() {
    return texts == 0;
  }

  /** How many values are missing. */
  public long missing() {
    return missing;
  }

  /** The problem of the first missing value, which names file, row and column; null for none. */
  public DataException firstMissing() {
    return firstMissing;
  }

  /** The numbers, NaN where missing; of a column of texts also where there is a text. */
  public double[] numbers() {
    return numbers.toArray();
  }

  /** The different texts in the order of their first rows; of numbers none if they are too many. */
  public List<String> levels() {
    return levels == null ? List.of() : List.copyOf(levels.keySet());
  }

  /** Each row's text by its number among {@link #levels}, -1 where it is missing. */
  int[] codes() {
    double[] all = codes.toArray();
    int[] whole = new int[all.length];
    for (int i = 0; i < all.length; i++) whole[i] = (int) all[i];
    return whole;
  }

  /** Each row's text; null where it is missing. Numbers as the shortest text if they are many. */
  List<String> texts() {
    List<String> all = new ArrayList<>();
    if (levels == null) {
      for (double number : numbers()) all.add(Double.isNaN(number) ? null : Numbers.format(number));
      return all;
    }
    List<String> names = levels();
    for (int code : codes()) all.add(code < 0 ? null : names.get(code));
    return all;
  }
}
