// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import io.github.graphitebridge.carbon.MergeCounts;
import java.io.IOException;

/** Who sends the lines of requests to an {@link Engine}. */
enum LineSource {
  /** The naive port: five lines and a flush for each request. */
  NAIVE {
    @Override
    RequestTarget open(Endpoint endpoint, Slots slots) throws IOException {
      return new DropwizardTarget(endpoint, slots);
    }
  },

  /** This project: five lines for each request, many in a write. */
  PER_REQUEST {
    @Override
    RequestTarget open(Endpoint endpoint, Slots slots) {
      return new BridgeTarget(endpoint, slots, MergeCounts.UNDER_PRESSURE);
    }
  },

  /** This project: two lines for each request, and those of a second's counts. */
  MERGED {
    @Override
    RequestTarget open(Endpoint endpoint, Slots slots) {
      return new BridgeTarget(endpoint, slots, MergeCounts.ALWAYS);
    }
  };

  abstract RequestTarget open(Endpoint endpoint, Slots slots) throws IOException;
}
