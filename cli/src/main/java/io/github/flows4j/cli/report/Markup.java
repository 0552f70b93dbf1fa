package io.github.flows4j.cli.report;

/** Text made harmless. */
final class Markup {
  private Markup() {}

  /**
   * For the inside of elements and of attributes in double quotes, of HTML and XML alike. What XML
   * can't hold, control characters and halves of surrogate pairs, becomes U+FFFD.
   */
  static String escape(String text) {
    var out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(allowed(c) ? c : 0xFFFD);
              }
            });
    return out.toString();
  }

  /** XML 1.0, section 2.2, less C1 controls and what turns the direction of text round. */
  private static boolean allowed(int c) {
    if (c == '\t' || c == '\n' || c == '\r') return true;
    if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return false;
    if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069)) return false;
    return !(c >= 0xD800 && c <= 0xDFFF) && c != 0xFFFE && c != 0xFFFF;
  }

  /** At most so many characters, with an ellipsis in the middle: names often differ at the end. */
  static String shortened(String text, int most) {
    int length = text.codePointCount(0, text.length());
    if (length <= most) return text;
    int head = most / 2;
    int tail = most - 1 - head;
    return text.substring(0, text.offsetByCodePoints(0, head))
        + "\u2026"
        + text.substring(text.offsetByCodePoints(text.length(), -tail));
  }
}
