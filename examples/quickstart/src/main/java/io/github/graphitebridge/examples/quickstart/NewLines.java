// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import java.util.ArrayList;
import java.util.List;

/**
 * The lines that have arrived since they were fetched last: the first ones as they are, of the
 * others the number, for nobody reads a thousand lines a second.
 *
 * <p>Thread-safety: its own monitor.
 */
final class NewLines {
  /** Two requests, of five points each. */
  private static final int SHOWN = 10;

  private List<String> lines = new ArrayList<>();
  private int arrived;

  /** Takes a line. */
  synchronized void add(String line) {
    arrived++;
    if (lines.size() < SHOWN) {
      lines.add(line);
    }
  }

  /** Returns what has come since the last call. */
  synchronized Batch fetch() {
    Batch batch = new Batch(lines, arrived);
    lines = new ArrayList<>();
    arrived = 0;
    return batch;
  }

  /**
   * Some lines.
   *
   * @param lines the first ones
   * @param arrived how many there were
   */
  record Batch(List<String> lines, int arrived) {}
}
