// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

/** Receives whole lines, and pickled datapoints as lines. */
interface LineSink {
  /** Receives a line without its line feed; false closes the connection. */
  boolean line(byte[] bytes, int offset, int length);

  /** Receives what is no whole line. */
  void rejected(RejectedLine line);
}
