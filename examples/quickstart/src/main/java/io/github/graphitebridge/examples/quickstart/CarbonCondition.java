// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

/** How the carbon within this process does, or that there is none. */
enum CarbonCondition {
  /** Takes points. */
  RUNNING,
  /** Takes connections, and reads nothing. */
  STALLED,
  /** Is not there. */
  STOPPED,
  /** Runs somewhere else, and nobody breaks it from here. */
  ELSEWHERE
}
