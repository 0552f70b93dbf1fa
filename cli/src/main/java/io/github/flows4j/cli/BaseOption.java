package io.github.flows4j.cli;

import io.github.flows4j.spec.Base;
import io.github.flows4j.spec.BoxUniform;
import io.github.flows4j.spec.ConditionalNormal;
import io.github.flows4j.spec.DiagonalNormal;
import io.github.flows4j.spec.Logistic;
import io.github.flows4j.spec.NormalMixture;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.StudentT;
import java.util.List;

/** Base densities by name, some with a number behind a colon. */
final class BaseOption {
  private static final List<String> NAMES =
      List.of(
          "standard-normal",
          "normal",
          "diagonal-normal",
          "logistic",
          "student-t",
          "mixture",
          "uniform",
          "conditional-normal");

  private BaseOption() {}

  /**
   * The density that the text names.
   *
   * @throws UsageProblem naming what is wrong in it
   */
  static Base parse(String text) {
    int colon = text.indexOf(':');
    String number = colon < 0 ? null : text.substring(colon + 1);
    String kind = Names.one("--base", colon < 0 ? text : text.substring(0, colon), NAMES);
    try {
      return switch (kind) {
        case "student-t" -> number == null ? new StudentT() : new StudentT(parse(kind, number));
        case "mixture" -> new NormalMixture(whole(kind, number));
        case "uniform" -> new BoxUniform(parse(kind, number));
        default -> {
          if (number != null)
            throw new UsageProblem("--base: " + kind + " takes no number, had '" + number + "'");
          yield switch (kind) {
            case "diagonal-normal" -> new DiagonalNormal(true);
            case "logistic" -> new Logistic();
            case "conditional-normal" -> new ConditionalNormal();
            default -> new StandardNormal();
          };
        }
      };
    } catch (NumberFormatException e) {
      throw new UsageProblem("--base: '" + number + "' is not a number that " + kind + " takes");
    } catch (UsageProblem e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new UsageProblem("--base: " + e.getMessage());
    }
  }

  private static double parse(String kind, String number) {
    return Double.parseDouble(needed(kind, number));
  }

  private static int whole(String kind, String number) {
    return Integer.parseInt(needed(kind, number));
  }

  private static String needed(String kind, String number) {
    if (number == null)
      throw new UsageProblem("--base: " + kind + " needs a number, as in " + kind + ":5");
    return number;
  }
}
