package io.github.flows4j;

import io.github.flows4j.spec.AdditiveUnivariate;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.Logistic;
import io.github.flows4j.spec.ScaleBound;

/** Flows ready to be changed and trained. */
public final class Flows {
  private Flows() {}

  /**
   * Real NVP (arXiv:1605.08803) with zuko's defaults: 3 affine couplings, checkered masks, MLP
   * 64-64 with ReLU, scales in (1e-3, 1e3) by a soft clip, standard normal base. With one feature
   * there is nothing to couple: the map is elementwise, and {@link CouplingFlow#notes} says so.
   */
  public static CouplingFlow realNvp(int features) {
    return new CouplingFlow(features)
        .withUnivariate(new AffineUnivariate(new ScaleBound.SoftClip(1e-3)));
  }

  /**
   * NICE (arXiv:1410.8516): 4 additive couplings, a final diagonal scaling (additive couplings
   * alone can't fit a scale), logistic base. zuko's class of this name has affine couplings and is
   * Real NVP.
   */
  public static CouplingFlow nice(int features) {
    return new CouplingFlow(features)
        .withTransforms(4)
        .withUnivariate(new AdditiveUnivariate())
        .withFinalScaling(true)
        .withBase(new Logistic());
  }

  /**
   * The tutorials' Real NVP: 8 affine couplings, half masks, MLP 256-256 with ReLU whose last layer
   * starts at zero, scales exp(2 tanh(s)), batch normalization between couplings.
   */
  public static CouplingFlow tutorialRealNvp(int features) {
    return new CouplingFlow(features)
        .withTransforms(8)
        .withHidden(256, 256)
        .withHalfMasks()
        .withUnivariate(new AffineUnivariate(new ScaleBound.Tanh(2)))
        .withLastLayer(LastLayer.ZERO)
        .withBatchNorm(true);
  }
}
