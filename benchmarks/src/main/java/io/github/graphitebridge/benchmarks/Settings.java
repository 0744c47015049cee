// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A question's options: {@code key=number}, and names of what is compared. */
final class Settings {
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> names = new ArrayList<>();

  Settings(List<String> options) {
    for (String option : options) {
      int equals = option.indexOf('=');
      if (equals < 0) {
        names.add(option);
      } else {
        numbers.put(option.substring(0, equals), Integer.valueOf(option.substring(equals + 1)));
      }
    }
  }

  int number(String key, int byDefault) {
    return numbers.getOrDefault(key, byDefault);
  }

  /** Returns what is named, or the default if nothing is. */
  <E extends Enum<E>> List<E> names(Class<E> type, List<E> byDefault) {
    return names.isEmpty()
        ? byDefault
        : names.stream().map(name -> Enum.valueOf(type, name)).toList();
  }
}
