package io.github.flows4j.cli;

import io.github.flows4j.Dequantization;
import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.plot.HistogramPlot;
import io.github.flows4j.plot.ImageGrid;
import io.github.flows4j.spec.Pixels;
import java.io.IOException;

/** Draws what a flow of images generates into a folder. */
final class ImageSamples {
  static final String FILE = "samples.png";

  /** Images of the picture where there are no classes. */
  static final int COUNT = 64;

  private static final int ROWS = 8;
  private static final int SCORED = 1_000;

  private final OutputFolder folder;
  private final ImageClasses classes;
  private final int threads;
  private final long seed;

  /** With classes or null; the same seed, the same latents in every picture. */
  ImageSamples(OutputFolder folder, ImageClasses classes, int threads, long seed) {
    this.folder = folder;
    this.classes = classes;
    this.threads = threads;
    this.seed = seed;
  }

  /** 8 x 8 images or, of few classes, 8 rows of one of each. */
  void draw(Flow flow) throws IOException {
    int columns = ImageSink.columns(classes);
    int count = columns == 0 ? COUNT : ROWS * columns;
    Flow threaded = flow.withThreads(threads);
    Rows images =
        classes == null
            ? threaded.sample(count, seed)
            : threaded.sampleGiven(classes.inTurn(count), count, seed, 1);
    Pixels pixels = flow.schema().pixels();
    folder.picture(
        FILE,
        ImageGrid.of(pixels.shape(), images, pixels.levels())
            .withColumns(columns == 0 ? ROWS : columns)
            .draw());
  }

  /** Draws real images, and the bits per dimension of real ones beside those of generated ones. */
  void beside(Flow flow, ModelImages images) throws IOException {
    Pixels pixels = flow.schema().pixels();
    Sample real = new Sample(images.rows(), images.context()).thinned(SCORED, seed);
    folder.picture(
        "data.png",
        ImageGrid.of(pixels.shape(), real.thinned(COUNT, seed).rows(), pixels.levels())
            .withColumns(ROWS)
            .draw());
    Rows generated = ModelImages.rows(ModelImages.set(pixels, real.generatedBy(flow, seed)));
    folder.picture(
        "scores.png",
        HistogramPlot.of("real", bits(flow, real.rows(), real.context()))
            .withSecond("generated", bits(flow, generated, real.context()))
            .withLabel("bits per dimension")
            .draw());
  }

  private double[] bits(Flow flow, Rows rows, Rows context) {
    return Dequantization.bitsPerDimension(flow, rows, context, 1, seed).means();
  }
}
