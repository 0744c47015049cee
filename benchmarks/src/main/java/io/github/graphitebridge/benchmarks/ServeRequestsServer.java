// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import io.github.graphitebridge.javalin.GraphitePlugin;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.statsd.StatsdProtocol;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * A program that serves one greeting with Javalin, measured in one of several ways, until its
 * standard input ends.
 */
final class ServeRequestsServer {
  private ServeRequestsServer() {}

  /**
   * Serves, and prints the port; at each byte of standard input, the points that were sent, or -1
   * where only the sink can tell.
   *
   * @param args the way, the TCP and the UDP port of a sink
   */
  public static void main(String[] args) throws IOException {
    Measured how = Measured.valueOf(args[0]);
    Endpoint sink = Endpoint.local(args[1], args[2]);
    AtomicReference<LongSupplier> sent = new AtomicReference<>();
    Javalin javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.jetty.host = "127.0.0.1";
              config.routes.get("/hello/{name}", ctx -> ctx.result("Hello"));
              sent.set(measure(config, how, sink));
            });
    System.out.println(javalin.start(0).port());
    while (System.in.read() >= 0) {
      System.out.println(sent.get().getAsLong());
    }
    javalin.stop();
    System.exit(0);
  }

  private static LongSupplier measure(JavalinConfig config, Measured how, Endpoint sink) {
    switch (how) {
      case BY_PLUGIN -> {
        BridgeRegistry bridge = BridgeRegistry.open(sink, new Slots(1));
        config.registerPlugin(new GraphitePlugin(plugin -> plugin.registry = bridge.registry()));
        return bridge.sender()::sent;
      }
      case BY_STATSD_TIMER -> {
        MeterRegistry registry = Peer.statsd(sink, StatsdProtocol.UDP);
        config.requestLogger.http((ctx, millis) -> record(registry, ctx, millis));
      }
      case BY_FIVE_METERS -> log(config, Peer.SIMPLE_KEPT, sink);
      case BY_FIVE_STATSD_METERS -> log(config, Peer.STATSD_UDP_LOOKED_UP, sink);
      case NOT, NOT_EITHER -> {}
      default -> throw new IllegalArgumentException(how.name());
    }
    return () -> -1;
  }

  private static void record(MeterRegistry registry, Context ctx, float millis) {
    Timer.builder("http.server.requests")
        .tag("method", ctx.method().name())
        .tag("uri", ctx.endpoint().path)
        .tag("status", Integer.toString(ctx.statusCode()))
        .register(registry)
        .record((long) (millis * 1e6), TimeUnit.NANOSECONDS);
  }

  private static void log(JavalinConfig config, Peer peer, Endpoint sink) {
    try {
      RequestTarget target = peer.open(sink, new Slots(1));
      config.requestLogger.http((ctx, millis) -> target.record(0, (long) (millis * 1e6), 5));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
