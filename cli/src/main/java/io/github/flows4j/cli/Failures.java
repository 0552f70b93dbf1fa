package io.github.flows4j.cli;

import io.github.flows4j.spec.FlowException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Failures in one line: what is wrong and where, then what to do. */
final class Failures {
  private Failures() {}

  /** Reports what a command threw. */
  static int report(Exception failure, CommandLine command, Console console, boolean verbose) {
    if (failure instanceof BrokenPipe) return Main.DONE;
    if (failure instanceof ParameterException usage) return usage(usage, console, verbose);
    if (failure instanceof UsageProblem)
      return say(seeHelp(failure.getMessage(), command), failure, console, verbose, Main.USAGE);
    return say(oneLine(message(failure)), failure, console, verbose, Main.FAILED);
  }

  /** Reports arguments that the command does not take. */
  static int usage(ParameterException failure, Console console, boolean verbose) {
    String text = seeHelp(usageMessage(failure), failure.getCommandLine());
    return say(text, failure, console, verbose, Main.USAGE);
  }

  private static String seeHelp(String text, CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    return oneLine(text) + (text.contains("--help") ? "" : "; see " + name + " --help");
  }

  private static int say(
      String text, Exception failure, Console console, boolean verbose, int status) {
    console.out().flush();
    console.err().println("flows4j: " + text);
    if (verbose) failure.printStackTrace(console.err());
    return status;
  }

  private static String usageMessage(ParameterException failure) {
    if (!(failure instanceof UnmatchedArgumentException unmatched)) {
      String text = failure.getMessage();
      return Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
    String first = unmatched.getUnmatched().get(0);
    boolean root = failure.getCommandLine().getParent() == null;
    String kind = unmatched.isUnknownOption() ? "option" : root ? "command" : "argument";
    // picocli offers whatever is least far off, which may be far; ours is to be close.
    if (kind.equals("argument")) return "there is nothing to do with the argument '" + first + "'";
    int end = first.indexOf('=');
    String typed = kind.equals("option") && end > 0 ? first.substring(0, end) : first;
    var names = new java.util.ArrayList<String>();
    if (kind.equals("command")) names.addAll(failure.getCommandLine().getSubcommands().keySet());
    else names.addAll(failure.getCommandLine().getCommandSpec().optionsMap().keySet());
    return "there is no " + kind + " '" + typed + "'" + Names.hint(typed, names);
  }

  private static String message(Throwable failure) {
    if (failure instanceof FlowException) return failure.getMessage();
    if (failure instanceof UncheckedIOException unchecked) return message(unchecked.getCause());
    if (failure instanceof IOException io) return message(io);
    // What a record or a method's edge refuses is written for users.
    if (failure instanceof IllegalArgumentException && failure.getMessage() != null)
      return failure.getMessage();
    return "internal error, please report it with what --verbose adds: " + failure;
  }

  private static String message(IOException failure) {
    if (!(failure instanceof FileSystemException files))
      return String.valueOf(failure.getMessage());
    String file = files.getFile();
    if (failure instanceof NoSuchFileException && files.getReason() == null)
      return file + " does not exist";
    if (failure instanceof AccessDeniedException) return file + ": permission denied";
    if (failure instanceof FileAlreadyExistsException) return file + " is there already";
    return file + ": " + files.getReason();
  }

  static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
