package io.github.flows4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/** A command's standard output for much text: ends the work when nobody reads on. */
final class ResultStream extends OutputStream {
  private final PrintStream out;

  ResultStream(PrintStream out) {
    this.out = out;
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    out.write(bytes, from, length);
    // A PrintStream keeps failures to itself until asked.
    if (out.checkError()) throw new BrokenPipe();
  }

  @Override
  public void flush() throws IOException {
    if (out.checkError()) throw new BrokenPipe();
  }
}
