// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import java.time.Duration;
import java.util.List;

/**
 * What one run of the quickstart does.
 *
 * @param port the port of the shop, if it is free
 * @param traffic how long the shop has customers
 * @param once whether the run ends with the traffic; otherwise the shop stays open until Ctrl-C
 */
record Plan(int port, Duration traffic, boolean once) {

  /**
   * Returns the plan of command line arguments: none, or {@code --once}.
   *
   * @throws IllegalArgumentException if there are others
   */
  static Plan of(String... args) {
    List<String> given = List.of(args);
    boolean once = given.equals(List.of("--once"));
    if (!once && !given.isEmpty()) {
      throw new IllegalArgumentException(
          "Arguments " + given + ": allowed is nothing or --once, which ends after the traffic");
    }
    return new Plan(7070, Duration.ofSeconds(25), once);
  }
}
