// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import com.codahale.metrics.graphite.Graphite;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The naive port of Flask-Graphite: Dropwizard's sender on the request thread, five lines and a
 * flush for each request. The sender is for one thread at a time.
 */
final class DropwizardTarget implements RequestTarget {
  private record Names(String time, String count, String size, String code, String type) {}

  private final Graphite graphite;
  private final Names[] names;

  DropwizardTarget(Endpoint endpoint, Slots slots) throws IOException {
    this.graphite = new Graphite(endpoint.tcp());
    graphite.connect();
    this.names = new Names[slots.size()];
    for (int slot = 0; slot < names.length; slot++) {
      names[slot] = names(slots.route(slot), slots.status(slot));
    }
  }

  @Override
  public void record(int slot, long nanos, long bytes) {
    Names to = names[slot];
    long second = System.currentTimeMillis() / 1000;
    String time = Double.toString(nanos / 1e9);
    String size = Long.toString(bytes);
    synchronized (graphite) {
      try {
        graphite.send(to.time, time, second);
        graphite.send(to.count, "1", second);
        graphite.send(to.size, size, second);
        graphite.send(to.code, "1", second);
        graphite.send(to.type, "1", second);
        graphite.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public int linesPerRequest() {
    return 5;
  }

  @Override
  public void close() throws IOException {
    graphite.close();
  }

  private static Names names(String route, int status) {
    String nodes = route.substring(1).replace("{", "").replace("}", "").replace('/', '.');
    String prefix = "web-1.graphite-bridge." + nodes + ".";
    return new Names(
        prefix + "pt",
        prefix + "count",
        prefix + "size",
        prefix + "status_code." + status,
        prefix + "status_type." + status / 100 + "XX");
  }
}
