package io.github.flows4j.io;

import io.github.flows4j.spec.Autoregressive;
import io.github.flows4j.spec.Conditioner;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.Customs;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Inverse;
import io.github.flows4j.spec.MaskedResidualMlp;
import io.github.flows4j.spec.PerParameter;
import io.github.flows4j.spec.Planar;
import io.github.flows4j.spec.Radial;
import io.github.flows4j.spec.ResidualMlp;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.SchemaJson;
import io.github.flows4j.spec.ScoreQuantiles;
import io.github.flows4j.spec.ScoreQuantilesJson;
import io.github.flows4j.spec.SpecJson;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.TensorSpec;
import io.github.flows4j.spec.Tensors;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.json.JsonProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A whole model as one {@code .safetensors} file: tensors by name, all F32, and beside them the
 * texts {@code flows4j.format}, {@code flows4j.spec}, {@code flows4j.schema} and {@code
 * flows4j.provenance}; and {@code flows4j.scores}, which may be missing. An ensemble has {@code
 * flows4j.members} too, their number, and the tensors of member k are named {@code members.k.NAME}.
 *
 * @param spec the description of the flow
 * @param schema its columns
 * @param members its weights and running statistics, all finite; several sets of an ensemble
 * @param provenance where it comes from
 * @param scores quantiles to judge log-densities by, or null if they are not known
 */
