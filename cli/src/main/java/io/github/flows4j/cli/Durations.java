package io.github.flows4j.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as users write them: {@code 90s}, {@code 10m}, {@code 1.5h}; a bare number is seconds. */
final class Durations {
  private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([smh]?)");

  private Durations() {}

  /**
   * A time in seconds.
   *
   * @throws UsageProblem naming the option, if the text is no positive time
   */
  static double seconds(String option, String text) {
    Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    double seconds = 0;
    if (matcher.matches()) {
      double unit =
          switch (matcher.group(2)) {
            case "h" -> 3600;
            case "m" -> 60;
            default -> 1;
          };
      seconds = unit * Double.parseDouble(matcher.group(1));
    }
    if (!(seconds > 0))
      throw new UsageProblem(option + " must be a time such as 90s, 10m or 2h, was '" + text + "'");
    return seconds;
  }
}
