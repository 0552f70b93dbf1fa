package io.github.flows4j.cli;

import io.github.flows4j.DataException;
import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.TableEncoding;
import io.github.flows4j.spec.TableColumn;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The context of a conditional model, from the command line. */
final class GivenOptions {
  @Option(
      names = "--given",
      paramLabel = "c=1,d=2",
      split = ",",
      hideParamSyntax = true,
      description =
          "A value for each context column of a conditional model; sample and predict take columns"
              + " that are modelled, too.")
  private Map<String, String> given = new LinkedHashMap<>();

  @Option(
      names = "--given-data",
      paramLabel = "FILE",
      description = "A table with these columns, a row for each set of values.")
  private Path file;

  @Option(
      names = "--class",
      paramLabel = "NAME",
      description = "The class of a class-conditional model of images: its name, or number from 0.")
  private String named;

  boolean fromFile() {
    return file != null;
  }

  boolean any() {
    return file != null || !given.isEmpty() || named != null;
  }

  /**
   * One row for all, or the rows of the file, in the flow's numbers; null for a model without
   * context.
   *
   * @throws UsageProblem naming the column that is missing or that the model does not know
   */
  Rows context(Flow flow, TableInput format) {
    List<String> names = contextNames(flow);
    if (names.isEmpty()) {
      if (any())
        throw new UsageProblem(
            "the model is not conditional: leave out " + (named == null ? "--given" : "--class"));
      return null;
    }
    if (named != null) {
      if (!flow.schema().image())
        throw new UsageProblem("--class is for models of images: give --given");
      if (file != null || !given.isEmpty())
        throw new UsageProblem("give --class or --given, not both");
      return ImageClasses.of(flow).context(named);
    }
    if (file != null && !given.isEmpty())
      throw new UsageProblem("give --given or --given-data, not both");
    if (flow.schema().typed())
      return TableEncoding.of(flow.schema().table()).contextToFlow(typedContext(flow, format));
    if (file != null)
      return new DataInput.TableFile(file).read(format, names).numbers(names).rows();
    return contextRow(flow);
  }

  private static List<String> contextNames(Flow flow) {
    return flow.schema().typed()
        ? flow.schema().table().context().stream().map(TableColumn::name).toList()
        : ModelTable.names(flow.schema().context());
  }

  /** As {@link #context}, of a model of typed columns: in its user's numbers, not the flow's. */
  Rows typedContext(Flow flow, TableInput format) {
    List<TableColumn> columns = flow.schema().table().context();
    List<String> names = contextNames(flow);
    if (names.isEmpty()) return context(flow, format);
    if (file != null)
      return new DataInput.TableFile(file).read(format, names).rows(columns, format.unseenLowest());
    return contextRow(flow);
  }

  /** One row of context from --given, in which there is nothing else. */
  private Rows contextRow(Flow flow) {
    List<String> names = contextNames(flow);
    for (String name : given.keySet())
      if (!names.contains(name.strip()))
        throw new UsageProblem(
            "--given: the model has no context column '" + name + "'" + Names.choices(name, names));
    return GivenValues.of(given).context(flow);
  }

  /** What is given of a model of tables, of any of its columns. */
  GivenValues values() {
    if (named != null) throw new UsageProblem("--class is for models of images: give --given");
    if (file != null && !given.isEmpty())
      throw new UsageProblem("give --given or --given-data, not both");
    return GivenValues.of(given);
  }

  /** The table of --given-data. */
  DataInput.TableFile table() {
    return new DataInput.TableFile(file);
  }

  /** The contexts repeated so often each, in place. */
  static Rows repeated(Rows context, int times) {
    if (times == 1) return context;
    int columns = context.columns();
    double[] values =
        new double[Math.multiplyExact(Math.multiplyExact(context.count(), times), columns)];
    for (int i = 0; i < context.count() * times; i++)
      context.copyTo(i / times, 1, values, i * columns);
    if (values.length == 0) throw new DataException("there are no contexts");
    return Rows.wrap(columns, values);
  }
}
