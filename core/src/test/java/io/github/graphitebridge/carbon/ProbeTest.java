// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What goes before any point: probes, and what they make of a carbon that is away, or a proxy. */
class ProbeTest extends LeasedConnectionSteps {
  @Test
  void start_nothingGoesBeforeAProbeIsAnswered() throws Exception {
    FakeTransport probe = silent();

    boolean open = step(true);
    boolean up = leased.isUp();
    probe.answers = true;

    assertThat(open).isFalse();
    assertThat(up).isFalse();
    assertThat(probe.halfClosed).isTrue();
    assertThat(probe.taken).isZero();
    assertThat(step(true)).isTrue();
    assertThat(leased.isUp()).isTrue();
    assertThat(probe.closed).isTrue();
    assertThat(opened).hasSize(2);
  }

  @Test
  void start_nothingToSend_asksAndOpensNothing() throws Exception {
    boolean open = step(false);

    assertThat(open).isFalse();
    assertThat(leased.isUp()).isTrue();
    assertThat(opened).hasSize(1);
    assertThat(leased.isSettled()).isTrue();
  }

  @Test
  void probe_refused_isTriedAgainWithBackOff() throws Exception {
    refuse(3);

    assertThatThrownBy(() -> step(true)).isInstanceOf(ConnectException.class);
    time.pass(Duration.ofMillis(50));
    boolean early = step(true);
    time.pass(Duration.ofMillis(50));

    assertThat(early).isFalse();
    assertThat(tried).hasSize(1);
    assertThatThrownBy(() -> step(true)).isInstanceOf(ConnectException.class);
    assertThat(tried).hasSize(2);
  }

  @Test
  void probe_lateAnswer_hasASeasonedOneFollow() throws Exception {
    FakeTransport probe = silent();
    step(true);
    assertLostAfter(INTERVAL, SilenceException.class, "carbon answers no probe for PT5S");

    probe.answers = true;

    assertThatThrownBy(() -> step(true)).isInstanceOf(EOFException.class);
    pass(Duration.ofMillis(100));
    assertThat(last()).isNotSameAs(probe);
    assertThat(last().halfClosed).isFalse();
    pass(INTERVAL);
    assertThat(step(true)).isTrue();
  }

  @Test
  void probesNeverAnswered_isUnansweredAfter30Seconds() throws Exception {
    for (int i = 0; i < 20; i++) {
      silent();
    }
    step(true);

    boolean early = passAndStep(29);
    passAndStep(2);

    assertThat(early).isFalse();
    assertThat(leased.isUnanswered()).isTrue();
  }

  @Test
  void probesClosedByThePeer_isNeverUnanswered() throws Exception {
    for (int i = 0; i < 1000; i++) {
      FakeTransport closing = silent();
      closing.ended = true;
    }

    passAndStep(120);

    assertThat(leased.isUnanswered()).isFalse();
    assertThat(opened).allMatch(transport -> transport.taken == 0);
  }

  @Test
  void probesUnansweredByACarbonThatHadAnswered_isNotUnanswered() throws Exception {
    FakeTransport lease = lease();
    send(1);
    lease.failure = new SocketException("reset");
    stepWhateverFails(true);
    for (int i = 0; i < 20; i++) {
      silent();
    }

    passAndStep(60);

    assertThat(leased.isUnanswered()).isFalse();
  }
}
