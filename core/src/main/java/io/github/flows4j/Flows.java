package io.github.flows4j;

import io.github.flows4j.spec.AdditiveUnivariate;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.BernsteinUnivariate;
import io.github.flows4j.spec.BoxUniform;
import io.github.flows4j.spec.ConvNet;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.FactorOut;
import io.github.flows4j.spec.GaussianizationUnivariate;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.IntegratedNeuralUnivariate;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.Logistic;
import io.github.flows4j.spec.NeuralMonotonicUnivariate;
import io.github.flows4j.spec.Planar;
import io.github.flows4j.spec.Radial;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.SplineForm;
import io.github.flows4j.spec.SplineTails;
import io.github.flows4j.spec.SplineUnivariate;
import io.github.flows4j.spec.SumOfSquaresUnivariate;
import io.github.flows4j.spec.Univariate;
import java.util.List;

/** Flows ready to be changed and trained. */
public final class Flows {
  /** zuko's and the paper's. */
  private static final int BINS = 8;

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

  /**
   * Real NVP for images (arXiv:1605.08803, section 3.6): 3 scales of 4 affine couplings, two with
   * checkerboard masks before the squeeze and two with channel masks after it, the last scale with
   * checkerboards only; half of the channels become latent after each scale; ActNorm before every
   * coupling; nets of convolutions 3-1-3, 64 channels, that start at zero; scales in (e^-2, e^2).
   */
  public static ImageFlow multiScaleRealNvp(ImageShape shape) {
    Univariate map = new AffineUnivariate(new ScaleBound.Tanh(2));
    return new ImageFlow(shape, ImageFlow.Plan.CHECKERBOARD_FIRST, 3, 4, ConvNet.of(64), map)
        .withActNorm(true);
  }

  /**
   * The tutorials' Real NVP for images, without factoring out: 4 blocks of 4 affine couplings,
   * checkerboard and channel masks in turn, a squeeze after each block that the size allows; nets
   * of convolutions 3-1-3, 64 channels, that start at zero; scales in (e^-2, e^2).
   */
  public static ImageFlow realNvpImage(ImageShape shape) {
    Univariate map = new AffineUnivariate(new ScaleBound.Tanh(2));
    return new ImageFlow(shape, ImageFlow.Plan.ALTERNATING, 4, 4, ConvNet.of(64), map)
        .withFactorOut(false);
  }

  /**
   * Glow (arXiv:1807.03039): 3 levels of 8 steps, each an ActNorm, an invertible 1 x 1 convolution
   * and an affine coupling of channels, scale sigmoid(s + 2); after each level but the last the
   * second half of the channels becomes latent, its location and scale given by a net of the first;
   * nets of convolutions 3-1-3, 64 channels, that start at zero.
   */
  public static ImageFlow glow(ImageShape shape) {
    Univariate map = new AffineUnivariate(new ScaleBound.Sigmoid(2, 1e-3));
    return new ImageFlow(shape, ImageFlow.Plan.SQUEEZE_FIRST, 3, 8, ConvNet.of(64), map)
        .withActNorm(true)
        .withMixing(true)
        .withLeaving(FactorOut.Half.SECOND)
        .withLearnedPrior(true);
  }

  /**
   * Glow for vectors (arXiv:1807.03039): 6 steps of ActNorm, a trained linear map in LU form and an
   * affine coupling of half masks, MLP 64-64 whose last layer starts at zero. Density and sampling
   * are both fast.
   */
  public static CouplingFlow glow(int features) {
    return new CouplingFlow(features)
        .withTransforms(6)
        .withHalfMasks()
        .withActNorm(true)
        .withLuLinear(true)
        .withLastLayer(LastLayer.ZERO);
  }

  /**
   * Neural spline flow by couplings (arXiv:1906.04032, RQ-NSF (C)): 3 couplings, checkered masks,
   * splines of 8 bins on [-5, 5] in zuko's form, MLP 64-64. Density and sampling are both fast.
   */
  public static CouplingFlow nsfCoupling(int features) {
    return new CouplingFlow(features).withUnivariate(SplineUnivariate.of(BINS));
  }

  /**
   * Masked autoregressive flow (arXiv:1705.07057) with zuko's defaults: 3 affine transforms, orders
   * ascending and descending in turn, masked MLP 64-64, scales in (1e-3, 1e3) by a soft clip.
   * Density takes one pass, sampling a step for each feature.
   */
  public static AutoregressiveFlow maf(int features) {
    return new AutoregressiveFlow(features);
  }

