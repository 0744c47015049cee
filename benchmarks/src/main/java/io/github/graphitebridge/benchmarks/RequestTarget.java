// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import io.github.graphitebridge.carbon.CarbonSender;
import java.io.IOException;
import java.util.Optional;

/** What a request is recorded into. */
interface RequestTarget extends AutoCloseable {
  /** Records one request: its time, its size, that there was one, and its status, twice. */
  void record(int slot, long nanos, long bytes);

  /** Returns the lines a request is at the other end; 0 where it only adds to local figures. */
  int linesPerRequest();

  /** Returns this project's sender, which keeps an account, if there is one. */
  default Optional<CarbonSender> sender() {
    return Optional.empty();
  }

  @Override
  void close() throws IOException;
}
