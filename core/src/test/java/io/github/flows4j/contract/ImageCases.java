package io.github.flows4j.contract;

import io.github.flows4j.contract.Cases.Case;
import io.github.flows4j.spec.ActNorm;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.AdditiveUnivariate;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.BatchNorm;
import io.github.flows4j.spec.ConvNet;
import io.github.flows4j.spec.Convolutional;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.DiagonalNormal;
import io.github.flows4j.spec.FactorOut;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.Inverse;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.LuLinear;
import io.github.flows4j.spec.Mask;
import io.github.flows4j.spec.Permutation;
import io.github.flows4j.spec.ResidualConvNet;
import io.github.flows4j.spec.Rotation;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.SplineUnivariate;
import io.github.flows4j.spec.Squeeze;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.Univariate;
import java.util.ArrayList;
import java.util.List;

/** Transforms of images, and what images do between them. */
final class ImageCases {
  private static final Univariate AFFINE = new AffineUnivariate(new ScaleBound.Tanh(1));
  private static final Convolutional NET =
      new ConvNet(List.of(5, 18), List.of(3, 1, 3), Activation.TANH, LastLayer.DEFAULT, true);

  private static final Convolutional WIDE =
      new ConvNet(List.of(70, 70), List.of(3, 1, 3), Activation.TANH, LastLayer.DEFAULT, true);

  private ImageCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    ImageShape grey = new ImageShape(1, 4, 3);
    ImageShape colour = new ImageShape(3, 2, 3);
    ImageShape small = new ImageShape(2, 1, 2); // many pixels have many kinks and bends
    Mask board = Mask.checkerboard(grey, true);
    for (Univariate map :
        List.of(
            new AdditiveUnivariate(),
            AFFINE,
            new AffineUnivariate(new ScaleBound.Sigmoid(2, 1e-3))))
      for (int context : new int[] {0, 2})
        add(cases, "channels " + map, colour, context, new Coupling(Mask.half(3), map, NET));
    for (int context : new int[] {0, 2})
      add(cases, "spline", small, context, new Coupling(Mask.half(2), SplineUnivariate.of(2), NET));
    add(cases, "checkerboard", grey, 0, new Coupling(board, AFFINE, NET));
    add(cases, "other parity, context", grey, 2, new Coupling(board.flipped(), AFFINE, NET));
    Mask colours = Mask.checkerboard(colour, false);
    add(cases, "checkerboard in colour", colour, 1, new Coupling(colours, AFFINE, NET));
    for (Convolutional net : networks()) {
      add(cases, "" + net, colour, 1, new Coupling(Mask.random(3, 1), AFFINE, net));
      add(cases, "checkerboard " + net, colour, 0, new Coupling(colours, AFFINE, net));
    }
    Coupling wide = new Coupling(Mask.half(2), AFFINE, WIDE);
    add(cases, "wide", new ImageShape(2, 3, 2), 0, wide);
    Coupling glow = new Coupling(Mask.half(2), AFFINE, ConvNet.of(5));
    add(cases, "Glow's net", small, 0, glow);
    add(cases, "one pixel", new ImageShape(4, 1, 1), 0, new Coupling(Mask.half(4), AFFINE, NET));
    add(cases, "turned round", colour, 1, new Inverse(new Coupling(Mask.half(3), AFFINE, NET)));
    add(cases, "act norm", colour, 0, new ActNorm());
    add(cases, "batch norm", colour, 0, new BatchNorm());
    add(cases, "1 x 1 convolution", colour, 0, new LuLinear());
    add(cases, "1 x 1 convolution turned round", colour, 0, new Inverse(new LuLinear()));
    add(cases, "rotation", colour, 0, new Rotation());
    add(cases, "permutation", colour, 0, Permutation.random(3, 4));
    add(cases, "squeeze", new ImageShape(2, 4, 2), 0, new Squeeze());
    for (FactorOut.Half half : FactorOut.Half.values()) {
      add(cases, "factor out " + half, colour, 0, new FactorOut(half));
      cases.add(multiScale(half));
    }
    return cases;
  }

  private static List<Convolutional> networks() {
    List<Convolutional> all = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      all.add(new ConvNet(List.of(4), List.of(3, 3), activation, LastLayer.DEFAULT, false));
      all.add(new ResidualConvNet(5, 2, activation, LastLayer.DEFAULT, true));
    }
    all.add(
        new ConvNet(
            List.of(17, 3, 4), List.of(1, 3, 1, 1), Activation.TANH, LastLayer.DEFAULT, true));
    return all;
  }

  /** Everything after everything: what has left must find its place. */
  private static Case multiScale(FactorOut.Half half) {
    ImageShape shape = new ImageShape(1, 4, 4);
    List<Transform> transforms =
        List.of(
            new Coupling(Mask.checkerboard(shape, true), AFFINE, NET),
            new Squeeze(),
            new ActNorm(),
            new Coupling(Mask.half(4), AFFINE, NET),
            new BatchNorm(),
            new FactorOut(half),
            new Squeeze(),
            new Coupling(Mask.half(8).flipped(), AFFINE, NET),
            new FactorOut(half),
            new ActNorm(),
            new Coupling(Mask.half(4), AFFINE, NET));
    FlowSpec spec = new FlowSpec(shape, 1, transforms, new DiagonalNormal(true));
    return new Case("image: multi-scale, " + half, spec);
  }

  private static void add(
      List<Case> cases, String name, ImageShape shape, int context, Transform transform) {
    FlowSpec spec = new FlowSpec(shape, context, List.of(transform), new StandardNormal());
    cases.add(new Case("image " + shape + ": " + name + ", context " + context, spec));
  }
}
