package io.github.flows4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of this build. */
final class Version implements IVersionProvider {
  // What Maven's jar plugin puts in every jar.
  private static final String RESOURCE =
      "/META-INF/maven/io.github.flows4j/flows4j-cli/pom.properties";

  /** Such as {@code 0.1.0}; {@code development} where there is no jar. */
  static String text() {
    try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
      if (in == null) return "development";
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "development");
    } catch (IOException e) {
      return "development";
    }
  }

  @Override
  public String[] getVersion() {
    return new String[] {"flows4j " + text() + " (Java " + Runtime.version() + ")"};
  }
}
