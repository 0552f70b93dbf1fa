package io.github.flows4j.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** Several drawn panels and texts placed on one white picture. */
final class Sheet {
  private record Placed(BufferedImage image, int x, int y) {}

  private record Text(String text, Font font, Color color, int centreX, int baseline) {}

  private static final int LINE = 18;
  private static final int MARGIN = 10;

  private final List<Placed> images = new ArrayList<>();
  private final List<Text> texts = new ArrayList<>();

  /** Panels from left to right, the tops of their plot areas in line. */
  static Picture beside(Panel.Drawn... panels) {
    Sheet sheet = new Sheet();
    int top = 0;
    for (Panel.Drawn panel : panels) top = Math.max(top, panel.plot().y);
    int x = 0;
    for (Panel.Drawn panel : panels) {
      sheet.place(panel, x + panel.plot().x, top);
      x += panel.image().getWidth();
    }
    return sheet.picture();
  }

  /** Puts a panel where the top left of its plot area comes to lie at a point. */
  void place(Panel.Drawn panel, int plotX, int plotY) {
    images.add(new Placed(panel.image(), plotX - panel.plot().x, plotY - panel.plot().y));
  }

  void text(String text, Font font, Color color, int centreX, int baseline) {
    texts.add(new Text(text, font, color, centreX, baseline));
  }

  /** The smallest picture that holds all panels and texts. */
  Picture picture() {
    Rectangle bounds = new Rectangle();
    for (Placed p : images)
      bounds.add(new Rectangle(p.x, p.y, p.image.getWidth(), p.image.getHeight()));
    for (Text t : texts) {
      int width = metrics(t.font).stringWidth(t.text);
      bounds.add(new Rectangle(t.centreX - width / 2, t.baseline - LINE, width, LINE + MARGIN));
    }
    BufferedImage sheet =
        new BufferedImage(bounds.width, bounds.height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = sheet.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    g.translate(-bounds.x, -bounds.y);
    for (Placed p : images) g.drawImage(p.image, p.x, p.y, null);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    for (Text t : texts) {
      g.setFont(t.font);
      g.setColor(t.color);
      g.drawString(t.text, t.centreX - g.getFontMetrics().stringWidth(t.text) / 2, t.baseline);
    }
    g.dispose();
    return new Picture(sheet);
  }

  /** The text, or as much of its beginning as fits, with an ellipsis. */
  static String fit(String text, Font font, int width) {
    FontMetrics metrics = metrics(font);
    if (metrics.stringWidth(text) <= width) return text;
    int keep = text.length();
    while (keep > 1 && metrics.stringWidth(text.substring(0, keep) + "…") > width) keep--;
    return text.substring(0, keep) + "…";
  }

  private static FontMetrics metrics(Font font) {
    Graphics2D g = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    FontMetrics metrics = g.getFontMetrics(font);
    g.dispose();
    return metrics;
  }
}
