// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

/** How the carbon within this process does, or that it is another's. */
enum CarbonCondition {
  /** Takes points. */
  RUNNING,
  /** Takes connections, and reads nothing. */
  STALLED,
  /** Is not there. */
  STOPPED,
  /** Is the user's own one, which nobody breaks from here. */
  ELSEWHERE
}
