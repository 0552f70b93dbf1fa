import io.github.flows4j.Flow;
import io.github.flows4j.Flows;
import io.github.flows4j.Rows;
import io.github.flows4j.Toy;
import io.github.flows4j.Toys;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.spec.TensorSpec;
import io.github.flows4j.train.TrainOptions;
import io.github.flows4j.train.Trainer;
import io.github.flows4j.train.Training;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * Every flow beside the others on two-moons and eight-gaussians: the same seed, steps and batches
 * of fresh rows, the recipes' own networks (64-64). Run by {@code bench/flows.sh}.
 *
 * <p>The gap is the mean of log p - log q over 200,000 fresh rows, in nats, p being the true
 * density.
 */
public final class FlowTable {
  private static final List<Toy> TOYS = List.of(Toys.twoMoons(), Toys.eightGaussians());
  private static final int FRESH = 200_000;
  private static final int CELLS = 220;
  private static final int SHADES = 64;

  private final Map<String, Recipe> recipes = new LinkedHashMap<>();
  private long steps = 5_000;
  private int batch = 256;
  private int threads = Runtime.getRuntime().availableProcessors();
  private Path pictures;

  private FlowTable() {
    recipes.put("nice", Flows.nice(2));
    recipes.put("realnvp-6", Flows.realNvp(2).withTransforms(6));
    recipes.put("realnvp-10", Flows.realNvp(2).withTransforms(10));
    recipes.put("glow", Flows.glow(2));
    recipes.put("maf", Flows.maf(2));
    recipes.put("nsf-coupling", Flows.nsfCoupling(2));
    recipes.put("nsf", Flows.nsf(2));
    recipes.put("naf", Flows.naf(2));
    recipes.put("unaf", Flows.unaf(2));
    recipes.put("sospf", Flows.sospf(2));
    recipes.put("bpf", Flows.bpf(2));
    recipes.put("gf", Flows.gf(2));
    recipes.put("planar", Flows.planar(2));
    recipes.put("radial", Flows.radial(2));
  }

