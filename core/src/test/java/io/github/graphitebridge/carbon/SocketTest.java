// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.CapturedLog;
import io.github.graphitebridge.testkit.CarbonServer;
import io.github.graphitebridge.testkit.RejectedLine;
import io.micrometer.graphite.GraphiteProtocol;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;

/** A carbon on a socket, a sender to it, and what holds whatever happens between them. */
abstract class SocketTest {
  static final long NOW = 1_700_000_000;

  /** A short acknowledge interval, within which carbon answers on a busy machine, too. */
  static final Duration SHORT = Duration.ofSeconds(2);

  /** With small buffers a stall is felt after some hundred lines. */
  final CarbonServer server = CarbonServer.builder().receiveBuffer(4096).start();

  /** One more at each step of the sender's thread, which reads the clock once. */
  final AtomicInteger steps = new AtomicInteger();

  final CapturedLog log = new CapturedLog();

  @AfterEach
  void end() {
    log.close();
    server.close();
  }

  CarbonSenderBuilder toServer() {
    CarbonSenderBuilder builder =
        CarbonSender.builder()
            .host(server.host())
            .port(server.port())
            .sendBuffer(4096)
            .flushInterval(Duration.ofMillis(20))
            .connectTimeout(Duration.ofSeconds(5))
            .writeTimeout(Duration.ofSeconds(5))
            // Through so small buffers much data takes long on a busy machine.
            .closeTimeout(Duration.ofMinutes(1))
            .clock(
                () -> {
                  steps.incrementAndGet();
                  return NOW * 1000;
                });
    builder.random = () -> 0.99;
    return builder;
  }

  /** Returns a sender of a protocol, to the port that takes it. */
  CarbonSenderBuilder toServer(GraphiteProtocol protocol) {
    boolean pickled = protocol == GraphiteProtocol.PICKLED;
    return toServer().protocol(protocol).port(pickled ? server.picklePort() : server.port());
  }

  static Series sample(CarbonSender sender, String name) {
    return sender.series(name, SeriesKind.SAMPLE);
  }

  static void record(Series series, int from, int to) {
    for (int i = from; i < to; i++) {
      series.record(i, NOW);
    }
  }

  static void await(Callable<Boolean> condition) {
    Awaitility.await().until(condition);
  }

  /** A thread that spins takes thousands of steps a second. */
  void assertDoesNotSpin() {
    int before = steps.get();
    long start = System.nanoTime();
    Awaitility.await()
        .during(Duration.ofMillis(400))
        .until(() -> steps.get() - before < 60 + (System.nanoTime() - start) / 10_000_000);
  }

  static long dropped(CarbonSender sender) {
    long dropped = 0;
    for (DropReason reason : DropReason.values()) {
      dropped += sender.dropped(reason);
    }
    return dropped;
  }

  /** A thread that waits for a processor ends after the close that has given it up. */
  static void awaitEnd(CarbonSender closed) {
    await(() -> closed.waiting() == 0 && closed.inFlight() == 0);
  }

  /** What the accounts say after close: every point was sent or dropped. */
  static void assertAccountsExact(CarbonSender closed) {
    awaitEnd(closed);
    assertThat(closed.recorded()).isEqualTo(closed.sent() + dropped(closed));
    assertThat(closed.sent()).isEqualTo(closed.acknowledged() + closed.unacknowledged());
    assertThat(closed.sent()).isGreaterThanOrEqualTo(closed.lines());
  }

  /** No line but the last of a connection is torn, and that one is no point to carbon. */
  void assertNothingTorn() {
    assertThat(server.rejected()).allMatch(line -> line.reason() == RejectedLine.Reason.UNFINISHED);
    assertThat(server.points()).hasSize(server.lineCount());
  }

  /** Makes the sender's clock slow, for a busy machine: five seconds of the test are one of it. */
  static CarbonSenderBuilder slowedDown(CarbonSenderBuilder builder) {
    long start = System.nanoTime();
    builder.nanoTime = () -> start + (System.nanoTime() - start) / 5;
    return builder;
  }

  /** Returns the values of a series in the order of their arrival. */
  List<Integer> received(String name) {
    return server.points(name).stream().map(point -> (int) point.value()).toList();
  }

  /** In any order, as a carbon may read two connections by turns. */
  void assertEachReceivedOnce(String name, int count) {
    server.await(name, count);
    assertThat(received(name).stream().sorted().toList())
        .isEqualTo(IntStream.range(0, count).boxed().toList());
  }

  static InetAddress[] addresses(String... literals) throws UnknownHostException {
    InetAddress[] addresses = new InetAddress[literals.length];
    for (int i = 0; i < literals.length; i++) {
      addresses[i] = InetAddress.getByName(literals[i]);
    }
    return addresses;
  }

  /** Returns the first line that comes. */
  static String line(Socket from) throws IOException {
    return new BufferedReader(
            new InputStreamReader(from.getInputStream(), StandardCharsets.US_ASCII))
        .readLine();
  }
}
