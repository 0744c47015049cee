// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/**
 * What one run of the quickstart does.
 *
 * @param port the port of the shop, if it is free; 0 for any
 * @param traffic how long the shop has customers
 * @param once whether the run ends with the traffic; otherwise the shop stays open until Ctrl-C
 * @param laterPerSecond how many requests a second it has while it stays open
 */
record Plan(int port, Duration traffic, boolean once, int laterPerSecond) {

  private static final int PORT = 7070;

  /** So that charts go on, and nobody's Graphite is burdened. */
  private static final int LATER_PER_SECOND = 2;

  /**
   * Returns the plan of command line arguments: none, {@code --once}, {@code --port N}, or both.
   *
   * @throws IllegalArgumentException if there are others, or N is no port
   */
  static Plan of(String... args) {
    int port = PORT;
    boolean once = false;
    for (Iterator<String> rest = List.of(args).iterator(); rest.hasNext(); ) {
      switch (rest.next()) {
        case "--once" -> once = true;
        case "--port" -> port = port(rest.hasNext() ? rest.next() : "");
        default ->
            throw new IllegalArgumentException(
                "Arguments "
                    + List.of(args)
                    + ": allowed is nothing, --once, which ends after the traffic, and --port N");
      }
    }
    return new Plan(port, Duration.ofSeconds(25), once, LATER_PER_SECOND);
  }

  private static int port(String given) {
    if (given.matches("[0-9]{1,5}") && Integer.parseInt(given) <= 65_535) {
      return Integer.parseInt(given);
    }
    throw new IllegalArgumentException(
        "--port was '" + given + "' but it must be a number from 1 to 65535, or 0 for a free one");
  }
}
