package io.github.flows4j.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.engine.Units;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.Pixels;
import io.github.flows4j.spec.Schema;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pixels with the given noise, as a logit with alpha 0.05 makes a flow's numbers of them. */
class ImagePreprocessingTest {
  @Test
  void pixelsBecomeTheFlowsNumbers() {
    try (Golden golden = Golden.open("image-preprocessing")) {
      int rows = golden.rows("case.pixels");
      double[] x = golden.doubles("case.pixels");
      double[] noise = golden.doubles("case.noise");
      for (int i = 0; i < x.length; i++) x[i] += noise[i];
      double[] user = x.clone();
      Units units = Units.features(Schema.image(Pixels.of(new ImageShape(3, 4, 4)), List.of()));
      assertEquals(x.length, rows * units.columns());
      double[] logDet = new double[rows];
      units.toFlow(x, rows, logDet, 0);
      // Both in double: what is left is round-off.
      assertTrue(Golden.worst(golden.doubles("case.y"), x) < 1e-13);
      assertTrue(Golden.worst(golden.doubles("case.log_abs_det"), logDet) < 1e-13);
      units.toUser(x, rows, logDet, 0);
      assertTrue(Golden.worst(user, x) < 1e-13);
    }
  }
}
