package io.github.flows4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.io.ModelFormatException;
import io.github.flows4j.io.Safetensors;
import io.github.flows4j.io.SafetensorsWriter;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Tensors;
import io.github.flows4j.train.StopReason;
import io.github.flows4j.train.TrainListener;
import io.github.flows4j.train.TrainOptions;
import io.github.flows4j.train.Trainer;
import io.github.flows4j.train.Training;
import io.github.flows4j.train.TrainingData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flows mixed in equal parts. */
class EnsembleTest {
  private static final Recipe RECIPE = Flows.realNvp(3).withTransforms(2).withHidden(8);

  @TempDir Path folder;

  /** Weights larger than untrained flows have, so that the members differ. */
  private static Flow flow(Recipe recipe, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Tensor> byName = new LinkedHashMap<>();
    Tensors.initial(recipe.spec(), seed)
        .byName()
        .forEach(
            (name, tensor) -> {
              float[] values = tensor.toArray();
              for (int i = 0; i < values.length; i++)
                values[i] += (float) (0.4 * random.nextGaussian());
              byName.put(name, Tensor.wrap(tensor.shape(), values));
            });
    return Flow.of(recipe.spec(), Tensors.of(byName));
  }

  private static Rows rows(int count) {
    SplittableRandom random = new SplittableRandom(count);
    double[] values = new double[3 * count];
    for (int i = 0; i < values.length; i++) values[i] = random.nextGaussian();
    return Rows.of(3, values);
  }

  private static double logMeanExp(double... logs) {
    double sum = 0;
    for (double log : logs) sum += Math.exp(log);
    return Math.log(sum / logs.length);
  }

  @Test
  void itsDensityIsTheMeanOfTheMembers() {
    List<Flow> members = List.of(flow(RECIPE, 1), flow(RECIPE, 2), flow(RECIPE, 3));
    Flow mixed = Flow.ensemble(members);
    Rows x = rows(150);
    double[] found = mixed.logProb(x);
    double[][] own = members.stream().map(m -> m.logProb(x)).toArray(double[][]::new);
    double apart = 0;
    Scorer scorer = mixed.scorer();
    for (int i = 0; i < found.length; i++) {
      assertEquals(logMeanExp(own[0][i], own[1][i], own[2][i]), found[i], 1e-12);
      assertEquals(found[i], scorer.logProb(x.row(i)), 1e-4);
      apart = Math.max(apart, Math.abs(own[0][i] - own[1][i]));
    }
    assertTrue(apart > 1, "members that are alike show nothing");
    assertEquals(3, mixed.members().size());
    assertArrayEquals(own[1], mixed.members().get(1).logProb(x));
  }

  @Test
  void rowsFarBeyondAllMembers() {
    double far = 1e200;
    Flow mixed = Flow.ensemble(List.of(flow(RECIPE, 1), flow(RECIPE, 2)));
    assertEquals(Double.NEGATIVE_INFINITY, mixed.logProb(far, far, far));
  }

  @Test
  void gradientsAreThoseOfTheMixture() {
    Recipe recipe = Flows.maf(3).withTransforms(2).withHidden(8).withContext(2);
    Flow mixed =
        Flow.ensemble(List.of(flow(recipe, 4), flow(recipe, 5))).withPrecision(Precision.DOUBLE);
    Rows context = Rows.of(2, 0.3, -0.7);
    Gradient gradient = mixed.gradient(rows(5), context);
    double step = 1e-5;
    for (int i = 0; i < 5; i++)
      for (int j = 0; j < 5; j++) {
        double[] row = rows(5).row(i);
        double[] given = context.row(0);
        double[] moved = j < 3 ? row : given;
        int at = j < 3 ? j : j - 3;
        moved[at] += step;
        double above = mixed.logProb(Rows.of(3, row), Rows.of(2, given))[0];
        moved[at] -= 2 * step;
        double below = mixed.logProb(Rows.of(3, row), Rows.of(2, given))[0];
        double slope = j < 3 ? gradient.byRow().get(i, at) : gradient.byContext().get().get(i, at);
        assertEquals((above - below) / (2 * step), slope, 1e-6 * (1 + Math.abs(slope)));
      }
  }

  @Test
  void samplesComeFromAllMembersEvenly() {
    // The members lie apart: a shift by 50 in the first feature tells them from each other.
    Recipe recipe = Flows.realNvp(2).withTransforms(2).withHidden(4);
    Flow left = flow(recipe, 1);
    Map<String, Tensor> moved = new LinkedHashMap<>(left.tensors().byName());
    String bias = moved.keySet().stream().filter(n -> n.endsWith("bias")).reduce((a, b) -> b).get();
    float[] values = moved.get(bias).toArray();
    values[0] += 50;
    moved.put(bias, Tensor.wrap(moved.get(bias).shape(), values));
    Flow right = Flow.of(recipe.spec(), Tensors.of(moved));
    Flow mixed = Flow.ensemble(List.of(left, right));
    Samples drawn = mixed.sampleWithLogProb(4_000, 7);
    double[] own = left.logProb(drawn.rows());
    double[] other = right.logProb(drawn.rows());
    int lefts = 0;
    for (int i = 0; i < own.length; i++) if (own[i] > other[i]) lefts++;
    assertEquals(2_000, lefts, 4 * Math.sqrt(1_000));
    assertArrayEquals(mixed.logProb(drawn.rows()), drawn.logProb());
    assertEquals(drawn.rows(), mixed.sample(4_000, 7));
  }

