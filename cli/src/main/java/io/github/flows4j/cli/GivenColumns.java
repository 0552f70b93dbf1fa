package io.github.flows4j.cli;

import io.github.flows4j.ConditionedRows;
import io.github.flows4j.DataException;
import io.github.flows4j.Flow;
import io.github.flows4j.PartialConditional;
import io.github.flows4j.Rows;
import io.github.flows4j.data.MixedTable;
import io.github.flows4j.data.NewColumn;
import io.github.flows4j.data.TypedValues;
import io.github.flows4j.spec.ConstantColumn;
import io.github.flows4j.spec.TableColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Rows of a table given columns that the model has jointly with the rest. */
final class GivenColumns {
  /** Fewer effective draws than this say little about a distribution. */
  private static final int FEW = 100;

  private static final int EACH = 10;

  private final Flow flow;
  private final int[] observed;
  private final Rows values;
  private final Rows context;

  /**
   * Values of some columns.
   *
   * @param observed which columns, by number
   * @param values [sets, observed columns] as the user has them
   * @param context one row as the user has it; null for a model without context
   */
  private GivenColumns(Flow flow, int[] observed, Rows values, Rows context) {
    this.flow = flow;
    this.observed = observed;
    this.values = values;
    this.context = context;
  }

  /**
   * What is given of the modelled columns; null if none of them is.
   *
   * @throws UsageProblem naming a column that the model does not have, or a value that is none
   */
  static GivenColumns of(Flow flow, GivenOptions given, TableInput format) {
    List<TableColumn> features = ModelTable.features(flow);
    if (!given.any()) return null;
    GivenValues one = given.values();
    if (given.fromFile())
      return ModelTable.context(flow).isEmpty() ? ofFile(flow, features, given, format) : null;
    one.check(flow);
    int[] observed = one.observed(flow);
    boolean modelled = features.stream().anyMatch(column -> one.texts().containsKey(column.name()));
    if (!modelled) return null;
    refuseAll(features, observed, "--given");
    double[] row =
        Arrays.stream(observed).mapToDouble(j -> one.observed(features.get(j))).toArray();
    if (row.length == 0)
      throw new UsageProblem("--given: what is given always holds one value, leave it out");
    return new GivenColumns(flow, observed, Rows.of(row.length, row), one.context(flow));
  }

  private static GivenColumns ofFile(
      Flow flow, List<TableColumn> features, GivenOptions given, TableInput format) {
    MixedTable table = given.table().read(format, List.of());
    int[] observed =
        IntStream.range(0, features.size())
            .filter(j -> features.get(j).features() > 0)
            .filter(j -> table.names().contains(features.get(j).name()))
            .toArray();
    if (observed.length == 0)
      throw new DataException(
          table.source()
              + " has none of the model's columns "
              + String.join(", ", features.stream().map(TableColumn::name).toList()));
    refuseAll(features, observed, table.source());
    List<TableColumn> types = Arrays.stream(observed).mapToObj(features::get).toList();
    return new GivenColumns(flow, observed, table.rows(types, false), null);
  }

  private static void refuseAll(List<TableColumn> features, int[] observed, String where) {
    long varying = features.stream().filter(column -> !(column instanceof ConstantColumn)).count();
    if (observed.length == varying)
      throw new UsageProblem(where + " gives all columns: there is nothing left to draw");
  }

  /**
   * Draws rows for each set of values and writes them.
   *
   * @param particles null for the usual number
   */
  void sample(Console console, int each, Integer particles, long seed, Path out)
      throws IOException {
    if (particles != null && particles < each)
      throw new UsageProblem(
          "--particles must be at least the rows, " + each + ", was " + particles);
    int count =
        particles == null
            ? Math.max(PartialConditional.PARTICLES, Math.multiplyExact(EACH, each))
            : particles;
    PartialConditional conditional = PartialConditional.of(flow, observed).withParticles(count);
    Rows[] drawn = new Rows[values.count()];
    double[] effective = new double[values.count()];
    for (int i = 0; i < drawn.length; i++) {
      ConditionedRows rows = sample(conditional, i, each, seed + i);
      drawn[i] = rows.rows();
      effective[i] = rows.effectiveSampleSize();
    }
    Rows all = stacked(drawn);
    List<NewColumn> columns = new ArrayList<>(TypedValues.texts(ModelTable.features(flow), all));
    if (context != null)
      columns.addAll(
          TypedValues.texts(ModelTable.context(flow), GivenOptions.repeated(context, all.count())));
    say(console, count, each, effective);
    ModelTable.writeTexts(console, out, columns, all.count());
  }

  private ConditionedRows sample(PartialConditional conditional, int set, int each, long seed) {
    try {
      return conditional.sample(values.row(set), context, each, seed);
    } catch (DataException e) {
      String where = values.count() == 1 ? "" : ", set " + (set + 1);
      throw new DataException("given values" + where + ": " + e.getMessage(), e);
    }
  }

  private static Rows stacked(Rows[] parts) {
    int columns = parts[0].columns();
    int count = Arrays.stream(parts).mapToInt(Rows::count).sum();
    double[] values = new double[Math.multiplyExact(count, columns)];
    int at = 0;
    for (Rows part : parts) {
      part.copyTo(0, part.count(), values, at * columns);
      at += part.count();
    }
    return Rows.wrap(columns, values);
  }

  private void say(Console console, int particles, int each, double[] effective) {
    double[] sorted = effective.clone();
    Arrays.sort(sorted);
    List<TableColumn> features = ModelTable.features(flow);
    String names =
        String.join(", ", Arrays.stream(observed).mapToObj(j -> features.get(j).name()).toList());
    boolean one = sorted.length == 1;
    console.note(
        "given "
            + names
            + ": "
            + Report.count(particles)
            + " particles"
            + (one ? "" : " for each of " + Report.count(sorted.length) + " sets of values")
            + ", effective sample size "
            + (one ? "" : "from ")
            + Report.count(Math.round(sorted[0]))
            + (one ? "" : " to " + Report.count(Math.round(sorted[sorted.length - 1]))));
    int needed = Math.max(FEW, each);
    long small = Arrays.stream(sorted).filter(size -> size < needed).count();
    if (small > 0)
      console.note(
          "warning: that is fewer than "
              + Report.count(needed)
              + (one ? "" : " for " + Report.count(small) + " of them")
              + ": rows repeat and are only roughly as they should be; give more --particles or"
              + " fewer columns, or train with these as --context");
  }
}
