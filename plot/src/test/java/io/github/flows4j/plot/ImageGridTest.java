package io.github.flows4j.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Rows;
import io.github.flows4j.spec.ImageShape;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageGridTest {
  private static final ImageShape GREY = new ImageShape(1, 2, 2);

  /** Where the pixel (row, column) of an image's cell is drawn: 28 squares a pixel of 2. */
  private static int rgb(Picture picture, int cellRow, int cellColumn, int row, int column) {
    return picture.rgb(3 + 59 * cellColumn + 28 * column + 5, 3 + 59 * cellRow + 28 * row + 5);
  }

  @Test
  void imagesLieRowByRowInShadesOfTheirLevels() {
    Rows images = Rows.of(4, 0, 4, 8, 16, 16.9, -3, 99, Double.NaN, 16, 16, 16, 16);
    Picture picture = ImageGrid.of(GREY, images, 17).draw();
    assertEquals(2 * 59 + 3, picture.width());
    assertEquals(2 * 59 + 3, picture.height());
    assertEquals(0x000000, rgb(picture, 0, 0, 0, 0));
    assertEquals(0x404040, rgb(picture, 0, 0, 0, 1));
    assertEquals(0x808080, rgb(picture, 0, 0, 1, 0));
    assertEquals(0xffffff, rgb(picture, 0, 0, 1, 1));
    // 16.9 is level 16; what is beyond the levels is the nearest; NaN is black.
    assertEquals(0xffffff, rgb(picture, 0, 1, 0, 0));
    assertEquals(0x000000, rgb(picture, 0, 1, 0, 1));
    assertEquals(0xffffff, rgb(picture, 0, 1, 1, 0));
    assertEquals(0x000000, rgb(picture, 0, 1, 1, 1));
    // The gap and the cell without an image are white.
    assertEquals(0xffffff, picture.rgb(1, 1));
    assertEquals(0xffffff, rgb(picture, 1, 1, 0, 0));
  }

  @Test
  void coloursArePlaneByPlane() {
    double[] image = {255, 0, 0, 10, 0, 255, 0, 20, 0, 0, 255, 30};
    Picture picture = ImageGrid.of(new ImageShape(3, 2, 2), Rows.of(12, image), 256).draw();
    assertEquals(0xff0000, rgb(picture, 0, 0, 0, 0));
    assertEquals(0x00ff00, rgb(picture, 0, 0, 0, 1));
    assertEquals(0x0000ff, rgb(picture, 0, 0, 1, 0));
    assertEquals(0x0a141e, rgb(picture, 0, 0, 1, 1));
  }

  @Test
  void captionsAndHeadingsTakeTheirRoom() {
    Rows images = Rows.wrap(4, new double[4 * 6]);
    ImageGrid plain = ImageGrid.of(GREY, images, 2).withColumns(3);
    Picture bare = plain.draw();
    assertEquals(3 * 59 + 3, bare.width());
    assertEquals(2 * 59 + 3, bare.height());
    Picture full =
        plain
            .withCaptions(List.of("1.5", "2.5", "3.5", "4.5", "a caption far too long", "6"))
            .withHeading(0, "first")
            .withHeading(1, "second")
            .withHeading(7, "no such row")
            .draw();
    assertEquals(bare.width(), full.width());
    assertEquals(bare.height() + 2 * 16 + 2 * 26, full.height());
    assertTrue(Pixels.count(full, 0, full.width(), 0, 26, rgb -> rgb != 0xffffff) > 20);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Rows images = Rows.of(4, 0, 0, 0, 0);
    ImageGrid grid = ImageGrid.of(GREY, images, 2);
    assertRefused("numbers, had 4", () -> ImageGrid.of(new ImageShape(1, 3, 3), images, 2));
    assertRefused("no images", () -> ImageGrid.of(GREY, Rows.of(4), 2));
    assertRefused("1 or 3 channels, had 4", () -> ImageGrid.of(new ImageShape(4, 1, 1), images, 2));
    assertRefused("levels must be >= 2, was 1", () -> ImageGrid.of(GREY, images, 1));
    assertRefused("columns must be >= 1, was 0", () -> grid.withColumns(0));
    assertRefused("captions must be 1", () -> grid.withCaptions(List.of("a", "b")));
    assertRefused("row must be >= 0, was -1", () -> grid.withHeading(-1, "x"));
  }

  private static void assertRefused(String part, Runnable action) {
    String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
