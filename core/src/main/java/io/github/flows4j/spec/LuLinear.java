package io.github.flows4j.spec;

import java.util.List;

/**
 * A trained linear map in LU form (arXiv:1807.03039, section 3.2): y = L U x + bias, L unit lower
 * triangular, U upper triangular with diagonal sign exp(log_diagonal); log|det| = sum log_diagonal.
 *
 * <p>Tensors {@code lower} and {@code upper} [features, features], of which only what is strictly
 * below and above the diagonal counts, {@code log_diagonal}, {@code bias}, and {@code sign}, which
 * is not trained; all start so that the map is the identity.
 */
public record LuLinear() implements Transform {
  @Override
  public List<TensorSpec> tensors(EventShape shape, int context) {
    int features = shape.channels();
    return List.of(
        TensorSpec.trained("lower", Initial.ZERO, features, features),
        TensorSpec.trained("upper", Initial.ZERO, features, features),
        TensorSpec.trained("log_diagonal", Initial.ZERO, features),
        TensorSpec.trained("bias", Initial.ZERO, features),
        TensorSpec.buffer("sign", Initial.ONE, features));
  }

  @Override
  public void check(EventShape shape, int context) {}
}
