package io.github.flows4j.cli;

import io.github.flows4j.ColumnConditional;
import io.github.flows4j.DataException;
import io.github.flows4j.Flow;
import io.github.flows4j.data.MixedTable;
import io.github.flows4j.data.NewColumn;
import io.github.flows4j.data.RawTable;
import io.github.flows4j.data.Tables;
import io.github.flows4j.spec.ConstantColumn;
import io.github.flows4j.spec.TableColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flows4j predict}. */
@Command(
    name = "predict",
    sortOptions = false,
    description = {
      "Adds to a table what one column may hold, given each row's other columns.",
      "",
      "Of numbers it adds quantiles, NAME_q0.05 and so on, and NAME_mean; of categories"
          + " NAME_predicted, the most probable one, and p_CATEGORY for each; where values may be"
          + " missing NAME_missing, the probability that this one is. Exact for the model: its"
          + " density is normalised over the one column. Any column that is modelled will do, no"
          + " training of its own is needed.",
      "",
      "The column itself is not looked at and may be absent or empty; where it is there, how near"
          + " the answers came is said on standard error. All other columns that the model was"
          + " trained on must be there; where some are not, sample --given draws rows."
    },
    footer = {
      "",
      "Examples:",
      "  flows4j predict adult new-rows.csv --column income --out predicted.csv",
      "  flows4j predict adult new-rows.csv --column hours --quantiles 0.1,0.5,0.9 --out hours.csv",
      "  flows4j predict houses --given size=120,rooms=4 --column price"
    })
final class PredictCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "MODEL", description = "A model file or train's folder.")
  private String model;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "DATA",
      description = "A table; or give --given for one row.")
  private String data;

  @Option(
      names = "--column",
      required = true,
      paramLabel = "NAME",
      description = "The column whose values are asked for.")
  private String column;

  @Mixin private PredictedColumns predicted;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Where to (default: standard output).")
  private Path out;

  @Mixin private GivenOptions given;
  @Mixin private TableInput table;
  @Mixin CommonOptions common;

  PredictCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    predicted.check();
    if (given.fromFile()) throw new UsageProblem("give the table as DATA, without --given-data");
    if ((data == null) != given.any())
      throw new UsageProblem(
          data == null
              ? "give a table, or --given for one row"
              : "give a table or --given, not both");
    Flow flow = Models.load(model);
    if (flow.schema().image())
      throw new DataException("predict is for tables, and the model is one of images");
    ColumnConditional conditional = ColumnConditional.of(flow, number(flow));
    if (data == null) return one(flow, conditional);
    if (!(DataInput.resolve(data) instanceof DataInput.TableFile file))
      throw new DataException(data + " is no table in a file");
    if (file.path() != null && !Files.isRegularFile(file.path()))
      throw new DataException(
          data + " must be a file: it is read twice, for its numbers and to copy it");
    RawTable raw = file.raw(table);
    PredictInput input = PredictInput.of(flow, conditional.column(), raw, table.unseenLowest());
    Predictions predictions = predicted.of(conditional, input);
    if (!file.delimited() || table.skipsBadRows()) {
      List<NewColumn> all = new ArrayList<>(MixedTable.of(raw).texts());
      all.addAll(predictions.columns());
      ModelTable.writeTexts(console, out, all, raw.rows());
    } else if (out == null) {
      Tables.copyWithColumns(
          file.path(), table.options(), predictions.columns(), new ResultStream(console.out()));
    } else {
      Tables.copyWithColumns(file.path(), table.options(), predictions.columns(), out);
      console.note(out + ": " + Report.count(raw.rows()) + " rows");
    }
    predictions.notes().forEach(console::note);
    return Main.DONE;
  }

  /** The column's number among the modelled ones. */
  private int number(Flow flow) {
    List<TableColumn> columns = ModelTable.features(flow);
    List<String> names = columns.stream().map(TableColumn::name).toList();
    int at = names.indexOf(column.strip());
    if (at < 0 && ModelTable.context(flow).stream().anyMatch(c -> c.name().equals(column.strip())))
      throw new UsageProblem(
          "--column: " + column + " is context of the model, which tells nothing about it");
    if (at < 0)
      throw new UsageProblem(
          "--column: the model has no column '" + column + "'" + Names.choices(column, names));
    if (columns.get(at) instanceof ConstantColumn constant)
      throw new UsageProblem("--column: " + column + " is always '" + constant.text() + "'");
    return at;
  }

  private int one(Flow flow, ColumnConditional conditional) throws IOException {
    PredictInput input = PredictInput.of(flow, conditional.column(), given.values());
    ModelTable.writeTexts(console, out, predicted.of(conditional, input).columns(), 1);
    return Main.DONE;
  }
}
