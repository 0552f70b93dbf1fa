package io.github.flows4j.cli;

import io.github.flows4j.spec.CategoryColumn;
import io.github.flows4j.spec.ConstantColumn;
import io.github.flows4j.spec.NumberColumn;
import io.github.flows4j.spec.TableColumn;
import io.github.flows4j.spec.Warp;

/** What a typed column is, in words. */
final class ColumnText {
  private static final int SHOWN = 4;

  private ColumnText() {}

  /** Its name, type, range and what its density is measured by. */
  static String of(TableColumn column) {
    String gaps = column.mayMiss() && column.features() > 0 ? ", may be missing" : "";
    if (column instanceof ConstantColumn constant)
      return column.name() + ": always '" + constant.text() + "', left out";
    if (column instanceof CategoryColumn category) {
      int levels = category.levels().size();
      return column.name()
          + ": "
          + levels
          + " categories ("
          + String.join(", ", category.levels().subList(0, Math.min(SHOWN, levels)))
          + (levels > SHOWN ? ", ..." : "")
          + "), by probability"
          + gaps;
    }
    NumberColumn number = (NumberColumn) column;
    String kind =
        switch (number.kind()) {
          case REAL ->
              number.step() == 0 ? "real" : "real, rounded to " + Report.number(number.step());
          case WHOLE -> "whole numbers";
          case DATE -> "dates";
          case TIME -> "times, to " + Report.number(number.step()) + " s";
        };
    boolean real = number.kind() == NumberColumn.Kind.REAL;
    return column.name()
        + ": "
        + kind
        + range(number)
        + (real ? ", by density" : ", by probability")
        + gaps;
  }

  private static String range(NumberColumn number) {
    Warp warp = number.warp();
    boolean real = number.kind() == NumberColumn.Kind.REAL;
    if (warp instanceof Warp.Log log)
      return bound(log.upper(), log.bound(), real, number.step()) + ", heavy tails";
    if (warp instanceof Warp.SoftLog soft)
      return bound(soft.upper(), soft.bound(), real, number.step());
    if (warp instanceof Warp.Logit logit)
      return real
          ? " between " + Report.number(logit.lower()) + " and " + Report.number(logit.upper())
          : " from "
              + Report.number(logit.lower())
              + " to "
              + Report.number(logit.upper() - number.step());
    return warp instanceof Warp.SignedLog ? ", heavy tails" : "";
  }

  private static String bound(boolean upper, double bound, boolean real, double step) {
    if (upper)
      return real ? " below " + Report.number(bound) : " up to " + Report.number(bound - step);
    return (real ? " above " : " from ") + Report.number(bound);
  }
}
