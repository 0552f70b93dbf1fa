package io.github.flows4j.cli;

import io.github.flows4j.DataException;
import io.github.flows4j.Flow;
import io.github.flows4j.TableFlow;
import io.github.flows4j.data.NewColumn;
import io.github.flows4j.data.RowDecoder;
import io.github.flows4j.data.TableScan;
import io.github.flows4j.data.Tables;
import io.github.flows4j.data.TextRows;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A table and its scores, read, scored and written some rows at a time: it may be larger than
 * memory, and a pipe. One thread reads and writes; the others each score a part, so that one part a
 * thread is in work and the order stays.
 */
final class TableScores {
  /** Rows of a part. */
  private static final int PART = 2_048;

  /** Where a row takes as long as hundreds: small tables are to keep all threads busy. */
  private static final int SLOW_PART = 32;

  private final Console console;
  private final Flow flow;
  private final TableFlow typed;
  private final ScoreColumns columns;
  private final int threads = Runtime.getRuntime().availableProcessors();
  private RowDecoder decoder;
  private char delimiter;
  private long written;
  private long left;
  private String problem = "";

  TableScores(Console console, Flow flow, ScoreColumns columns) {
    this.console = console;
    this.flow = flow.withThreads(1);
    typed = flow.schema().typed() ? TableFlow.of(this.flow) : null;
    this.columns = columns;
  }

  /**
   * Some rows as they are to be written.
   *
   * @param rows how many they are
   * @param left how many bad ones are left out
   * @param problem what is wrong with the first of them
   */
  private record Part(String lines, int rows, int left, String problem) {}

  /**
   * Writes a table with its scores to a file or, if there is none, to standard output.
   *
   * @throws DataException naming file, row and column of what can't be scored; a file then stays
   *     what it was
   */
  void write(DataInput.TableFile source, TableInput format, Path out) throws IOException {
    columns.check(flow);
    try (TableScan scan = source.scan(format)) {
      decoder = ModelTable.decoder(flow, scan, format);
      delimiter = source.delimited() || out == null ? scan.delimiter() : Tables.delimiterFor(out);
      if (out == null) copy(scan, new ResultStream(console.out()));
      else Tables.replace(out, to -> copy(scan, to));
      noteSkipped(scan);
    }
    if (out != null) console.note(out + ": " + Report.count(written) + " rows");
  }

  private void noteSkipped(TableScan scan) {
    if (skipped(scan) > 0)
      console.note("bad rows left out: " + skipped(scan) + ", the first: " + problem(scan));
  }

  private long skipped(TableScan scan) {
    return scan.skipped() + left;
  }

  private String problem(TableScan scan) {
    return scan.skipped() > 0 ? scan.firstSkipped() : problem;
  }

  private void copy(TableScan scan, OutputStream to) throws IOException {
    byte[] header = header(scan);
    int size = columns.slow() ? SLOW_PART : PART;
    Queue<Future<Part>> inWork = new ArrayDeque<>();
    ExecutorService workers = Executors.newFixedThreadPool(threads, TableScores::daemon);
    try (RowProgress progress = new RowProgress(console)) {
      DataException unread = null;
      boolean more = true;
      while (more || !inWork.isEmpty()) {
        // Rows before those that can't be read come first, if only to say what is wrong with them.
        if (more) {
          try {
            TextRows rows = scan.next(size);
            more = rows != null;
            if (more) inWork.add(workers.submit(() -> score(rows)));
          } catch (DataException e) {
            unread = e;
            more = false;
          }
        }
        if (!more ? inWork.isEmpty() : inWork.size() <= threads) continue;
        Part part = result(inWork.remove());
        if (written == 0 && part.rows() > 0) to.write(header);
        to.write(part.lines().getBytes(StandardCharsets.UTF_8));
        written += part.rows();
        if (part.left() > 0 && left == 0) problem = part.problem();
        left += part.left();
        progress.rows(written);
      }
      if (unread != null) throw unread;
      if (written == 0 && skipped(scan) == 0)
        throw new DataException(scan.source() + " has no rows");
      if (written == 0)
        throw new DataException(
            scan.source()
                + " has no good row, "
                + skipped(scan)
                + " bad ones; the first: "
                + problem(scan));
      to.flush();
    } finally {
      workers.shutdownNow();
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "flows4j-score");
    thread.setDaemon(true);
    return thread;
  }

  private byte[] header(TableScan scan) {
    List<String> names = new ArrayList<>(scan.names());
    for (String name : columns.names(flow)) {
      if (scan.names().contains(name))
        throw new DataException(
            scan.source() + " has a column '" + name + "' already; rename it or leave it out");
      names.add(name);
    }
    var line = new StringBuilder();
    TextRows.appendLine(line, delimiter, names);
    return line.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Part result(Future<Part> work) throws IOException {
    try {
      return work.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) throw failure;
      if (e.getCause() instanceof Error failure) throw failure;
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private Part score(TextRows rows) {
    RowDecoder.Decoded x = decoder.decode(rows);
    double[] logProb = logProb(x);
    List<NewColumn> added = columns.of(flow, x.features(), x.context(), logProb);
    var lines = new StringBuilder();
    for (int i = 0; i < logProb.length; i++) {
      rows.appendTo(lines, delimiter, x.kept().get(i));
      // Names of columns may need quotes, numbers don't.
      for (NewColumn column : added) {
        lines.append(delimiter);
        TextRows.appendField(lines, delimiter, column.texts().get(i));
      }
      lines.append('\n');
    }
    return new Part(lines.toString(), logProb.length, rows.count() - logProb.length, x.problem());
  }

  private double[] logProb(RowDecoder.Decoded x) {
    if (typed != null) return typed.logProb(x.features(), x.context());
    return x.context() == null
        ? flow.logProb(x.features())
        : flow.logProb(x.features(), x.context());
  }
}
