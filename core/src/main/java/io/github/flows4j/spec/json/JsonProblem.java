package io.github.flows4j.spec.json;

/** JSON text that is not what it should be; the message is one line and says where. */
public final class JsonProblem extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  JsonProblem(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  JsonProblem(String message) {
    this(message, null);
  }

  /** A name or a text from a file as a message quotes it: shortened, in quotation marks. */
  public static String quote(String text) {
    return '"' + (text.length() <= 60 ? text : text.substring(0, 60) + "...") + '"';
  }

  /** Control characters written out, so that hostile names can't forge lines on a terminal. */
  public static String oneLine(String message) {
    StringBuilder line = new StringBuilder(message.length());
    for (int i = 0; i < message.length(); i++) {
      char c = message.charAt(i);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029')
        line.append(String.format("\\u%04x", (int) c));
      else line.append(c);
    }
    return line.toString();
  }
}
