package io.github.flows4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.spec.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The page of evaluate, of a table with hostile names and of a conditional model. */
class EvaluationPageTest {
  private static final String HOSTILE = "<script>alert('1')</script>&\u0001\"x";

  @TempDir static Path folder;
  private static Path table;
  private static Path held;
  private static Path model;
  private static Path conditional;

  @BeforeAll
  static void train() throws IOException {
    table = folder.resolve("rows.csv");
    held = folder.resolve("held<b>.csv");
    Files.writeString(table, rows(600, 1));
    Files.writeString(held, rows(300, 2));
    model = folder.resolve("m&<i>odel");
    conditional = folder.resolve("conditional");
    Run.done("train", table, "--steps", 150, "--hidden", 16, "--out", model);
    Run.done(
        "train", table, "--context", "kind", "--steps", 60, "--hidden", 8, "--out", conditional);
  }

  /** Two columns that go together, one of few values. */
  private static String rows(int count, long seed) {
    var random = new SplittableRandom(seed);
    var text = new StringBuilder("size,\"" + HOSTILE.replace("\"", "\"\"") + "\",kind\n");
    for (int i = 0; i < count; i++) {
      double size = 100 + 10 * random.nextGaussian();
      int kind = random.nextInt(3);
      text.append(size).append(',').append(size + kind + random.nextGaussian());
      text.append(',').append(kind).append('\n');
    }
    return text.toString();
  }

  private static Document parsed(Path file) throws Exception {
    var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    // Fails on a tag that is not closed or a character that must be escaped.
    return builder.parse(new InputSource(new StringReader(Files.readString(file))));
  }

  private static List<String> sections(Document page) {
    List<String> ids = new ArrayList<>();
    NodeList sections = page.getElementsByTagName("section");
    for (int i = 0; i < sections.getLength(); i++)
      ids.add(((Element) sections.item(i)).getAttribute("id"));
    return ids;
  }

  @Test
  void writesAllSectionsAndEscapes() throws Exception {
    Path out = folder.resolve("report.html");
    Run run = Run.done("evaluate", model, held, "--training", table, "--out", out, "--json");
    Document page = parsed(out);
    assertEquals(
        List.of(
            "training",
            "likelihood",
            "marginals",
            "correlations",
            "distances",
            "calibration",
            "memorisation"),
        sections(page));
    assertEquals(0, page.getElementsByTagName("script").getLength());
    assertEquals(0, page.getElementsByTagName("i").getLength());
    assertEquals(0, page.getElementsByTagName("img").getLength());
    String text = page.getDocumentElement().getTextContent();
    assertTrue(text.contains("held<b>.csv"));
    // Loss curve, log-densities, 3 marginals, 3 matrices, 3 pairs, 4 ranks.
    assertEquals(15, page.getElementsByTagName("svg").getLength());
    // Nothing is fetched: the one address is the name of XHTML's namespace.
    assertEquals(
        1, Files.readString(out).split("https?://", -1).length - 1, "addresses in the page");
    assertFalse(Files.readString(out).contains("url("));
    assertTrue(text.contains("Where the model comes from"));
    Map<String, JsonValue> figures = run.json().get("page").members();
    for (String key :
        List.of(
            "best_step",
            "marginal_ks_largest",
            "correlation_difference",
            "energy_floor_most",
            "c2st",
            "calibration_smallest_p",
            "memorisation_share_near")) assertTrue(Double.isFinite(figures.get(key).number()), key);
    assertTrue(Double.isFinite(run.number("nll")));
    assertEquals(out.toString(), run.json().get("out").string());
  }

  @Test
  void copiesAreSaidToBe() throws Exception {
    // The model's own samples as training rows: all are copies.
    Path copies = folder.resolve("copies.csv");
    Run.done("sample", model, "--rows", 20_000, "--seed", 0, "--out", copies);
    Path out = folder.resolve("copies.html");
    Run run = Run.done("evaluate", model, held, "--training", copies, "--out", out, "--json");
    assertEquals(0, run.json().get("page").members().get("memorisation_median_ratio").number());
    assertTrue(Files.readString(out).contains("copies training rows"));
  }

  @Test
  void conditionalModelsRankAmongTheirOwnDraws() throws Exception {
    Path out = folder.resolve("conditional.html");
    Files.writeString(out, "old");
    Files.delete(conditional.resolve("history.csv"));
    Run run = Run.done("evaluate", conditional, held, "--out", out);
    assertTrue(run.out().contains(out.toString()), run.out());
    Document page = parsed(out);
    assertFalse(sections(page).contains("training"));
    String text = page.getDocumentElement().getTextContent();
    assertTrue(text.contains("among 100 that the model generated under the same context"));
    assertTrue(text.contains("--training FILE"));
    try (var files = Files.list(folder)) {
      assertTrue(files.noneMatch(file -> file.toString().endsWith(".tmp")));
    }
  }

  @Test
  void oneColumnAndFewRows() throws Exception {
    Path small = folder.resolve("small.csv");
    Files.writeString(small, rows(12, 3));
    Path one = folder.resolve("one");
    Run.done("train", table, "--features", "size", "--flow", "nsf", "--steps", 5, "--out", one);
    Path out = folder.resolve("one.html");
    Run.done("evaluate", one, small, "--out", out);
    assertEquals(7, sections(parsed(out)).size());
  }

  @Test
  void builtInSet() throws Exception {
    Path toy = folder.resolve("toy");
    Run.done("train", "circles", "--steps", 20, "--hidden", 8, "--out", toy);
    Path out = folder.resolve("toy.html");
    Run.done("evaluate", toy, "circles", "--rows", 500, "--out", out);
    assertEquals(7, sections(parsed(out)).size());
  }

  @Test
  void filesThatCantBeWritten() {
    Run.fails(
        1,
        List.of("nowhere", "can't be written", "no folder"),
        "evaluate",
        model,
        held,
        "--out",
        folder.resolve("nowhere/report.html"));
    Run.fails(1, List.of("is a folder"), "evaluate", model, held, "--out", folder);
    Run.fails(2, List.of("--training needs --out"), "evaluate", model, held, "--training", table);
    Run.fails(
        2,
        List.of("--training needs a table"),
        "evaluate",
        model,
        held,
        "--training",
        "circles",
        "--out",
        folder.resolve("x.html"));
  }
}
