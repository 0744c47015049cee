// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

/** How a served request is measured. */
enum Measured {
  NOT(0),
  /** The same once more, which shows what two equal servers differ by. */
  NOT_EITHER(0),
  BY_PLUGIN(5),
  /** By five meters at hand that go nowhere: the least that Micrometer costs. */
  BY_FIVE_METERS(0),
  /** By a timer that is looked up for each request, as other frameworks do. */
  BY_STATSD_TIMER(1),
  BY_FIVE_STATSD_METERS(5);

  private final int linesPerRequest;

  Measured(int linesPerRequest) {
    this.linesPerRequest = linesPerRequest;
  }

  int linesPerRequest() {
    return linesPerRequest;
  }
}
