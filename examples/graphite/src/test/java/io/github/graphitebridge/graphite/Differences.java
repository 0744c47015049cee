// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What two sets of series have in other values, one line each. */
final class Differences {
  /** A sum of the same values in another order may differ in its last digits. */
  private static final double TOLERANCE = 1e-9;

  private Differences() {}

  static List<String> between(
      Map<String, NavigableMap<Long, Double>> expected,
      Map<String, NavigableMap<Long, Double>> actual) {
    List<String> differences = new ArrayList<>();
    for (String name : either(expected.keySet(), actual.keySet())) {
      Map<Long, Double> wanted = expected.getOrDefault(name, new TreeMap<>());
      Map<Long, Double> got = actual.getOrDefault(name, new TreeMap<>());
      for (long interval : either(wanted.keySet(), got.keySet())) {
        if (!areClose(wanted.get(interval), got.get(interval))) {
          differences.add(
              "%s at %d: expected %s, is %s"
                  .formatted(name, interval, wanted.get(interval), got.get(interval)));
        }
      }
    }
    return differences;
  }

  private static boolean areClose(Double one, Double other) {
    if (one == null || other == null) {
      return false;
    }
    return Math.abs(one - other) <= TOLERANCE * Math.max(Math.abs(one), Math.abs(other));
  }

  private static <T> Set<T> either(Set<T> some, Set<T> others) {
    Set<T> all = new TreeSet<>(some);
    all.addAll(others);
    return all;
  }
}
