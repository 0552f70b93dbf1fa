package io.github.flows4j.io.foreign;

import io.github.flows4j.io.ModelFile;
import io.github.flows4j.io.ModelFormatException;
import io.github.flows4j.io.Provenance;
import io.github.flows4j.io.WeightsFile;
import io.github.flows4j.spec.Base;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Tensors;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.json.JsonProblem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A flow put together from what was read. */
public final class ForeignFlow {
  private final List<Transform> transforms = new ArrayList<>();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final List<String> assumed = new ArrayList<>();
  private Provenance provenance = Provenance.none();

  /**
   * Opens a file and reads a flow from it.
   *
   * @throws ModelFormatException naming the file, in place of any problem
   */
  public static ModelFile open(Path file, Function<WeightsFile, ModelFile> reader) {
    try (WeightsFile in = WeightsFile.open(file)) {
      return reader.apply(in);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ModelFormatException(JsonProblem.oneLine(file + ": " + e.getMessage()), e);
    }
  }

  /** Appends a transform, in the direction from data to latent. */
  public void add(ForeignLayer layer) {
    tensors.putAll(ForeignLayer.prefixed("transforms." + transforms.size() + ".", layer.tensors()));
    transforms.add(layer.transform());
  }

  /** The transforms so far. */
  public List<Transform> transforms() {
    return transforms;
  }

  /** A tensor of the base. */
  public void base(String name, Tensor tensor) {
    tensors.put("base." + name, tensor);
  }

  /** Where the flow comes from. */
  public void from(WeightsFile in, String library, String flowClass) {
    said("library", library);
    said("file", String.valueOf(in.file().getFileName()));
    said("class", flowClass);
  }

  /** Something that the tensors don't tell. */
  public void said(String key, String text) {
    provenance = provenance.with(key, text);
  }

  /** Something that nothing told, and the default taken in its place. */
  public void assumed(String key, String text) {
    said(key, text);
    assumed.add(key);
  }

  /** The model over columns {@code x0, x1, ...} and {@code c0, c1, ...}. */
  public ModelFile model(int features, int context, Base base) {
    FlowSpec spec = new FlowSpec(features, context, transforms, base);
    if (!assumed.isEmpty()) said("assumed", String.join(", ", assumed));
    return new ModelFile(spec, Schema.plain(features, context), Tensors.of(tensors), provenance);
  }
}
