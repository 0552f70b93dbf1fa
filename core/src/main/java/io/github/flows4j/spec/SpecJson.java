package io.github.flows4j.spec;

import io.github.flows4j.spec.json.JsonText;

/**
 * Flow descriptions as JSON, strict both ways: every key is always written and must be there when
 * read, and no other; numbers read back exactly.
 *
 * <pre>{@code
 * {
 *   "features": 2,
 *   "context": 0,
 *   "transforms": [
 *     {
 *       "type": "coupling",
 *       "mask": "10",
 *       "univariate": {"type": "affine", "bound": {"type": "tanh", "limit": 1.0}},
 *       "conditioner": {
 *         "type": "mlp", "hidden": [128, 128], "activation": "relu", "last_layer": "default"
 *       }
 *     },
 *     {"type": "batch_norm", "momentum": 0.1, "epsilon": 1.0E-5}
 *   ],
 *   "base": {"type": "standard_normal"}
 * }
 * }</pre>
 *
 * <p>A flow of images has {@code "image": [channels, height, width]} in place of {@code
 * "features"}. One whose context goes through a network first has, behind {@code "context"}, {@code
 * "embedding": {"outputs": E, "network": {...}}} with a plain conditioner; all others lack the key.
 *
 * <p>Every record is its type's name in small letters and underscores, and its components. Types:
 *
 * <ul>
 *   <li>transforms: coupling, autoregressive, elementwise, permutation, lu_linear, rotation,
 *       act_norm, batch_norm, planar, radial, squeeze, factor_out, inverse;
 *   <li>dependencies of an autoregressive transform: ranks, adjacency;
 *   <li>univariates: additive, affine, scaling, spline, neural_monotonic, integrated_neural,
 *       sum_of_squares, bernstein, gaussianization, soft_clip, custom;
 *   <li>bounds of a scale: tanh, soft_clip, sigmoid, softplus, none; forms of a spline:
 *       soft_clipped, floored;
 *   <li>conditioners: mlp, residual_mlp, masked_mlp, masked_residual_mlp, conv_net,
 *       residual_conv_net, per_parameter, free_parameters, custom;
 *   <li>bases: standard_normal, diagonal_normal, logistic, box_uniform, student_t, normal_mixture,
 *       conditional_normal, custom.
 * </ul>
 *
 * <p>A user's own function is {@code {"type": "custom", "name": "..."}}, looked up in {@link
 * Customs}.
 */
public final class SpecJson {
  private SpecJson() {}

  /** A description as JSON of several lines. */
  public static String write(FlowSpec spec) {
    return JsonText.pretty(SpecWriter.tree(spec));
  }

  /**
   * Reads what {@link #write} wrote, or a person.
   *
   * @param customs the functions that it may name
   * @throws IllegalArgumentException in one line that names the place and what is wrong there: text
   *     that is not JSON, a key that is missing, unknown or repeated, a value of the wrong type, or
   *     one that a record refuses
   */
  public static FlowSpec parse(String json, Customs customs) {
    return new SpecReader(customs).flow(JsonText.parse(json));
  }
}