  /** {@code [--steps N] [--batch N] [--threads N] [--pictures DIR] [NAME...]}. */
  public static void main(String[] arguments) throws IOException {
    try {
      new FlowTable().run(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private void run(String[] arguments) throws IOException {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      if (!argument.startsWith("--")) {
        names.add(argument);
        continue;
      }
      if (++i == arguments.length) throw new IllegalArgumentException(argument + " needs a value");
      switch (argument) {
        case "--steps" -> steps = Long.parseLong(arguments[i]);
        case "--batch" -> batch = Integer.parseInt(arguments[i]);
        case "--threads" -> threads = Integer.parseInt(arguments[i]);
        case "--pictures" -> pictures = Path.of(arguments[i]);
        default -> throw new IllegalArgumentException("there is no option " + argument);
      }
    }
    for (String name : names)
      if (!recipes.containsKey(name))
        throw new IllegalArgumentException(
            "there is no flow " + name + "; there are " + String.join(", ", recipes.keySet()));
    if (names.isEmpty()) names.addAll(recipes.keySet());
    if (pictures != null) picture("truth", TOYS.stream().map(FlowTable::truth).toList());

    System.out.printf(
        Locale.ROOT, "%,d steps of %d fresh rows, %d threads.%n%n", steps, batch, threads);
    System.out.print("| flow | weights |");
    for (Toy toy : TOYS) System.out.print(" " + toy.name() + ", gap | seconds |");
    System.out.println("\n| --- | --: |" + " --: | --: |".repeat(TOYS.size()));
    for (String name : names) row(name);
  }

  private void row(String name) throws IOException {
    Recipe recipe = recipes.get(name);
    System.out.printf(Locale.ROOT, "| %s | %,d |", name, weights(recipe));
    List<Density> found = new ArrayList<>();
    for (Toy toy : TOYS) {
      TrainOptions options =
          TrainOptions.defaults()
              .withSteps(steps)
              .withBatch(batch)
              .withLearningRate(2e-3)
              .withSeed(1)
              .withThreads(threads);
      Training training = Trainer.of(options).train(recipe, toy);
      Flow flow = training.flow();
      System.out.printf(Locale.ROOT, " %.3f | %.0f |", gap(flow, toy), training.seconds());
      System.out.flush();
      found.add(flow::logProb);
    }
    System.out.println();
    if (pictures != null) picture(name, found);
  }

  /** Log-densities of rows. */
  private interface Density {
    double[] logProb(Rows rows);
  }

  private static long weights(Recipe recipe) {
    return recipe.spec().tensors().stream()
        .filter(TensorSpec::trained)
        .mapToLong(tensor -> tensor.shape().stream().mapToLong(n -> n).reduce(1, (a, b) -> a * b))
        .sum();
  }

  private static Density truth(Toy toy) {
    return rows ->
        IntStream.range(0, rows.count())
            .mapToDouble(i -> toy.logProb(rows.get(i, 0), rows.get(i, 1)).orElseThrow())
            .toArray();
  }

  private static double gap(Flow flow, Toy toy) {
    Rows fresh = toy.sample(FRESH, 77);
    double[] p = truth(toy).logProb(fresh);
    double[] q = flow.logProb(fresh);
    return IntStream.range(0, FRESH).mapToDouble(i -> p[i] - q[i]).average().orElseThrow();
  }

  /** The densities of all toys side by side, the darkest shade being the true density's maximum. */
  private void picture(String name, List<Density> densities) throws IOException {
    BufferedImage image =
        new BufferedImage(CELLS * TOYS.size(), CELLS, BufferedImage.TYPE_BYTE_INDEXED, shades());
    for (int t = 0; t < TOYS.size(); t++) {
      Rows grid = grid(TOYS.get(t));
      double[] logProb = densities.get(t).logProb(grid);
      double top = Double.NEGATIVE_INFINITY;
      for (double value : truth(TOYS.get(t)).logProb(grid)) top = Math.max(top, value);
      for (int j = 0; j < CELLS; j++)
        for (int i = 0; i < CELLS; i++) {
          // The root shows what is faint: mass between the modes is what flows get wrong.
          double level = Math.sqrt(Math.exp(Math.min(0, logProb[j * CELLS + i] - top)));
          int shade = (int) Math.round(level * (SHADES - 1));
          image.getRaster().setSample(t * CELLS + i, CELLS - 1 - j, 0, shade);
        }
    }
    Files.createDirectories(pictures);
    ImageIO.write(image, "png", pictures.resolve("flows-" + name + ".png").toFile());
  }

  /** Cell centres of a square around the toy's rows, x running fastest. */
  private static Rows grid(Toy toy) {
    boolean moons = toy.equals(Toys.twoMoons());
    double half = moons ? 1.75 : 4.5;
    double x = moons ? 0.5 : 0;
    double y = moons ? 0.25 : 0;
    double[] points = new double[2 * CELLS * CELLS];
    for (int j = 0; j < CELLS; j++)
      for (int i = 0; i < CELLS; i++) {
        points[2 * (j * CELLS + i)] = x + half * ((2 * i + 1.0) / CELLS - 1);
        points[2 * (j * CELLS + i) + 1] = y + half * ((2 * j + 1.0) / CELLS - 1);
      }
    return Rows.wrap(2, points);
  }

  /** From white over blue to a dark purple. */
  private static IndexColorModel shades() {
    double[][] stops = {{255, 255, 255}, {59, 130, 190}, {40, 10, 80}};
    byte[][] channels = new byte[3][SHADES];
    for (int k = 0; k < SHADES; k++) {
      double at = (stops.length - 1.0) * k / (SHADES - 1);
      int from = Math.min((int) at, stops.length - 2);
      for (int c = 0; c < 3; c++)
        channels[c][k] =
            (byte) Math.round(stops[from][c] + (at - from) * (stops[from + 1][c] - stops[from][c]));
    }
    return new IndexColorModel(8, SHADES, channels[0], channels[1], channels[2]);
  }
}
