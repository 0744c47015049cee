// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.carbon.CarbonSenderBuilder;
import io.github.graphitebridge.carbon.Series;
import io.micrometer.graphite.GraphiteProtocol;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** This project's sender. */
final class BridgePath implements LinePath {
  private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration ASLEEP = Duration.ofSeconds(10);

  /** The line with a NaN that goes before all others over UDP. */
  private static final int PROBE_BYTES = "graphite-bridge.probe nan 0\n".length();

  private final SinkProcess sink;
  private final boolean udp;
  private final Lines lines = new Lines();
  private final CarbonSender sender;
  private final SenderAccount account;
  private final ThreadTime time;
  private final Series[] series = new Series[lines.names()];
  private long recorded;

  /**
   * Opens a sender that is asleep while a block is prepared. Its ring takes four blocks; the last
   * point of a block completes a quarter of it, which wakes the sender.
   */
  BridgePath(SinkProcess sink, GraphiteProtocol protocol, int block) {
    this(sink, protocol, builder -> builder.queueCapacity(4 * block).flushInterval(ASLEEP));
  }

  /**
   * Opens a sender whose lines are recorded while it sends.
   *
   * @param acknowledgeInterval zero for no acknowledgements
   */
  BridgePath(SinkProcess sink, GraphiteProtocol protocol, int block, Duration acknowledgeInterval) {
    this(
        sink,
        protocol,
        builder ->
            acknowledgeInterval.isZero()
                ? builder.queueCapacity(block).acknowledge(false)
                : builder.queueCapacity(block).acknowledgeInterval(acknowledgeInterval));
  }

  private BridgePath(
      SinkProcess sink, GraphiteProtocol protocol, UnaryOperator<CarbonSenderBuilder> settings) {
    this.sink = sink;
    this.udp = protocol == GraphiteProtocol.UDP;
    Endpoint endpoint = sink.endpoint();
    this.sender =
        settings
            .apply(
                CarbonSender.builder()
                    .host(endpoint.tcp().getHostString())
                    .protocol(protocol)
                    .port((udp ? endpoint.udp() : endpoint.tcp()).getPort()))
            .build();
    this.account = new SenderAccount(sender);
    for (int i = 0; i < series.length; i++) {
      series[i] = sender.series(lines.name(i), lines.kind(i));
    }
    awaitConnection();
    this.time = ThreadTime.of("graphite-bridge-sender");
  }

  @Override
  public void prepare(int count) {
    record(count - 1);
  }

  @Override
  public void send(int count) {
    record(1);
    awaitSent();
  }

  /** Records lines as fast as the sender takes them, and waits until they have gone. */
  void recordAndSend(int count) {
    long half = count / 2;
    for (int done = 0; done < count; done += 1024) {
      while (sender.queueSize() > half) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
      record(1024);
    }
    awaitSent();
  }

  @Override
  public long lost() {
    long sent = sender.bytes() + (udp ? PROBE_BYTES : 0);
    boolean unused = Waiting.until(() -> sink.counts().bytes() >= sent, PATIENCE, LOOK_NANOS);
    long arrived = sink.counts().bytes();
    if (arrived != sent && !udp || sender.recorded() != recorded) {
      throw new IllegalStateException(
          "%d recorded, %d by the account; %d bytes sent, %d at the sink"
              .formatted(recorded, sender.recorded(), sent, arrived));
    }
    // Over UDP what the sink did not get is known in bytes only.
    long missing = arrived == sent ? 0 : 1 + (sent - arrived) * sender.lines() / sent;
    return account.dropped() + missing;
  }

  @Override
  public long cpuNanos() {
    return time.nanos();
  }

  @Override
  public void close() {
    sender.close();
  }

  /** Returns the recorded points that went in another's line. */
  long merged() {
    return sender.merged();
  }

  private void record(int count) {
    long second = System.currentTimeMillis() / 1000;
    long end = recorded + count;
    for (long line = recorded; line < end; line++) {
      series[lines.chosen(line)].record(lines.value(line), second);
    }
    recorded = end;
  }

  private void awaitSent() {
    while (sender.waiting() > 0) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private void awaitConnection() {
    boolean unused = Waiting.until(sender::isConnected, PATIENCE, LOOK_NANOS);
  }
}
