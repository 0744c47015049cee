// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The name of carbon's host does not lead to it, or not at once. */
class NameResolutionTest extends SocketTest {
  /** Nobody listens there: carbon's own address is 127.0.0.1. */
  private static final String ELSEWHERE = "127.0.0.2";

  private final AtomicInteger lookups = new AtomicInteger();

  @Test
  void lookupHangs_pointsWaitAndGoWhenItAnswers() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    CarbonSenderBuilder builder = toCarbon().connectTimeout(Duration.ofMillis(100));
    builder.resolver = host -> hangUntil(answered);
    try (CarbonSender sender = builder.build()) {
      record(sample(sender, "a.pt"), 0, 10);
      await(() -> !log.warnings(server.port()).isEmpty() && sender.backlogSize() == 10);
      assertThat(log.warnings(server.port()))
          .containsExactly(
              "WARN No connection to carbon at carbon.test:"
                  + server.port()
                  + " (java.net.SocketTimeoutException: the look-up of carbon.test took longer than"
                  + " PT0.1S); points wait, attempts follow every 0.1 to 30 s");

      answered.countDown();

      server.await("a.pt", 10);
      assertThat(lookups).as("one that hangs is not asked twice").hasValue(1);
    }
  }

  @Test
  void lookupFails_isAskedAgain() {
    CarbonSenderBuilder builder = toCarbon();
    builder.resolver =
        host -> {
          if (lookups.incrementAndGet() < 3) {
            throw new UnknownHostException(host);
          }
          return addresses(server.host());
        };
    try (CarbonSender sender = builder.build()) {
      record(sample(sender, "a.pt"), 0, 10);

      server.await("a.pt", 10);
      assertThat(lookups).hasValue(3);
      assertThat(log.warnings(server.port()))
          .singleElement()
          .asString()
          .contains("(java.net.UnknownHostException: carbon.test)");
    }
  }

  @Test
  void lookupThrowsSomethingElse_isAskedAgain() {
    CarbonSenderBuilder builder = toCarbon();
    builder.resolver =
        host -> {
          if (lookups.incrementAndGet() == 1) {
            throw new SecurityException("no look-ups");
          }
          return lookups.get() == 2 ? new InetAddress[0] : addresses(server.host());
        };
    try (CarbonSender sender = builder.build()) {
      sample(sender, "a.pt").record(1, NOW);

      server.await("a.pt", 1);
      assertThat(lookups).hasValue(3);
      assertThat(log.warnings(server.port()))
          .singleElement()
          .asString()
          .contains("(java.io.IOException: the look-up failed)");
    }
  }

  @Test
  void addressHasMoved_isFoundAtTheNextAttempt() {
    CarbonSenderBuilder builder = toCarbon();
    builder.resolver = host -> addresses(lookups.incrementAndGet() < 3 ? ELSEWHERE : server.host());
    try (CarbonSender sender = builder.build()) {
      record(sample(sender, "a.pt"), 0, 10);

      server.await("a.pt", 10);
      assertThat(lookups).hasValue(3);
    }
  }

  @Test
  void severalAddresses_firstRefuses_secondIsTakenInTheSameAttempt() {
    CarbonSenderBuilder builder = toCarbon();
    builder.resolver =
        host -> {
          lookups.incrementAndGet();
          return addresses(ELSEWHERE, server.host());
        };
    try (CarbonSender sender = builder.build()) {
      sample(sender, "a.pt").record(1, NOW);

      server.await("a.pt", 1);
      assertThat(lookups).hasValue(1);
      assertThat(log.warnings(server.port())).isEmpty();
    }
  }

  @Test
  void lookupFailsTooLate_nextAttemptAsksAgain() {
    CarbonSenderBuilder builder = toCarbon().connectTimeout(Duration.ofMillis(50));
    builder.resolver =
        host -> {
          if (lookups.incrementAndGet() == 1) {
            await(() -> !log.warnings(server.port()).isEmpty());
            throw new UnknownHostException(host);
          }
          return addresses(server.host());
        };
    try (CarbonSender sender = builder.build()) {
      sample(sender, "a.pt").record(1, NOW);

      server.await("a.pt", 1);
      assertThat(lookups).hasValue(2);
    }
  }

  @Test
  void reconnect_nameIsResolvedAnew() {
    CarbonSenderBuilder builder = toCarbon();
    builder.resolver =
        host -> {
          lookups.incrementAndGet();
          return addresses(server.host());
        };
    try (CarbonSender sender = builder.build()) {
      await(sender::isConnected);
      server.awaitConnections(1);
      server.disconnect();
      // A point that goes out before the sender notices is lost.
      await(() -> !sender.isConnected() || lookups.get() == 2);
      sample(sender, "a.pt").record(1, NOW);

      server.await("a.pt", 1);
      assertThat(lookups).hasValue(2);
    }
  }

  private CarbonSenderBuilder toCarbon() {
    return toServer().host("carbon.test").acknowledge(false);
  }

  private InetAddress[] hangUntil(CountDownLatch answered) throws UnknownHostException {
    lookups.incrementAndGet();
    try {
      answered.await();
    } catch (InterruptedException e) {
      throw new UnknownHostException("interrupted");
    }
    return addresses(server.host());
  }
}