public record ModelFile(
    FlowSpec spec,
    Schema schema,
    List<Tensors> members,
    Provenance provenance,
    ScoreQuantiles scores) {
  /** The newest format, which is written; all from 1 on are read. */
  public static final int FORMAT = 1;

  private static final String PREFIX = "flows4j.";
  private static final String FORMAT_KEY = PREFIX + "format";
  private static final String SPEC_KEY = PREFIX + "spec";
  private static final String SCHEMA_KEY = PREFIX + "schema";
  private static final String PROVENANCE_KEY = PREFIX + "provenance";
  private static final String SCORES_KEY = PREFIX + "scores";
  private static final String MEMBERS_KEY = PREFIX + "members";
  private static final Set<String> KEYS =
      Set.of(FORMAT_KEY, SPEC_KEY, SCHEMA_KEY, PROVENANCE_KEY, SCORES_KEY, MEMBERS_KEY);

  /**
   * Checks that the parts fit together.
   *
   * @throws IllegalArgumentException naming the column or tensor that does not fit, or the tensor
   *     and index of a weight that is NaN or infinite
   */
  public ModelFile {
    schema.check(spec);
    members = List.copyOf(members);
    if (members.isEmpty()) throw new IllegalArgumentException("a model needs tensors");
    for (Tensors tensors : members) {
      tensors.check(spec);
      tensors.byName().forEach(ModelFile::checkFinite);
    }
    Objects.requireNonNull(provenance, "provenance");
    if (scores != null) scores.check(spec);
  }

  /** A model without quantiles of scores. */
  public ModelFile(FlowSpec spec, Schema schema, Tensors tensors, Provenance provenance) {
    this(spec, schema, List.of(tensors), provenance, null);
  }

  /**
   * Its only set of tensors.
   *
   * @throws IllegalArgumentException if it is an ensemble
   */
  public Tensors tensors() {
    if (members.size() > 1)
      throw new IllegalArgumentException(
          "an ensemble of " + members.size() + " flows has no one set of weights");
    return members.get(0);
  }

  private static void checkFinite(String name, Tensor tensor) {
    for (int i = 0; i < tensor.size(); i++)
      if (!Float.isFinite(tensor.get(i)))
        throw new IllegalArgumentException(
            "tensor " + name + " must be finite, is " + tensor.get(i) + " at index " + i);
  }

  /**
   * Writes the model, or leaves the file that was there as it is: {@link AtomicFiles#write}.
   *
   * @throws ModelFormatException naming the file, if it can't be written
   */
  public void write(Path file) {
    SafetensorsWriter writer =
        new SafetensorsWriter()
            .metadata(FORMAT_KEY, Integer.toString(FORMAT))
            .metadata(SPEC_KEY, SpecJson.write(spec))
            .metadata(SCHEMA_KEY, SchemaJson.write(schema))
            .metadata(PROVENANCE_KEY, provenance.json());
    if (scores != null) writer.metadata(SCORES_KEY, ScoreQuantilesJson.write(scores));
    if (members.size() > 1) writer.metadata(MEMBERS_KEY, Integer.toString(members.size()));
    for (int k = 0; k < members.size(); k++) {
      String prefix = prefix(k, members.size());
      for (TensorSpec needed : spec.tensors()) {
        Tensor tensor = members.get(k).get(needed.name());
        writer.add(
            prefix + needed.name(),
            DType.F32,
            tensor.shape(),
            tensor.size(),
            (buffer, i) -> buffer.putFloat(tensor.get(i)));
      }
    }
    try {
      writer.write(file);
    } catch (IOException e) {
      throw new ModelFormatException("cannot write " + file + ": " + Reasons.of(e), e);
    }
  }

  private static String prefix(int member, int members) {
    return members == 1 ? "" : "members." + member + ".";
  }

  /**
   * Reads a model. Nothing larger than the file is allocated for what the file only claims.
   *
   * @param customs the functions that its description may name
   * @throws ModelFormatException naming the file and what is wrong with it
   */
  public static ModelFile read(Path file, Customs customs) {
    try (Safetensors in = Safetensors.open(file)) {
      checkFormat(in);
      FlowSpec spec = parse(in, SPEC_KEY, text -> SpecJson.parse(text, customs));
      Schema schema = parse(in, SCHEMA_KEY, SchemaJson::parse);
      Provenance provenance = parse(in, PROVENANCE_KEY, Provenance::parse);
      ScoreQuantiles scores =
          in.metadata().containsKey(SCORES_KEY)
              ? parse(in, SCORES_KEY, ScoreQuantilesJson::parse)
              : null;
      return checked(
          in,
          () -> {
            schema.check(spec);
            return new ModelFile(spec, schema, members(in, spec), provenance, scores);
          });
    }
  }

  private static void checkFormat(Safetensors in) {
    String format = in.metadata().get(FORMAT_KEY);
    if (format == null)
      throw in.problem(
          "not a flows4j model: its metadata have no "
              + FORMAT_KEY
              + "; weights of another library are read by importing them");
    int number;
    try {
      number = Integer.parseInt(format);
    } catch (NumberFormatException e) {
      number = 0;
    }
    if (number < 1)
      throw in.problem(
          FORMAT_KEY + " must be a whole number >= 1, was " + JsonProblem.quote(format));
    if (number > FORMAT)
      throw in.problem(
          "format "
              + number
              + " is newer than this library knows ("
              + FORMAT
              + "): upgrade flows4j to read it");
    for (String key : in.metadata().keySet())
      if (key.startsWith(PREFIX) && !KEYS.contains(key))
        throw in.problem("unknown metadata key " + JsonProblem.quote(key));
  }

  /** Reads one of the texts. */
  @FunctionalInterface
  private interface Reader<T> {
    T read(String text);
  }

  private static <T> T parse(Safetensors in, String key, Reader<T> reader) {
    String text = in.metadata().get(key);
    if (text == null) throw in.problem("its metadata have no " + key);
    try {
      return reader.read(text);
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(
          JsonProblem.oneLine(in.file() + ": " + key + ": " + e.getMessage()), e);
    }
  }

  /** Gives what a record or description refuses the file's name. */
  private static <T> T checked(Safetensors in, Supplier<T> maker) {
    try {
      return maker.get();
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ModelFormatException(JsonProblem.oneLine(in.file() + ": " + e.getMessage()), e);
    }
  }

  private static List<Tensors> members(Safetensors in, FlowSpec spec) {
    int count = count(in);
    checkBlocks(in, spec, count);
    List<TensorSpec> needed = spec.tensors();
    // Names and shapes first: a model of some GB that does not fit is refused before it is read.
    Set<String> names = new HashSet<>();
    for (int k = 0; k < count; k++)
      for (TensorSpec tensor : needed) names.add(check(in, tensor.prefixed(prefix(k, count))));
    for (TensorEntry entry : in.tensors())
      if (!names.contains(entry.name()))
        throw new IllegalArgumentException("tensor " + entry.name() + " is not part of the flow");
    List<Tensors> members = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      Map<String, Tensor> byName = new LinkedHashMap<>();
      for (TensorSpec tensor : needed)
        byName.put(
            tensor.name(),
            Tensor.wrap(tensor.shape(), in.floats(prefix(k, count) + tensor.name())));
      members.add(Tensors.of(byName));
    }
    return members;
  }

  /** The name of a tensor that is there in the shape that it must have. */
  private static String check(Safetensors in, TensorSpec tensor) {
    String name = tensor.name();
    if (!in.has(name)) throw new IllegalArgumentException("tensor " + name + " is missing");
    TensorEntry entry = in.tensor(name);
    if (!entry.shape().equals(tensor.shape()))
      throw new IllegalArgumentException(
          "tensor " + name + " must have shape " + tensor.shape() + ", has " + entry.shape());
    if (entry.dtype() != DType.F32)
      throw new IllegalArgumentException("tensor " + name + " must be F32, is " + entry.dtype());
    return name;
  }

  /** How many members there are; no more than the file has tensors. */
  private static int count(Safetensors in) {
    String text = in.metadata().get(MEMBERS_KEY);
    if (text == null) return 1;
    int most = Math.max(2, in.tensors().size());
    try {
      int count = Integer.parseInt(text);
      if (count >= 2 && count <= most) return count;
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        MEMBERS_KEY
            + " must be a whole number from 2 to "
            + most
            + ", was "
            + JsonProblem.quote(text));
  }

  /**
   * Refuses a description of more blocks than the file has tensors: {@link FlowSpec#tensors()}
   * would list them all. No other part of a description has more tensors than its text has
   * characters.
   */
  private static void checkBlocks(Safetensors in, FlowSpec spec, int members) {
    int tensors = in.tensors().size();
    long blocks =
        spec.transforms().stream().mapToLong(ModelFile::blocks).sum()
            + spec.embedding().map(embedding -> blocks(embedding.network())).orElse(0L);
    if (blocks > tensors / members)
      throw new IllegalArgumentException(
          "its description has "
              + blocks
              + " residual blocks, the file only "
              + tensors
              + " tensors");
  }

  private static long blocks(Transform transform) {
    if (transform instanceof Inverse inverse) return blocks(inverse.transform());
    if (transform instanceof Coupling coupling) return blocks(coupling.conditioner());
    if (transform instanceof Autoregressive autoregressive)
      return blocks(autoregressive.conditioner());
    if (transform instanceof Elementwise elementwise) return blocks(elementwise.conditioner());
    if (transform instanceof Planar planar) return blocks(planar.conditioner());
    if (transform instanceof Radial radial) return blocks(radial.conditioner());
    return 0;
  }

  private static long blocks(Conditioner conditioner) {
    if (conditioner instanceof ResidualMlp mlp) return mlp.blocks();
    if (conditioner instanceof MaskedResidualMlp mlp) return mlp.blocks();
    if (conditioner instanceof PerParameter each)
      return each.networks().stream().mapToLong(ModelFile::blocks).sum();
    return 0;
  }
}
