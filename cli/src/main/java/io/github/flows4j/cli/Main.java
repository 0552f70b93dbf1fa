package io.github.flows4j.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code flows4j} command: its entry, and what all its commands have in common. */
@Command(
    name = "flows4j",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Normalizing flows: exact densities and fast sampling of tables of numbers and of images.",
    optionListHeading = "%n",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Examples:",
      "  flows4j train swiss-roll --out roll      the tutorial's job, on a built-in set",
      "  flows4j train rows.csv --out model       on a table of your own",
      "  flows4j train digits --out digits        on images",
      "  flows4j score model new-rows.csv         adds each row's log-density",
      "  flows4j sample model --rows 1000         new rows that look like the real ones",
      "  flows4j predict model rows.csv --column c  what a column may hold, given the others",
      "",
      "Exit status: 0 done, 1 failed, 2 wrong usage."
    })
public final class Main implements Runnable {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int INTERRUPTED = 130;

  /** In the order of the help; each is in {@link #command}. */
  private static final List<String> COMMANDS =
      List.of(
          "train",
          "score",
          "sample",
          "predict",
          "encode",
          "decode",
          "evaluate",
          "plot",
          "interpolate",
          "info",
          "import",
          "export",
          "data",
          "bench");

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  boolean version;

  private Main() {}

  /** Runs the command and ends the JVM with its exit status. */
  public static void main(String[] args) {
    // Pictures need no screen.
    if (System.getProperty("java.awt.headless") == null)
      System.setProperty("java.awt.headless", "true");
    // The library's warnings (System.Logger) take one line.
    String format = "java.util.logging.SimpleFormatter.format";
    if (System.getProperty(format) == null) System.setProperty(format, "warning: %5$s%n");
    // UTF-8 whatever the locale: column names must come out as they are in the file.
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    int status = run(args, out, System.err);
    out.flush();
    System.exit(status);
  }

  /**
   * Runs the command in this JVM.
   *
   * @param out gets results only
   * @param err gets notes, progress and failures
   * @return the exit status: 0 done, 1 failed, 2 wrong usage, 130 interrupted
   */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    Console console = new Console(out, err, Terminal.detect(System.getenv()));
    CommandLine line = commandLine(args, console);
    boolean verbose = List.of(args).contains("--verbose");
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> Failures.report(failure, command, console, verbose));
    line.setParameterExceptionHandler(
        (failure, given) -> Failures.usage(failure, console, verbose));
    int status;
    try {
      status = line.execute(args);
    } catch (OutOfMemoryError e) {
      err.println(
          "flows4j: out of memory; give Java more with FLOWS4J_JAVA_OPTS=-Xmx8g, or fewer rows");
      status = FAILED;
    }
    line.getOut().flush();
    return status;
  }

  private static CommandLine commandLine(String[] args, Console console) {
    CommandLine line = new CommandLine(new Main());
    // A command's model takes 10 ms to build: all of them only where they are listed or mistyped.
    boolean given = args.length > 0 && COMMANDS.contains(args[0]);
    for (String name : given ? List.of(args[0]) : COMMANDS)
      line.addSubcommand(command(name, console));
    if (!given) line.addSubcommand(new HelpCommand());
    line.setOut(writer(console.out()));
    line.setErr(writer(console.err()));
    line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(100);
    for (CommandLine command : line.getSubcommands().values())
      command
          .getCommandSpec()
          .usageMessage()
          .abbreviateSynopsis(true)
          .parameterListHeading("%n")
          .optionListHeading("%n");
    // A row such as -0.1,0.2 is no option.
    CommandLine interpolate = line.getSubcommands().get("interpolate");
    if (interpolate != null) interpolate.setUnmatchedOptionsArePositionalParams(true);
    return line;
  }

  private static Object command(String name, Console console) {
    return switch (name) {
      case "train" -> new TrainCommand(console);
      case "score" -> new ScoreCommand(console);
      case "sample" -> new SampleCommand(console);
      case "predict" -> new PredictCommand(console);
      case "encode" -> new EncodeCommand(console);
      case "decode" -> new DecodeCommand(console);
      case "evaluate" -> new EvaluateCommand(console);
      case "plot" -> new PlotCommand(console);
      case "interpolate" -> new InterpolateCommand(console);
      case "info" -> new InfoCommand(console);
      case "import" -> new ImportCommand(console);
      case "export" -> new ExportCommand(console);
      case "data" -> new DataCommand(console);
      case "bench" -> new BenchCommand(console);
      default -> throw new IllegalArgumentException("no command " + name);
    };
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command? see flows4j --help");
  }
}
