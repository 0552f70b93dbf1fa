package io.github.flows4j.spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * What each unit of a masked network may see (arXiv:1502.03509). A unit of a hidden layer is given
 * one of the distinct sets of features that some feature's parameters may depend on; a connection
 * exists where the set of the one before is within the set of the one behind. Context is seen by
 * all.
 */
public final class MaskedUnits {
  static final String NOTHING_SEEN =
      "no feature depends on another and there is no context: use an elementwise transform";

  private final List<BitSet> sets;
  private final int[] setOfFeature;
  private final int[][] setOfUnit;
  private final boolean[][] within;

  private MaskedUnits(List<BitSet> sets, int[] setOfFeature, int[][] setOfUnit) {
    this.sets = sets;
    this.setOfFeature = setOfFeature;
    this.setOfUnit = setOfUnit;
    within = new boolean[sets.size()][sets.size()];
    for (int a = 0; a < sets.size(); a++)
      for (int b = 0; b < sets.size(); b++) within[a][b] = subset(sets.get(a), sets.get(b));
  }

  /**
   * The units of hidden layers of the given widths.
   *
   * @param context number of context columns
   * @throws IllegalArgumentException if there is a hidden layer but nothing that it could see
   */
  public static MaskedUnits of(
      Dependencies dependencies, int context, List<Integer> widths, HiddenUnits rule) {
    List<Integer> generations = dependencies.generations();
    List<BitSet> seen = new ArrayList<>();
    for (int j = 0; j < dependencies.features(); j++) seen.add(dependencies.seen(j));
    List<BitSet> sets = new ArrayList<>(seen.stream().distinct().toList());
    sets.sort(
        rule == HiddenUnits.EVEN
            ? Comparator.comparingInt((BitSet set) -> step(set, generations))
                .thenComparing(BitSet::cardinality)
                .thenComparing(MaskedUnits::lexicographic)
            : MaskedUnits::lexicographic);
    int[] setOfFeature = new int[seen.size()];
    for (int j = 0; j < setOfFeature.length; j++) setOfFeature[j] = sets.indexOf(seen.get(j));
    List<Integer> reached = new ArrayList<>();
    boolean contextAlone = context > 0 && rule != HiddenUnits.DEGREES;
    for (int s = 0; s < sets.size(); s++)
      if (contextAlone || !sets.get(s).isEmpty()) reached.add(s);
    // MADE gives the units of a single feature the set without features
    if (reached.isEmpty() && context > 0) reached.add(0);
    if (reached.isEmpty() && !widths.isEmpty()) throw new IllegalArgumentException(NOTHING_SEEN);
    int[][] setOfUnit = new int[widths.size()][];
    for (int l = 0; l < setOfUnit.length; l++) {
      int width = widths.get(l);
      // zuko gives a unit only to sets that hold one of the layer before
      if (l > 0 && rule == HiddenUnits.CYCLIC) reached = reached(sets, setOfUnit[l - 1]);
      setOfUnit[l] = new int[width];
      for (int h = 0; h < width; h++) {
        long even = (long) h * reached.size() / width;
        int at = rule == HiddenUnits.EVEN ? (int) even : h % reached.size();
        setOfUnit[l][h] = reached.get(at);
      }
    }
    return new MaskedUnits(List.copyOf(sets), setOfFeature, setOfUnit);
  }

  /**
   * The units of so many hidden layers that are all dealt out as the first, as a residual network
   * needs them.
   *
   * @throws IllegalArgumentException if there is nothing that they could see
   */
  public static MaskedUnits alike(
      Dependencies dependencies, int context, int width, int layers, HiddenUnits rule) {
    MaskedUnits first = of(dependencies, context, List.of(width), rule);
    int[][] all = new int[layers][];
    Arrays.fill(all, first.setOfUnit[0]);
    return new MaskedUnits(first.sets, first.setOfFeature, all);
  }

  private static List<Integer> reached(List<BitSet> sets, int[] before) {
    List<Integer> reached = new ArrayList<>();
    for (int s = 0; s < sets.size(); s++)
      for (int unit : before)
        if (subset(sets.get(unit), sets.get(s))) {
          reached.add(s);
          break;
        }
    return reached;
  }

  private static int step(BitSet set, List<Integer> generations) {
    return set.stream().map(k -> generations.get(k) + 1).max().orElse(0);
  }

  /** As rows of bits compare from the first feature on: 0 before 1. */
  private static int lexicographic(BitSet a, BitSet b) {
    BitSet differing = (BitSet) a.clone();
    differing.xor(b);
    int first = differing.nextSetBit(0);
    if (first < 0) return 0;
    return a.get(first) ? 1 : -1;
  }

  private static boolean subset(BitSet a, BitSet b) {
    BitSet outside = (BitSet) a.clone();
    outside.andNot(b);
    return outside.isEmpty();
  }

  /** The features that a hidden unit may see. */
  public BitSet seen(int layer, int unit) {
    return (BitSet) sets.get(setOfUnit[layer][unit]).clone();
  }

  /** Whether a feature's parameters may see a feature. */
  public boolean direct(int seen, int feature) {
    return sets.get(setOfFeature[feature]).get(seen);
  }

  /** Whether a unit of the first hidden layer may see a feature. */
  public boolean fromFeature(int feature, int unit) {
    return sets.get(setOfUnit[0][unit]).get(feature);
  }

  /** Whether a unit of a hidden layer may see one of another hidden layer before it. */
  public boolean fromUnit(int layer, int unit, int laterLayer, int laterUnit) {
    return within[setOfUnit[layer][unit]][setOfUnit[laterLayer][laterUnit]];
  }

  /** Whether a feature's parameters may see a hidden unit. */
  public boolean toFeature(int layer, int unit, int feature) {
    return within[setOfUnit[layer][unit]][setOfFeature[feature]];
  }

  /** How many distinct sets of features there are. */
  public int distinctSets() {
    return sets.size();
  }
}
