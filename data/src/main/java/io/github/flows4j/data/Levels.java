package io.github.flows4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The distinct texts of a column, numbered in order of appearance; no text is made twice. */
final class Levels {
  private final List<String> levels = new ArrayList<>();

  /** Open addressing: the place of a level by its hash; -1 where there is none. */
  private int[] table = newTable(16);

  private int[] hashes = new int[8];

  private static int[] newTable(int size) {
    int[] table = new int[size];
    Arrays.fill(table, -1);
    return table;
  }

  /** The number of the text between two places. */
  int codeOf(char[] chars, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) hash = 31 * hash + chars[i];
    // String's own hash leaves the low bits of similar texts alike.
    hash ^= hash >>> 16;
    int slot = hash & (table.length - 1);
    while (table[slot] >= 0) {
      int code = table[slot];
      if (hashes[code] == hash && equal(levels.get(code), chars, from, to)) return code;
      slot = (slot + 1) & (table.length - 1);
    }
    int code = levels.size();
    levels.add(new String(chars, from, to - from));
    if (code == hashes.length) hashes = Arrays.copyOf(hashes, 2 * code);
    hashes[code] = hash;
    table[slot] = code;
    // Never more than half full, so that the search above ends soon.
    if (2 * levels.size() > table.length) grow();
    return code;
  }

  private void grow() {
    table = newTable(2 * table.length);
    for (int code = 0; code < levels.size(); code++) {
      int slot = hashes[code] & (table.length - 1);
      while (table[slot] >= 0) slot = (slot + 1) & (table.length - 1);
      table[slot] = code;
    }
  }

  private static boolean equal(String level, char[] chars, int from, int to) {
    if (level.length() != to - from) return false;
    for (int i = 0; i < level.length(); i++) if (level.charAt(i) != chars[from + i]) return false;
    return true;
  }

  List<String> toList() {
    return List.copyOf(levels);
  }
}
