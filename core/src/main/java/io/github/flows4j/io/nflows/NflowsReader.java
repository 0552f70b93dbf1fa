package io.github.flows4j.io.nflows;

import io.github.flows4j.io.ImportOptions;
import io.github.flows4j.io.ModelFile;
import io.github.flows4j.io.WeightsFile;
import io.github.flows4j.io.foreign.ForeignFlow;
import io.github.flows4j.io.foreign.ForeignLayer;
import io.github.flows4j.io.foreign.ForeignTensors;
import io.github.flows4j.spec.Autoregressive;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Transform;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An nflows flow made from its tensors. Problems are told as {@link IllegalArgumentException}. */
final class NflowsReader {
  private static final Pattern FLOW =
      Pattern.compile(
          "(|.*?\\.)(?:_transform\\.|_transforms\\.\\d|_distribution\\.|transform_net\\."
              + "|autoregressive_net\\.|(?:identity_features|transform_features|_permutation"
              + "|lower_entries|upper_entries|unconstrained_upper_diag|unconstrained_weight"
              + "|running_mean|running_var|bias|log_scale|shift|initialized)$).*",
          Pattern.DOTALL);

  private static final Pattern INDEX = Pattern.compile("(\\d{1,9})\\..*", Pattern.DOTALL);
  private static final String LOG_Z = "_distribution._log_z";

  private final WeightsFile in;
  private final ForeignTensors tensors;
  private final NflowsFacts facts;
  private final NflowsLayers layers;
  private final ForeignFlow flow = new ForeignFlow();

  NflowsReader(WeightsFile in, ImportOptions options) {
    this.in = in;
    facts = new NflowsFacts(options, in.metadata());
    tensors =
        new ForeignTensors(in, "nflows", FLOW, "_transform._transforms.0...", options.prefix());
    layers = new NflowsLayers(tensors, facts);
  }

  ModelFile read() {
    boolean flowItself = tensors.anyBegins("_transform.");
    read(flowItself ? "_transform." : "");
    int features = layers.features();
    if (tensors.has(LOG_Z)) {
      // Stored before 0.14: the logarithm of a standard normal's constant.
      double found = tensors.values(LOG_Z)[0];
      double wanted = 0.5 * features * Math.log(2 * Math.PI);
      if (Math.abs(found - wanted) > 1e-4 * wanted)
        throw tensors.problem(LOG_Z, "must be " + wanted + " of a standard normal, is " + found);
    }
    tensors.checkAllRead("nflows' " + facts.flowClass() + " on a standard normal");
    facts.all().claimSize("features", features);
    facts.all().claimSize("context_features", layers.context());
    facts
        .all()
        .claimSize("num_layers", (int) flow.transforms().stream().filter(this::counts).count());
    flow.from(in, facts.all().library(), facts.flowClass());
    facts.tell(flow);
    return flow.model(features, layers.context(), new StandardNormal());
  }

  private boolean counts(Transform transform) {
    return transform instanceof Coupling || transform instanceof Autoregressive;
  }

  /** A transform, or a list of them. */
  private void read(String prefix) {
    String list = prefix + "_transforms.";
    if (!tensors.anyBegins(list)) {
      ForeignLayer layer = layers.read(prefix);
      flow.add(layer);
      return;
    }
    TreeSet<Integer> indices = new TreeSet<>();
    for (String name : tensors.names()) {
      if (!name.startsWith(list)) continue;
      Matcher matcher = INDEX.matcher(name.substring(list.length()));
      if (!matcher.matches()) throw tensors.problem(name, "is of no transform of the list");
      indices.add(Integer.parseInt(matcher.group(1)));
    }
    List<Integer> all = List.copyOf(indices);
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i) != i)
        throw new IllegalArgumentException(
            "transform "
                + tensors.shown(list + i)
                + " has no tensors: only transforms with tensors can be read");
      read(list + i + ".");
    }
  }
}
