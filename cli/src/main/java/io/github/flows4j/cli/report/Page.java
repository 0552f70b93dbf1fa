package io.github.flows4j.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A page of sections, as HTML that is XML, too. It needs no script and fetches nothing. Texts are
 * escaped here; only pictures come as markup. The figures behind the sections are kept by key.
 */
public final class Page {
  private static final String STYLE = "report.css";

  /** A picture with a line below. */
  record Figure(Svg picture, String caption) {}

  private final String title;
  private final StringBuilder header = new StringBuilder();
  private final List<Section> sections = new ArrayList<>();
  private final Map<String, Object> values = new LinkedHashMap<>();
  private StringBuilder out = header;

  /** A section and what it comes to. */
  private static final class Section {
    private final String id;
    private final String title;
    private final StringBuilder body = new StringBuilder();
    private Verdict verdict = Verdict.NONE;
    private String reason = "";

    private Section(String id, String title) {
      this.id = id;
      this.title = title;
    }
  }

  /** An empty page. */
  public Page(String title) {
    this.title = title;
  }

  /** Begins a section: what follows goes there. */
  Page section(String id, String title) {
    sections.add(new Section(id, title));
    out = sections.get(sections.size() - 1).body;
    return this;
  }

  /** Says what the section comes to. */
  Page verdict(Verdict verdict, String reason) {
    Section section = sections.get(sections.size() - 1);
    section.verdict = verdict;
    section.reason = reason;
    return this;
  }

  /** A paragraph. */
  public Page text(String text) {
    out.append("<p>").append(Markup.escape(text)).append("</p>\n");
    return this;
  }

  /** What good looks like. */
  Page hint(String text) {
    out.append("<p class=\"hint\">").append(Markup.escape(text)).append("</p>\n");
    return this;
  }

  /** Pairs of a name and a text. */
  public Page facts(Map<String, String> facts) {
    out.append("<div class=\"wide\"><table class=\"facts\">\n");
    facts.forEach(
        (key, text) ->
            out.append("<tr><th scope=\"row\">")
                .append(Markup.escape(key))
                .append("</th><td>")
                .append(Markup.escape(text))
                .append("</td></tr>\n"));
    out.append("</table></div>\n");
    return this;
  }

  /** Facts that are folded away until asked for. */
  public Page folded(String summary, Map<String, String> facts) {
    out.append("<details><summary>").append(Markup.escape(summary)).append("</summary>\n");
    facts(facts);
    out.append("</details>\n");
    return this;
  }

  /** A table whose first column is text and the rest numbers. */
  Page table(List<String> head, List<List<String>> rows) {
    out.append("<div class=\"wide\"><table class=\"numbers\"><thead><tr>");
    for (String cell : head)
      out.append("<th scope=\"col\">").append(Markup.escape(cell)).append("</th>");
    out.append("</tr></thead><tbody>\n");
    for (List<String> row : rows) {
      out.append("<tr>");
      for (String cell : row) out.append("<td>").append(Markup.escape(cell)).append("</td>");
      out.append("</tr>\n");
    }
    out.append("</tbody></table></div>\n");
    return this;
  }

  /** Pictures side by side, as many as there is room for. */
  Page figures(List<Figure> figures) {
    return figures("figures", figures);
  }

  /** One picture or few, larger. */
  Page largeFigures(List<Figure> figures) {
    return figures("figures large", figures);
  }

  private Page figures(String style, List<Figure> figures) {
    out.append("<div class=\"").append(style).append("\">\n");
    for (Figure figure : figures)
      out.append("<figure>")
          .append(figure.picture())
          .append("<figcaption>")
          .append(Markup.escape(figure.caption()))
          .append("</figcaption></figure>\n");
    out.append("</div>\n");
    return this;
  }

  /** What the colours stand for. */
  Page legend() {
    out.append("<p class=\"legend\"><span class=\"key k-real\"></span>real")
        .append("<span class=\"key k-gen\"></span>generated</p>\n");
    return this;
  }

  /** A figure by key. */
  Page value(String key, Object value) {
    values.put(key, value);
    return this;
  }

  /** The figures by key, in order. */
  public Map<String, Object> values() {
    return new LinkedHashMap<>(values);
  }

  /** The whole page. */
  public String html() {
    var all = new StringBuilder("<!DOCTYPE html>\n");
    all.append("<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n");
    all.append("<meta charset=\"utf-8\"/>\n");
    all.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
    // Nothing in the page loads or runs anything; if something ever did, browsers would refuse it.
    all.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';")
        .append(" style-src 'unsafe-inline'\"/>\n");
    all.append("<title>").append(Markup.escape(title)).append("</title>\n");
    all.append("<style>\n").append(style()).append("</style>\n</head>\n<body>\n<header>\n<h1>");
    all.append(Markup.escape(title)).append("</h1>\n").append(header).append("</header>\n");
    contents(all);
    all.append("<main>\n");
    for (Section section : sections) {
      all.append("<section id=\"").append(section.id).append("\">\n<h2>");
      all.append(Markup.escape(section.title)).append("</h2>\n");
      if (!section.reason.isEmpty()) {
        all.append("<p class=\"verdict ").append(section.verdict.style()).append("\"><strong>");
        all.append(section.verdict.label()).append(".</strong> ");
        all.append(Markup.escape(section.reason)).append("</p>\n");
      }
      all.append(section.body).append("</section>\n");
    }
    return all.append("</main>\n</body>\n</html>\n").toString();
  }

  private void contents(StringBuilder all) {
    all.append("<nav><ul>\n");
    for (Section section : sections)
      all.append("<li><a href=\"#")
          .append(section.id)
          .append("\">")
          .append(Markup.escape(section.title))
          .append("</a> <span class=\"badge ")
          .append(section.verdict.style())
          .append("\">")
          .append(section.verdict.label())
          .append("</span></li>\n");
    all.append("</ul></nav>\n");
  }

  private static String style() {
    try (InputStream in = Page.class.getResourceAsStream(STYLE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
