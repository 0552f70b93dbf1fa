package io.github.flows4j.io.zuko;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.io.ImportOptions;
import io.github.flows4j.io.ModelFile;
import io.github.flows4j.io.ModelFormatException;
import io.github.flows4j.io.Provenance;
import io.github.flows4j.io.Safetensors;
import io.github.flows4j.io.SafetensorsWriter;
import io.github.flows4j.io.TensorEntry;
import io.github.flows4j.spec.ActNorm;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.AdditiveUnivariate;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.Base;
import io.github.flows4j.spec.BatchNorm;
import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.ContextEmbedding;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.DiagonalNormal;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.Logistic;
import io.github.flows4j.spec.Mask;
import io.github.flows4j.spec.Mlp;
import io.github.flows4j.spec.PerParameter;
import io.github.flows4j.spec.Permutation;
import io.github.flows4j.spec.Pixels;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.TensorSpec;
import io.github.flows4j.spec.Tensors;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.Univariate;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZukoModelsTest {
  private static final String FIRST = "transform.transforms.0.";
  private static final ImportOptions NONE = ImportOptions.none();
  private static final Univariate AFFINE = new AffineUnivariate(new ScaleBound.SoftClip(1e-3));

  @TempDir Path folder;

  private static Path golden() {
    try {
      var url = ZukoModelsTest.class.getResource("/golden/zuko-realnvp-context.safetensors");
      return Path.of(Objects.requireNonNull(url).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** A file's tensors under other names; a name of nothing is left out. */
  private Path renamed(UnaryOperator<String> names, Map<String, String> metadata)
      throws IOException {
    return renamed(names, metadata, new SafetensorsWriter());
  }

  private Path renamed(
      UnaryOperator<String> names, Map<String, String> metadata, SafetensorsWriter out)
      throws IOException {
    Path file = folder.resolve("renamed.safetensors");
    try (Safetensors in = Safetensors.open(golden())) {
      metadata.forEach(out::metadata);
      for (TensorEntry entry : in.tensors()) {
        String name = names.apply(entry.name());
        if (!name.isEmpty() && !entry.name().startsWith("case."))
          out.doubles(name, entry.shape(), in.doubles(entry.name()));
      }
      out.write(file);
    }
    return file;
  }

  private static void assertRefused(String message, Path file, ImportOptions options) {
    assertEquals(
        file + ": " + message,
        assertThrows(ModelFormatException.class, () -> ZukoModels.read(file, options))
            .getMessage());
  }

  private static void assertSame(ModelFile expected, ModelFile found) {
    assertEquals(expected.spec(), found.spec());
    assertEquals(expected.schema(), found.schema());
    assertEquals(expected.tensors(), found.tensors());
  }

  @Test
  void infersSizes() {
    ModelFile model = ZukoModels.read(golden(), NONE);
    Coupling second = (Coupling) model.spec().transforms().get(1);
    assertEquals(5, model.spec().features());
    assertEquals(3, model.spec().context());
    assertEquals(4, model.spec().transforms().size());
    assertEquals(new Coupling(Mask.parse("01010"), AFFINE, Mlp.of(32, 32)), second);
    assertEquals(new StandardNormal(), model.spec().base());
    assertEquals(Schema.plain(5, 3), model.schema());
    assertEquals(
        Map.of(
            "library", "zuko 1.6.0",
            "file", "zuko-realnvp-context.safetensors",
            "class", "RealNVP",
            "slope", "0.001",
            "activation", "ReLU",
            "assumed", "activation"),
        model.provenance().entries());
  }

  @Test
  void readsOlderNamesAndListsAlone() throws IOException {
    ModelFile model = ZukoModels.read(golden(), NONE);
    Path older =
        renamed(
            name -> name.replace("base.loc", "base._0").replace("base.scale", "base._1"), Map.of());
    ModelFile old = ZukoModels.read(older, NONE);
    assertSame(model, old);
    assertEquals("slope, activation", old.provenance().entries().get("assumed"));
    Path list =
        renamed(
            name -> name.startsWith("base") ? "" : name.replaceFirst("^transform\\.", ""),
            Map.of());
    assertSame(model, ZukoModels.read(list, NONE));
    Path single =
        renamed(
            name ->
                name.startsWith("base")
                    ? name
                    : name.startsWith(FIRST) ? name.replaceFirst("transforms\\.0\\.", "") : "",
            Map.of());
    FlowSpec alone = ZukoModels.read(single, NONE).spec();
    assertEquals(model.spec().transforms().subList(0, 1), alone.transforms());
  }

  @Test
  void readsFlowsWithinLargerModels() throws IOException {
    ModelFile model = ZukoModels.read(golden(), NONE);
    Path all = renamed(name -> "flow." + name, Map.of());
    assertSame(model, ZukoModels.read(all, NONE));
    SafetensorsWriter other = new SafetensorsWriter().floats("embed.w", List.of(1), new float[1]);
    Path within = renamed(name -> "flow." + name, Map.of(), other);
    assertRefused(
        "it holds a flow and other tensors, such as \"embed.w\": to read the flow alone, give its"
            + " prefix \"flow.\"",
        within,
        NONE);
    assertSame(model, ZukoModels.read(within, NONE.withPrefix("flow.")));
    assertRefused(
        "no tensor's name begins with \"net.\", it has embed.w, flow.base.loc, flow.base.scale,"
            + " flow.transform.transforms.0.hyper.0.bias,"
            + " flow.transform.transforms.0.hyper.0.weight",
        within,
        NONE.withPrefix("net."));
  }

  @Test
  void takesWhatIsSaid() throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("library", "zuko 1.4.0");
    metadata.put("arguments", "{\"activation\": \"torch.nn.ELU\", \"context\": 3}");
    Path file = renamed(name -> name, metadata);
    assertEquals(
        new Coupling(
            Mask.parse("10101"),
            new AffineUnivariate(new ScaleBound.SoftClip(1e-4)),
            new Mlp(List.of(32, 32), Activation.ELU, LastLayer.DEFAULT)),
        ZukoModels.read(file, NONE).spec().transforms().get(0));
    assertFalse(ZukoModels.read(file, NONE).provenance().entries().containsKey("assumed"));
    assertEquals(
        new Coupling(
            Mask.parse("10101"),
            new AffineUnivariate(new ScaleBound.SoftClip(1e-2)),
            new Mlp(List.of(32, 32), Activation.SILU, LastLayer.DEFAULT)),
        ZukoModels.read(file, NONE.withSlope(1e-2).withActivation(Activation.SILU))
            .spec()
            .transforms()
            .get(0));
    assertThrows(IllegalArgumentException.class, () -> NONE.withSlope(1));
    Path plain = renamed(name -> name, Map.of("class", "zuko.flows.coupling.NICE"));
    assertEquals("NICE", ZukoModels.read(plain, NONE).provenance().entries().get("class"));
  }

  @Test
  void refusesWhatIsNotWhatItClaims() throws IOException {
    UnaryOperator<String> same = name -> name;
    assertRefused(
        "its arguments say features 6, its tensors 5",
        renamed(same, Map.of("arguments", "{\"features\": 6}")),
        NONE);
    assertRefused(
        "its arguments say hidden_features [64, 64], its tensors [32, 32]",
        golden(),
        NONE.withArguments("{\"hidden_features\": [64, 64]}"));
    assertRefused(
        "tensor transform.transforms.0.mask is not part of zuko's MAF",
        golden(),
        NONE.withFlowClass("MAF"));
    assertRefused(
        "zuko's class \"CNF\" can't be read: flows4j has no continuous flows",
        golden(),
        NONE.withFlowClass("CNF"));
    assertRefused(
        "zuko's class \"MFA\" is not known; known: MAF, NSF, NCSF, NAF, UNAF, SOSPF, BPF, GF, NICE,"
            + " RealNVP, Flow",
        golden(),
        NONE.withFlowClass("MFA"));
    assertRefused(
        "zuko's univariate \"BernsteinTransform\" can't be read; known: MonotonicAffineTransform,"
            + " AdditiveTransform, MonotonicRQSTransform, CircularRQSTransform,"
            + " BoundedBernsteinTransform, ShiftedSOSPTransform, GaussianizationTransform, MNN,"
            + " UMNN",
        golden(),
        NONE.withArguments("{\"univariate\": \"BernsteinTransform\"}"));
    assertRefused(
        "tensor "
            + FIRST
            + "hyper.4.weight has 2 rows for each feature, which MonotonicRQSTransform has 3 bins -"
            + " 1 of",
        golden(),
        NONE.withArguments("{\"univariate\": \"MonotonicRQSTransform\"}"));
    assertRefused(
        "its metadata say it is of \"nflows 0.14\", not of zuko",
        renamed(same, Map.of("library", "nflows 0.14")),
        NONE);
    assertRefused(
        "the arguments given: unknown key \"pases\"; known: features, context, transforms,"
            + " randmask, randperm, passes, adjacency, hidden_features, univariate, shapes,"
            + " activation, normalize, residual, bias, bins, slope, degree, polynomials,"
            + " components, signal, network",
        golden(),
        NONE.withArguments("{\"pases\": 2}"));
    assertRefused(
        "its arguments say normalize true: networks with normalization can't be read",
        golden(),
        NONE.withArguments("{\"normalize\": true}"));
    assertRefused(
        "activation \"GELU\" can't be read; ReLU, Tanh, SiLU and ELU can",
        golden(),
        NONE.withArguments("{\"activation\": \"GELU\"}"));
    assertRefused(
        "slope must be in (0, 1), was 2.0", golden(), NONE.withArguments("{\"slope\": 2}"));
    assertRefused(
        "its metadata's arguments: the JSON text must be an object, was a list",
        renamed(same, Map.of("arguments", "[]")),
        NONE);
  }

  @Test
  void refusesTensorsThatDoNotFit() throws IOException {
    assertMissing("base.scale");
    assertMissing(FIRST + "mask");
    assertMissing(FIRST + "hyper.0.weight");
    assertMissing(FIRST + "hyper.2.weight");
    assertMissing(FIRST + "hyper.4.bias");
    assertReplaced("extra", List.of(1), 0, "is not part of zuko's RealNVP");
    assertReplaced(
        FIRST + "mask", List.of(5), 1, ": a mask must move at least one feature, 11111 moves none");
    assertReplaced(FIRST + "mask", List.of(5), 0.5, "must hold 0 and 1, holds 0.5 at index 0");
    assertReplaced(FIRST + "mask", List.of(4), 1, "must have shape [5], has [4]");
    assertReplaced(
        FIRST + "hyper.0.weight",
        List.of(2, 32, 3),
        1,
        "must have 2 dimensions, has shape [2, 32, 3]");
    assertReplaced(
        FIRST + "hyper.0.weight",
        List.of(32, 2),
        1,
        "must have 3 columns or more, one for each feature it sees, has 2");
    assertReplaced(
        "transform.transforms.1.hyper.0.weight",
        List.of(32, 6),
        1,
        "must have 5 columns, 2 of features and 3 of context as in the networks before it, has 6");
    assertReplaced(
        FIRST + "hyper.2.weight", List.of(32, 31), 1, "must have shape [32, 32], has [32, 31]");
    assertReplaced(FIRST + "hyper.2.bias", List.of(31), 1, "must have shape [32], has [31]");
    assertReplaced(
        FIRST + "hyper.2.bias", List.of(32), 1e39, "must be finite, is 1.0E39 at index 0");
    assertReplaced("base.scale", List.of(5), 0, "must be positive, is 0.0 at index 0");
    assertReplaced("base.loc", List.of(0), 0, "must not be empty");
    Path gap = renamed(name -> name.replace("transforms.1.", "transforms.9."), Map.of());
    assertRefused("transform transform.transforms.1 is missing, 2 is there", gap, NONE);
  }

  private void assertMissing(String name) throws IOException {
    Path file = renamed(each -> each.equals(name) ? "" : each, Map.of());
    assertRefused("tensor " + name + " is missing", file, NONE);
  }

  private void assertReplaced(String name, List<Integer> shape, double value, String problem)
      throws IOException {
    double[] values = new double[shape.stream().reduce(1, (a, b) -> a * b)];
    Arrays.fill(values, value);
    SafetensorsWriter out = new SafetensorsWriter().doubles(name, shape, values);
    Path file = renamed(each -> each.equals(name) ? "" : each, Map.of(), out);
    assertRefused("tensor " + name + (problem.startsWith(":") ? "" : " ") + problem, file, NONE);
  }

  @Test
  void saysWhatItCanNotRead() throws IOException {
    assertForeign(
        FIRST + "hyper.3.weight", "a normalization, or an activation with weights of its own,");
    assertForeign(FIRST + "hyper.1.0.weight", "a residual network");
    assertForeign(
        "transform.ode.0.weight", "a continuous flow (CNF), which flows4j has no counterpart of,");
    Path spline = folder.resolve("spline.safetensors");
    new SafetensorsWriter()
        .bytes(FIRST + "mask", List.of(2), new byte[] {1, 0})
        .floats(FIRST + "hyper.0.weight", List.of(23, 1), new float[23])
        .floats(FIRST + "hyper.0.bias", List.of(23), new float[23])
        .floats("base.loc", List.of(2), new float[2])
        .write(spline);
    assertRefused(
        "tensor "
            + FIRST
            + "hyper.0.weight has 23 rows for each feature, and of which map they are is not said:"
            + " give the class (NSF, NCSF, BPF, SOSPF or GF), or the univariate among the arguments",
        spline,
        NONE);
    Path ours = folder.resolve("ours.safetensors");
    ZukoModels.read(golden(), NONE).write(ours);
    assertRefused("it is a model of flows4j's already: it can be used as it is", ours, NONE);
    Path other = folder.resolve("other.safetensors");
    new SafetensorsWriter().floats("weight", List.of(1), new float[1]).write(other);
    assertRefused(
        "no flow of zuko's: no tensor is named transform.transforms.0..., it has weight",
        other,
        NONE);
  }

  private void assertForeign(String name, String kind) throws IOException {
    SafetensorsWriter out = new SafetensorsWriter().floats(name, List.of(1), new float[1]);
    Path file = renamed(each -> each, Map.of(), out);
    assertRefused("tensor " + name + " is of " + kind + " which can't be read", file, NONE);
  }

  @Test
  void damagedFilesAreReadOrRefused() throws IOException {
    byte[] good = Files.readAllBytes(golden());
    int header = (int) ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong();
    Path file = folder.resolve("bad.safetensors");
    Random random = new Random(4);
    int refused = 0;
    for (int trial = 0; trial < 1_000; trial++) {
      byte[] bad = good.clone();
      // Letters and digits in place of others leave the header well-formed and wrong.
      for (int i = random.nextInt(4); i >= 0; i--) {
        int at = 8 + random.nextInt(header);
        if (Character.isLetterOrDigit(bad[at]))
          bad[at] = (byte) "0123456789abmorst_".charAt(random.nextInt(18));
      }
      Files.write(file, bad);
      try {
        ZukoModels.read(file, NONE);
      } catch (ModelFormatException e) {
        refused++;
        assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
      } catch (RuntimeException | Error e) {
        throw new AssertionError("trial " + trial, e);
      }
    }
    assertTrue(refused > 300, "refused " + refused);
  }

  /** A model with weights drawn from a seed. */
  private static ModelFile model(FlowSpec spec) {
    SplittableRandom random = new SplittableRandom(7);
    Map<String, Tensor> byName = new LinkedHashMap<>();
    for (TensorSpec tensor : spec.tensors())
      byName.put(tensor.name(), Tensor.of(tensor.shape(), i -> random.nextGaussian()));
    return new ModelFile(
        spec, Schema.plain(spec.features(), spec.context()), Tensors.of(byName), Provenance.none());
  }

  private Map<String, String> assertComesBack(FlowSpec spec) {
    ModelFile model = model(spec);
    Path file = folder.resolve("exported.safetensors");
    ZukoModels.write(model, file);
    ModelFile back = ZukoModels.read(file, NONE);
    assertSame(model, back);
    assertFalse(back.provenance().entries().containsKey("assumed"));
    try (Safetensors in = Safetensors.open(file)) {
      return in.metadata();
    }
  }

  private static FlowSpec flow(int features, int context, Transform... transforms) {
    return new FlowSpec(features, context, List.of(transforms), new StandardNormal());
  }

  @Test
  void whatIsExportedComesBack() {
    Mask mask = Mask.checkered(5);
    Mlp elu = new Mlp(List.of(4, 3), Activation.ELU, LastLayer.ZERO);
    Map<String, String> metadata =
        assertComesBack(
            flow(5, 2, new Coupling(mask, AFFINE, elu), new Coupling(mask.flipped(), AFFINE, elu)));
    assertEquals("\"RealNVP\"", metadata.get("class"));
    assertEquals(
        "{\"features\":5,\"context\":2,\"transforms\":2,\"hidden_features\":[4,3]}",
        metadata.get("arguments"));
    assertEquals("0.001", metadata.get("slope"));
    assertEquals("\"ELU\"", metadata.get("activation"));
    Mlp mlp = Mlp.of(6);
    Univariate gentle = new AffineUnivariate(new ScaleBound.SoftClip(0.1));
    assertTrue(
        assertComesBack(flow(5, 0, new Coupling(Mask.parse("11100"), gentle, mlp)))
            .get("arguments")
            .contains("\"randmask\":true"));
    // floor(D/2) kept first: no RealNVP of zuko's has such masks, a list of couplings may.
    assertEquals(
        "\"Flow\"",
        assertComesBack(flow(5, 0, new Coupling(Mask.half(5), AFFINE, mlp))).get("class"));
    metadata =
        assertComesBack(
            flow(2, 0, new Coupling(Mask.parse("10"), new AdditiveUnivariate(), Mlp.of())));
    assertEquals("\"NICE\"", metadata.get("class"));
    assertTrue(
        metadata.get("arguments").contains("\"univariate\":\"AdditiveTransform\",\"shapes\":[[]]"));
    assertComesBack(
        flow(
            3,
            0,
            new Coupling(Mask.half(3), AFFINE, mlp),
            new Coupling(Mask.half(3), new AdditiveUnivariate(), Mlp.of(2, 2))));
    assertComesBack(flow(1, 0, Elementwise.free(AFFINE), Elementwise.free(AFFINE)));
    assertComesBack(flow(1, 2, new Elementwise(AFFINE, mlp)));
    for (Base base : List.of(new DiagonalNormal(false), new DiagonalNormal(true)))
      assertComesBack(flow(4, 0, new Coupling(Mask.half(4), AFFINE, mlp)).withBase(base));
  }

  private void assertNotExported(String message, ModelFile model) {
    Path file = folder.resolve("refused.safetensors");
    String thrown =
        assertThrows(IllegalArgumentException.class, () -> ZukoModels.write(model, file))
            .getMessage();
    assertTrue(thrown.contains(message), thrown);
    assertFalse(file.toFile().exists());
  }

  private void assertNotExported(String message, Transform... transforms) {
    assertNotExported(message, model(flow(4, 0, transforms)));
  }

  @Test
  void refusesWhatZukoCanNotExpress() {
    Mlp mlp = Mlp.of(3);
    Coupling good = new Coupling(Mask.half(4), AFFINE, mlp);
    Univariate tanh = new AffineUnivariate(new ScaleBound.Tanh(2));
    assertNotExported(
        "transforms[1]: its log-scale's bound is Tanh[limit=2.0], not a SoftClip",
        good,
        new Coupling(Mask.half(4), tanh, mlp));
    assertNotExported(
        "transforms[1]: is BatchNorm: zuko can't express the flow", good, new BatchNorm());
    assertNotExported("transforms[0]: is ActNorm", new ActNorm(), good);
    assertNotExported("transforms[0]: is Permutation", Permutation.reverse(4));
    assertNotExported(
        "its network is PerParameter, not an MLP",
        new Coupling(Mask.half(4), AFFINE, PerParameter.of(mlp, 2)));
    assertNotExported(
        "transforms[0]: an elementwise map of several features", Elementwise.free(AFFINE));
    Univariate steep = new AffineUnivariate(new ScaleBound.SoftClip(1e-4));
    assertNotExported(
        "transforms[1]: its slope 1.0E-4 is not that of the others, 0.001",
        good,
        new Coupling(Mask.half(4), steep, mlp));
    Mlp other = new Mlp(List.of(3), Activation.TANH, LastLayer.DEFAULT);
    assertNotExported(
        "its activation TANH is not that of the others, RELU",
        good,
        new Coupling(Mask.half(4), AFFINE, other));
    assertNotExported("the flow has no transforms");
    assertNotExported(
        "base: is Logistic[], zuko's couplings have a normal one",
        model(flow(4, 0, good).withBase(new Logistic())));
    assertNotExported(
        "its conditioner is FreeParameters[] beside 2 context columns",
        model(flow(1, 2, Elementwise.free(AFFINE))));
    assertNotExported(
        "a flow with a context embedding can't be exported, zuko's flows have none",
        model(flow(4, 2, good).withEmbedding(ContextEmbedding.of(3))));
    FlowSpec spec = flow(4, 0, good);
    Schema plain = Schema.plain(4, 0);
    List<Column> columns = new ArrayList<>(plain.features());
    columns.set(2, new Column("height", 1.5, 2));
    assertNotExported(
        "column height is standardized (mean 1.5, deviation 2.0)",
        new ModelFile(
            spec, new Schema(columns, List.of()), model(spec).tensors(), Provenance.none()));
    Schema image = Schema.image(Pixels.of(new ImageShape(1, 2, 2)), List.of());
    assertNotExported(
        "a flow of images can't be exported",
        new ModelFile(spec, image, model(spec).tensors(), Provenance.none()));
    Path nowhere = folder.resolve("no").resolve("model.safetensors");
    assertEquals(
        "cannot write " + nowhere + ": no folder " + nowhere.getParent(),
        assertThrows(ModelFormatException.class, () -> ZukoModels.write(model(spec), nowhere))
            .getMessage());
  }
}
