package io.github.flows4j.engine.f32.net;

/**
 * How a network's output rows, [parameter][moved] with padding, become arrays of parameters, one
 * for each parameter, and back.
 *
 * @param moved moved features
 * @param parameters parameters of each
 */
record Outputs(int moved, int parameters) {
  /** From output rows {@code row} apart to theta. */
  void toTheta(int rows, float[] out, int row, float[] theta, int stride) {
    for (int p = 0; p < parameters; p++)
      for (int r = 0; r < rows; r++) {
        int from = r * row + p * moved;
        int to = p * stride + r * moved;
        for (int j = 0; j < moved; j++) theta[to + j] = out[from + j];
      }
  }

  /** From the gradient by theta to the gradient by output rows, padding zeroed. */
  void fromTheta(int rows, float[] gradTheta, int stride, float[] gradOut, int row) {
    int width = parameters * moved;
    for (int r = 0; r < rows; r++) {
      for (int p = 0; p < parameters; p++) {
        int to = r * row + p * moved;
        int from = p * stride + r * moved;
        for (int j = 0; j < moved; j++) gradOut[to + j] = gradTheta[from + j];
      }
      for (int j = width; j < row; j++) gradOut[r * row + j] = 0.0f;
    }
  }
}
