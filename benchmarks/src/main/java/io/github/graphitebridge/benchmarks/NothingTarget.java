// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

/** Records nothing, so that what the loop itself costs is seen. */
final class NothingTarget implements RequestTarget {
  /** Read by nobody; without it the compiler would leave the choice of the request out too. */
  private long sum;

  @Override
  public void record(int slot, long nanos, long bytes) {
    sum += slot + nanos + bytes;
  }

  @Override
  public int linesPerRequest() {
    return 0;
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "nothing " + sum;
  }
}