  /**
   * Inverse autoregressive flow (arXiv:1606.04934): {@link #maf} turned round. Sampling takes one
   * pass, density a step for each feature.
   */
  public static AutoregressiveFlow iaf(int features) {
    return maf(features).withInverted(true);
  }

  /**
   * Neural spline flow (arXiv:1906.04032, RQ-NSF (AR)) with zuko's defaults: 3 autoregressive
   * transforms, splines of 8 bins on [-5, 5] and the identity outside, masked MLP 64-64. Density
   * takes one pass, sampling a step for each feature.
   */
  public static AutoregressiveFlow nsf(int features) {
    return maf(features).withUnivariate(SplineUnivariate.of(BINS));
  }

  /**
   * Neural circular spline flow (arXiv:2002.02428) with zuko's defaults, for angles in [-pi, pi),
   * which must not be standardized: 3 autoregressive transforms, splines of 8 bins, masked MLP
   * 64-64, a uniform base. Density takes one pass, sampling a step for each feature.
   */
  public static AutoregressiveFlow ncsf(int features) {
    SplineForm form = new SplineForm.SoftClipped(1e-3);
    return maf(features)
        .withUnivariate(new SplineUnivariate(BINS, Math.PI, form, SplineTails.CIRCULAR))
        .withBase(new BoxUniform(Math.PI + 1e-5)) // rounding must not push an angle out
        .withRemarks("features are angles in [-pi, pi), taken as they are");
  }

  /**
   * Neural autoregressive flow (arXiv:1804.00779) with zuko's defaults: 3 autoregressive
   * transforms, a monotonic net 64-64 for each feature modulated by a signal of 16 numbers, masked
   * MLP 64-64, soft clips between. Density takes one pass; sampling is slow: for each feature a
   * root is sought, within [-10, 10].
   */
  public static AutoregressiveFlow naf(int features) {
    return maf(features)
        .withUnivariate(new NeuralMonotonicUnivariate(16, List.of(64, 64)))
        .withSoftClips(true);
  }

  /**
   * Unconstrained neural autoregressive flow (arXiv:1908.05164) with zuko's defaults: as {@link
   * #naf}, the map being the integral of a positive net 64-64, by 32 nodes. The most costly of all
   * in training; density takes one pass, sampling seeks a root for each feature.
   */
  public static AutoregressiveFlow unaf(int features) {
    return maf(features)
        .withUnivariate(new IntegratedNeuralUnivariate(16, List.of(64, 64), 7, 32))
        .withSoftClips(true);
  }

  /**
   * Sum-of-squares polynomial flow (arXiv:1905.02325) with zuko's defaults: 3 autoregressive
   * transforms, integrals of 3 squared polynomials of degree 4, masked MLP 64-64, soft clips
   * between. Density takes one pass, sampling seeks a root for each feature.
   */
  public static AutoregressiveFlow sospf(int features) {
    return maf(features).withUnivariate(new SumOfSquaresUnivariate(4, 3, 1e-3)).withSoftClips(true);
  }

  /**
   * Bernstein polynomial flow (arXiv:2004.00464, arXiv:2204.13939) with zuko's defaults: 3
   * autoregressive transforms, polynomials of degree 16 on [-5, 5], masked MLP 64-64. Density takes
   * one pass, sampling seeks a root for each feature.
   */
  public static AutoregressiveFlow bpf(int features) {
    return maf(features).withUnivariate(new BernsteinUnivariate(16, 5));
  }

  /**
   * Gaussianization flow (arXiv:2003.01941) with zuko's defaults: 3 times a map of each feature of
   * 8 components, trained rotations between. Density is fast; sampling seeks roots, all features at
   * once. Its latents lie within +-4.89.
   */
  public static StackedFlow gf(int features) {
    Univariate map = new GaussianizationUnivariate(8);
    return new StackedFlow(features, 3, conditioner -> new Elementwise(map, conditioner))
        .withRotations(true);
  }

  /**
   * 16 planar transforms (arXiv:1505.05770, eq. 10), data to latent: density is fast, sampling
   * solves an equation for each row and transform. The paper's direction, fast to sample, is {@link
   * StackedFlow#withInverted withInverted(true)}.
   */
  public static StackedFlow planar(int features) {
    return new StackedFlow(features, 16, Planar::new);
  }

  /**
   * 16 radial transforms (arXiv:1505.05770, eq. 14), data to latent: density is fast, sampling
   * solves an equation for each row and transform. The paper's direction, fast to sample, is {@link
   * StackedFlow#withInverted withInverted(true)}.
   */
  public static StackedFlow radial(int features) {
    return new StackedFlow(features, 16, Radial::new);
  }
}
