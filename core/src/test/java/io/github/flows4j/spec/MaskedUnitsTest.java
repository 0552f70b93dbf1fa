package io.github.flows4j.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MaskedUnitsTest {
  private static final long SEED = 20_261_123;

  /** The features that reach each output along the connections of a network of masked layers. */
  private static List<BitSet> reach(MaskedUnits units, List<Integer> widths, int features) {
    List<BitSet> layer = new ArrayList<>();
    for (int h = 0; h < widths.get(0); h++) {
      BitSet own = new BitSet();
      for (int k = 0; k < features; k++) if (units.fromFeature(k, h)) own.set(k);
      layer.add(own);
    }
    for (int l = 1; l < widths.size(); l++) {
      List<BitSet> next = new ArrayList<>();
      for (int h = 0; h < widths.get(l); h++) {
        BitSet own = new BitSet();
        for (int g = 0; g < layer.size(); g++)
          if (units.fromUnit(l - 1, g, l, h)) own.or(layer.get(g));
        next.add(own);
      }
      layer = next;
    }
    List<BitSet> outputs = new ArrayList<>();
    for (int j = 0; j < features; j++) {
      BitSet own = new BitSet();
      for (int h = 0; h < layer.size(); h++)
        if (units.toFeature(widths.size() - 1, h, j)) own.or(layer.get(h));
      outputs.add(own);
    }
    return outputs;
  }

  @ParameterizedTest
  @EnumSource
  void wideNetworksReachWhatIsAllowedAndNothingElse(HiddenUnits rule) {
    Random random = new Random(SEED);
    for (int trial = 0; trial < 200; trial++) {
      int features = 2 + random.nextInt(7);
      int context = random.nextInt(2);
      Dependencies graph = RandomSpecs.graph(features, random);
      // at least as many units as there are sets, so that each set has one in every layer
      List<Integer> widths = new ArrayList<>();
      for (int l = 1 + random.nextInt(3); l > 0; l--) widths.add(features + random.nextInt(9));
      MaskedUnits units = MaskedUnits.of(graph, context, widths, rule);
      List<BitSet> reached = reach(units, widths, features);
      for (int j = 0; j < features; j++)
        assertEquals(graph.seen(j), reached.get(j), graph + " " + widths + ", output " + j);
    }
  }

  @ParameterizedTest
  @EnumSource
  void narrowNetworksReachNothingThatIsNotAllowed(HiddenUnits rule) {
    Random random = new Random(SEED);
    for (int trial = 0; trial < 200; trial++) {
      int features = 2 + random.nextInt(7);
      Dependencies graph = RandomSpecs.graph(features, random);
      List<Integer> widths = new ArrayList<>();
      for (int l = 1 + random.nextInt(3); l > 0; l--) widths.add(1 + random.nextInt(4));
      MaskedUnits units = MaskedUnits.of(graph, random.nextInt(2), widths, rule);
      List<BitSet> reached = reach(units, widths, features);
      for (int j = 0; j < features; j++) {
        reached.get(j).andNot(graph.seen(j));
        assertTrue(reached.get(j).isEmpty(), graph + " " + widths + ", output " + j);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyUnitHasInputsAndOutputs(HiddenUnits rule) {
    Random random = new Random(SEED);
    for (int trial = 0; trial < 200; trial++) {
      int features = 2 + random.nextInt(7);
      Dependencies graph = RandomSpecs.graph(features, random);
      List<Integer> widths = List.of(features + random.nextInt(9), features + random.nextInt(9));
      MaskedUnits units = MaskedUnits.of(graph, 0, widths, rule);
      for (int h = 0; h < widths.get(0); h++) {
        assertFalse(units.seen(0, h).isEmpty(), "an input");
        for (int k = 0; k < features; k++)
          assertEquals(units.seen(0, h).get(k), units.fromFeature(k, h));
        assertTrue(anyLater(units, h, widths.get(1)), "an output");
      }
      for (int h = 0; h < widths.get(1); h++) {
        boolean in = false;
        for (int g = 0; g < widths.get(0); g++) in |= units.fromUnit(0, g, 1, h);
        assertTrue(in, "an input");
        boolean out = false;
        for (int j = 0; j < features; j++) out |= units.toFeature(1, h, j);
        assertTrue(out, "an output");
      }
    }
  }

  private static boolean anyLater(MaskedUnits units, int unit, int width) {
    for (int g = 0; g < width; g++) if (units.fromUnit(0, unit, 1, g)) return true;
    return false;
  }

  private static String sets(HiddenUnits rule, int context, int width) {
    MaskedUnits units = MaskedUnits.of(Dependencies.ascending(4), context, List.of(width), rule);
    StringBuilder text = new StringBuilder();
    // sets of an ascending order are known by their size
    for (int h = 0; h < width; h++) text.append(units.seen(0, h).cardinality());
    return text.toString();
  }

  @Test
  void unitsAreDealtOutByTheRule() {
    assertEquals("111222333", sets(HiddenUnits.EVEN, 0, 9));
    assertEquals("00112233", sets(HiddenUnits.EVEN, 1, 8));
    assertEquals("12", sets(HiddenUnits.EVEN, 0, 2));
    assertEquals("12312312", sets(HiddenUnits.CYCLIC, 0, 8));
    assertEquals("01230123", sets(HiddenUnits.CYCLIC, 1, 8));
    assertEquals("12312312", sets(HiddenUnits.DEGREES, 0, 8));
    assertEquals("12312312", sets(HiddenUnits.DEGREES, 1, 8));
  }

  @Test
  void setsAreCountedOnce() {
    Dependencies coupling = new Dependencies.Ranks(List.of(0, 1, 0, 1, 1));
    MaskedUnits units = MaskedUnits.of(coupling, 0, List.of(3), HiddenUnits.EVEN);
    assertEquals(2, units.distinctSets());
    for (int h = 0; h < 3; h++) assertEquals("{0, 2}", units.seen(0, h).toString());
  }

  @Test
  void oneFeatureSeesTheContextAlone() {
    Dependencies one = Dependencies.ascending(1);
    for (HiddenUnits rule : HiddenUnits.values()) {
      MaskedUnits units = MaskedUnits.of(one, 2, List.of(2), rule);
      assertTrue(units.seen(0, 1).isEmpty());
      assertTrue(units.toFeature(0, 1, 0));
      String message =
          assertThrows(
                  IllegalArgumentException.class, () -> MaskedUnits.of(one, 0, List.of(2), rule))
              .getMessage();
      assertEquals(
          "no feature depends on another and there is no context: use an elementwise transform",
          message);
    }
  }
}