  @Test
  void noLatentSpaceAndNoOneSetOfWeights() {
    Flow mixed = Flow.ensemble(List.of(flow(RECIPE, 1), flow(RECIPE, 2)));
    assertThrows(UnsupportedOperationException.class, () -> mixed.transform(rows(2)));
    assertThrows(UnsupportedOperationException.class, () -> mixed.inverse(rows(2)));
    assertThrows(UnsupportedOperationException.class, mixed::tensors);
    assertThrows(IllegalArgumentException.class, () -> Flow.ensemble(List.of()));
    Flow other = flow(Flows.realNvp(3).withTransforms(4).withHidden(8), 1);
    assertThrows(IllegalArgumentException.class, () -> Flow.ensemble(List.of(mixed, other)));
  }

  @Test
  void aFileHoldsAllMembers() throws IOException {
    Path file = folder.resolve("mixed.safetensors");
    Flow mixed = Flow.ensemble(List.of(flow(RECIPE, 1), flow(RECIPE, 2)));
    mixed.save(file);
    Flow read = Flow.load(file);
    assertArrayEquals(mixed.logProb(rows(9)), read.logProb(rows(9)));
    assertEquals(2, read.members().size());
    for (String members : List.of("3", "1", "-1", "999999999", "two")) {
      Path bad = folder.resolve("bad.safetensors");
      copy(file, bad, members);
      ModelFormatException refused =
          assertThrows(ModelFormatException.class, () -> Flow.load(bad), members);
      assertTrue(refused.getMessage().startsWith(bad.toString()), refused.getMessage());
    }
  }

  private static void copy(Path from, Path to, String members) throws IOException {
    try (Safetensors in = Safetensors.open(from)) {
      SafetensorsWriter writer = new SafetensorsWriter();
      in.metadata()
          .forEach((k, v) -> writer.metadata(k, k.equals("flows4j.members") ? members : v));
      for (var entry : in.tensors())
        writer.floats(entry.name(), entry.shape(), in.floats(entry.name()));
      writer.write(to);
    }
  }

  @Test
  @Tag("trained")
  void trainedMembersTogetherAreBetterThanOneByOne() {
    Rows data = Toys.twoMoons().sample(400, 3);
    TrainOptions options = TrainOptions.defaults().withSteps(300).withThreads(2);
    Recipe recipe = Flows.realNvp(2).withTransforms(4).withHidden(16);
    List<String> told = new ArrayList<>();
    TrainListener listener =
        new TrainListener() {
          @Override
          public void step(io.github.flows4j.train.Progress progress) {}

          @Override
          public void member(int number, int members) {
            told.add(number + "/" + members);
          }
        };
    Training training =
        Trainer.of(options.withEnsemble(3))
            .withListener(listener)
            .train(recipe, TrainingData.of(data));
    assertEquals(List.of("1/3", "2/3", "3/3"), told);
    assertEquals(900, training.history().steps().size());
    Rows test = Toys.twoMoons().sample(4_000, 99);
    double mixed = mean(training.flow().logProb(test));
    double alone = 0;
    for (Flow member : training.flow().members()) alone += mean(member.logProb(test)) / 3;
    assertTrue(mixed > alone + 0.01, mixed + " beside " + alone);
    // The first member is the flow that is trained alone; all see the same rows.
    Training one = Trainer.of(options).train(recipe, TrainingData.of(data));
    assertEquals(one.flow().tensors(), training.flow().members().get(0).tensors());
    assertEquals(one.flow().schema(), training.flow().schema());
    assertTrue(training.flow().scores().isPresent());
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) sum += value;
    return sum / values.length;
  }

  /** Stopped in its second member, or between two, it goes on to the same weights. */
  @Test
  void resumedBitForBit() throws IOException {
    TrainingData data = TrainingData.of(Toys.twoMoons().sample(200, 5));
    TrainOptions options =
        TrainOptions.defaults()
            .withSteps(60)
            .withPatience(30)
            .withBatch(32)
            .withThreads(1)
            .withEnsemble(3);
    Recipe recipe = Flows.realNvp(2).withTransforms(2).withHidden(8);
    Training whole = Trainer.of(options).train(recipe, data);
    for (int stopAfter : new int[] {85, 60, 7}) {
      Path file = folder.resolve("c" + stopAfter + ".safetensors");
      int[] seen = new int[1];
      Training first =
          Trainer.of(options)
              .withCheckpoint(file, 1e9)
              .withListener(progress -> seen[0]++)
              .withStopWhen(() -> seen[0] == stopAfter)
              .train(recipe, data);
      assertEquals(StopReason.STOPPED, first.reason());
      assertEquals(stopAfter, first.history().steps().size());
      Training rest =
          Trainer.of(options).withCheckpoint(file, 1e9).withResume(file).train(recipe, data);
      assertEquals(whole.history().steps(), rest.history().steps());
      assertEquals(whole.history().validations(), rest.history().validations());
      for (int k = 0; k < 3; k++)
        assertEquals(
            whole.flow().members().get(k).tensors(), rest.flow().members().get(k).tensors());
      Trainer.deleteCheckpoints(file, 3);
      try (var left = Files.list(folder)) {
        assertEquals(0, left.count());
      }
    }
  }
}
