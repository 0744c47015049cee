// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The settings under which a sender sends less than usual, or nothing. */
class SenderModesTest extends SocketTest {
  private final Set<Thread> before = senderThreads().collect(Collectors.toSet());

  @Test
  void autoreconnectOff_connectionLost_endsTheSenderAndSaysSo() {
    // A lease ends after half a second of rest, which is too soon for a server without a processor.
    try (CarbonSender sender = slowedDown(toServer().autoreconnect(false)).build()) {
      Series series = sample(sender, "a.pt");
      server.onPoint(point -> server.disconnect());
      series.record(1, NOW);
      server.await("a.pt", 1);

      await(() -> !senderRuns());
      series.record(2, NOW);

      assertThat(sender.dropped(DropReason.CLOSED)).isEqualTo(1);
      assertThat(sender.isConnected()).isFalse();
      assertAccountsExact(sender);
      assertThat(sender.unacknowledged()).isEqualTo(1);
      assertThat(log.warnings(server.port()))
          .containsExactly(
              "WARN Lost carbon at "
                  + server.host()
                  + ":"
                  + server.port()
                  + " (java.io.EOFException: carbon closed the connection); autoreconnect is false,"
                  + " so nothing more is sent");
    }
  }

  @Test
  void autoreconnectOff_carbonAbsentAtStart_isWaitedFor() {
    server.stop();
    try (CarbonSender sender = toServer().autoreconnect(false).build()) {
      sample(sender, "a.pt").record(1, NOW);
      await(() -> !log.warnings(server.port()).isEmpty());

      server.restart();

      server.await("a.pt", 1);
    }
  }

  @Test
  void dryrun_pointsAreLoggedAndNothingIsSent() {
    CarbonSender sender = toServer().dryrun(true).build();

    sample(sender, "a.pt").record(0.003, NOW);
    sample(sender, "a.pt").record(0.25, NOW);
    sender.close();

    assertThat(sender.sent()).isEqualTo(2);
    assertThat(log.text())
        .contains(
            "INFO io.github.graphitebridge.carbon.dryrun - a.pt 0.003 1700000000",
            "INFO io.github.graphitebridge.carbon.dryrun - a.pt 0.25 1700000000");
    assertThat(server.connections()).isZero();
  }

  @Test
  void enabledOff_thereIsNoThreadNoSocketAndNoCount() {
    try (CarbonSender sender = toServer().enabled(false).build()) {
      sample(sender, "a.pt").record(1, NOW);
      sample(sender, "a.pt").record(Double.NaN, NOW);

      assertThat(senderRuns()).isFalse();
      assertThat(sender.recorded()).isZero();
      assertThat(sender.isConnected()).isFalse();
      assertAccountsExact(sender);
    }
    assertThat(server.connections()).isZero();
  }

  /** Returns whether a sender runs that did not before the test. */
  private boolean senderRuns() {
    return senderThreads().anyMatch(Predicate.not(before::contains));
  }

  private static Stream<Thread> senderThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("graphite-bridge-sender"));
  }
}
