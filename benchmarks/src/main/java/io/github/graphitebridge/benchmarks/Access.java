// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

/** How the routes of requests are chosen. */
public enum Access {
  /** Each as often as any other. */
  UNIFORM,
  /** The nth in proportion to 1/n, as the pages of most sites. */
  ZIPF
}
