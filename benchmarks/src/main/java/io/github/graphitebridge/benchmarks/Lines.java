// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import io.github.graphitebridge.carbon.SeriesKind;
import java.util.Random;

/**
 * The lines of requests to 1,000 routes, the same in every run: three counts, a time, a size.
 *
 * <p>Thread-safety: immutable.
 */
final class Lines {
  private static final int ROUTES = 1000;
  private static final String[] LEAVES = {
    "count", "status_code.200", "status_type.2XX", "pt", "size"
  };
  private static final int FIRST_SAMPLE = 3;
  private static final int LENGTH = 1 << 16;

  private final String[] names = new String[ROUTES * LEAVES.length];
  private final int[] chosen = new int[LENGTH];
  private final double[] values = new double[LENGTH];

  Lines() {
    for (int i = 0; i < names.length; i++) {
      names[i] =
          "web-1.graphite-bridge.customers"
              + i / LEAVES.length
              + ".orders.id."
              + LEAVES[i % LEAVES.length];
    }
    Random random = new Random(42);
    for (int i = 0; i < LENGTH; i++) {
      int leaf = i % LEAVES.length;
      chosen[i] = random.nextInt(ROUTES) * LEAVES.length + leaf;
      boolean time = leaf == FIRST_SAMPLE;
      double whole = leaf < FIRST_SAMPLE ? 1 : 100 + random.nextInt(10_000);
      values[i] = time ? (1_000_000 + random.nextInt(50_000_000)) / 1e9 : whole;
    }
  }

  /** Returns how many names there are. */
  int names() {
    return names.length;
  }

  String name(int number) {
    return names[number];
  }

  SeriesKind kind(int number) {
    return number % LEAVES.length < FIRST_SAMPLE ? SeriesKind.SUM : SeriesKind.SAMPLE;
  }

  /** Returns the number of the name of the nth line. */
  int chosen(long line) {
    return chosen[(int) line & LENGTH - 1];
  }

  /** Returns the value of the nth line. */
  double value(long line) {
    return values[(int) line & LENGTH - 1];
  }
}
