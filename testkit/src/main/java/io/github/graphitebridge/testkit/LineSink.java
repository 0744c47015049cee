// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

/** Where whole lines go, and what a pickled datapoint reads like as a line. */
interface LineSink {
  /** Takes a line without its line feed; false closes the connection. */
  boolean line(byte[] bytes, int offset, int length);

  /** Takes what is no whole line. */
  void rejected(RejectedLine line);
}
