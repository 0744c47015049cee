// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

/**
 * Writes points as bytes of one of carbon's protocols, one batch after another.
 *
 * <p>Thread-safety: none; it belongs to the sender's thread.
 */
interface PointEncoder {
  /** Writes what stands before the first point of a batch; returns the offset behind it. */
  int begin(byte[] target);

  /** Writes one point at the offset; returns the offset behind it. */
  int encode(byte[] target, int offset, Series series, double value, long second);

  /** Completes the batch behind its last point; returns the offset behind it. */
  int end(byte[] target, int offset);

  /** Returns the most bytes of a batch. */
  int batchBytes();

  /** Returns the most bytes that one more point takes, with the completion of its batch. */
  int maxPoint();

  /** Returns whether carbon takes a batch whole or not at all, rather than line by line. */
  boolean isTakenWhole();
}
