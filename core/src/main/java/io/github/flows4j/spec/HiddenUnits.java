package io.github.flows4j.spec;

/**
 * How the hidden units of a masked network are dealt out to the distinct sets of inputs that some
 * output may see. Sets without any input get no unit.
 */
public enum HiddenUnits {
  /**
   * Evenly: of H units and R sets in the order of sampling, unit h gets set floor(h R / H), so that
   * narrow layers leave sets out all over the order. The rule of our own networks.
   */
  EVEN,
  /**
   * Unit h gets set h mod R, sets in lexicographic order: zuko's rule, which starves the last sets
   * where there are fewer units than sets. Behind the first layer, R counts only sets that hold the
   * set of some unit before.
   */
  CYCLIC,
  /**
   * As {@link #CYCLIC}, but a set without features gets no unit even where there is context: the
   * degrees of MADE (arXiv:1502.03509, section 4.2) as nflows deals them out.
   */
  DEGREES
}
