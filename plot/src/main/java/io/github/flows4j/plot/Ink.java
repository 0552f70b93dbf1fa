package io.github.flows4j.plot;

import java.awt.Color;
import java.awt.Font;

/** Colours and fonts of all pictures; loading it keeps AWT from asking for a display. */
final class Ink {
  static {
    // Must run before the first AWT class is initialised, so it stands above the constants.
    if (System.getProperty("java.awt.headless") == null)
      System.setProperty("java.awt.headless", "true");
  }

  static final Color REAL = new Color(0x1F77B4);
  static final Color REAL_LIGHT = new Color(0xB5D1E8);
  static final Color GENERATED = new Color(0xD62728);
  static final Color VALIDATION = new Color(0xE07B00);
  static final Color FAINT = new Color(0xC4CAD0);
  static final Color TEXT = new Color(0x333333);
  static final Color AXIS = new Color(0x9AA0A6);
  static final Color GRID = new Color(0xECEEF0);
  static final Color NONE = new Color(0, true);

  static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 14);
  static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
  static final Font TICKS = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  private Ink() {}

  static Color faded(Color color, double alpha) {
    return new Color(
        color.getRed(), color.getGreen(), color.getBlue(), (int) Math.round(255 * alpha));
  }
}
