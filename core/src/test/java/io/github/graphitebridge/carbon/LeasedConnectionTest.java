// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the connections one after the other make of a carbon that answers, hangs, or is a proxy. */
class LeasedConnectionTest extends LeasedConnectionSteps {
  @Test
  void lease_carriesForTheIntervalAndIsAcknowledged() throws Exception {
    FakeTransport first = lease();
    send(3);
    step(true);
    FakeTransport second = last();

    pass(INTERVAL.minus(Duration.ofMillis(100)));
    boolean early = leased.isDue();
    pass(Duration.ofMillis(100));
    boolean due = leased.isDue();
    leased.retire();
    long inFlight = accounts.inFlight();

    assertThat(step(true)).isTrue();
    assertThat(early).isFalse();
    assertThat(due).isTrue();
    assertThat(second).isNotSameAs(first);
    assertThat(inFlight).isEqualTo(3);
    send(2);
    assertThat(second.taken).isEqualTo(2);
    pass(Duration.ofMillis(100));
    assertThat(first.closed).isTrue();
    assertThat(accounts.acknowledged()).isEqualTo(3);
    assertThat(accounts.inFlight()).isEqualTo(2);
  }

  @Test
  void lease_nameIsLookedUpForEach() throws Exception {
    lease();
    send(1);
    resolver.answer("10.0.0.2");

    step(true);

    assertThat(tried).containsExactly("10.0.0.1:2023", "10.0.0.1:2023", "10.0.0.2:2023");
  }

  @Test
  void lease_noAnswer_isUnacknowledgedAndOnlyAProbeFollows() throws Exception {
    FakeTransport hung = lease(silentLater());
    send(5);
    step(true);
    FakeTransport second = last();
    second.answers = false;
    rotate();
    send(7);
    FakeTransport probe = silent();

    assertLostAfter(INTERVAL, SilenceException.class, "no acknowledgement within PT5S");

    assertThat(accounts.unacknowledged()).isEqualTo(5);
    assertThat(leased.isUp()).isFalse();
    assertThat(second.halfClosed).isTrue();
    pass(Duration.ofSeconds(1));
    assertThat(step(true)).isFalse();
    assertThat(probe.halfClosed).isTrue();
    assertThat(probe.taken).isZero();
    assertThatThrownBy(() -> leased.write(bytes(1))).isInstanceOf(IOException.class);
    pass(INTERVAL);
    stepWhateverFails(true);
    assertThat(accounts.unacknowledged()).isEqualTo(12);
    assertThat(hung.closed).isFalse();
  }

  @Test
  void lease_lateAnswer_movesItsPointsAndEndsTheOutage() throws Exception {
    FakeTransport hung = lease(silentLater());
    send(5);
    step(true);
    rotate();
    send(2);
    step(true);
    silent();
    assertLostAfter(INTERVAL, SilenceException.class, "no acknowledgement within PT5S");

    hung.answers = true;
    step(true);
    time.pass(Duration.ofMillis(100));

    assertThat(step(true)).isTrue();
    assertThat(accounts.acknowledged()).isEqualTo(7);
    assertThat(accounts.unacknowledged()).isZero();
    assertThat(leased.isUp()).isTrue();
  }

  @Test
  void lease_resetAndConnectsRefused_isUnacknowledgedAndAnUnseasonedProbeFollows()
      throws Exception {
    FakeTransport lease = lease();
    send(4);
    lease.failure = new SocketException("reset");
    refuse(1);

    assertThatThrownBy(() -> step(true)).isSameAs(lease.failure);

    assertThat(accounts.unacknowledged()).isEqualTo(4);
    assertThat(leased.isUp()).isFalse();
    pass(Duration.ofMillis(100));
    pass(Duration.ofMillis(200));
    assertThat(step(true)).isTrue();
  }

  @Test
  void lease_resetByWhatLetsConnect_aSeasonedProbeFollows() throws Exception {
    FakeTransport lease = lease();
    send(4);
    lease.failure = new SocketException("reset");
    stepWhateverFails(true);
    pass(Duration.ofMillis(100));

    step(true);

    assertThat(last().halfClosed).isFalse();
    assertThat(leased.isUp()).isFalse();
  }

  @Test
  void lease_resetAfterItsHalfClose_isUnacknowledged() throws Exception {
    FakeTransport lease = lease(silentLater());
    send(4);
    step(true);
    rotate();
    lease.failure = new SocketException("reset");

    assertThatThrownBy(() -> step(true)).isSameAs(lease.failure);

    assertThat(accounts.unacknowledged()).isEqualTo(4);
    assertThat(leased.isUp()).isFalse();
  }

  @Test
  void lease_closedByItself_onlyASeasonedProbeProvesThatCarbonIsThere() throws Exception {
    FakeTransport lease = lease();
    send(4);
    lease.ended = true;
    assertThatThrownBy(() -> step(true)).isInstanceOf(EOFException.class);
    long lost = accounts.unacknowledged();

    pass(Duration.ofMillis(100));
    step(true);
    FakeTransport proxy = last();
    boolean askedAtOnce = proxy.halfClosed;
    pass(Duration.ofSeconds(3));
    proxy.ended = true;
    assertThatThrownBy(() -> step(true)).isInstanceOf(EOFException.class);
    pass(Duration.ofMillis(200));
    step(true);
    FakeTransport carbon = last();
    boolean early = carbon.halfClosed;
    time.pass(INTERVAL);

    assertThat(lost).isEqualTo(4);
    assertThat(early).isFalse();
    assertThat(askedAtOnce).isFalse();
    assertThat(step(true)).isTrue();
    assertThat(carbon.halfClosed).isTrue();
  }

  @Test
  void lease_closedAtOnce_isAProxyAndNotOpenedAgainAndAgain() throws Exception {
    FakeTransport lease = lease();
    lease.ended = true;

    assertThatThrownBy(() -> step(true)).isInstanceOf(EOFException.class);

    assertThat(leased.isUp()).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(opened).hasSize(3);
    assertThat(last().halfClosed).isFalse();
  }

  @Test
  void lease_closedWhileItIsIdle_isNoEvent() throws Exception {
    FakeTransport lease = lease();
    time.pass(Duration.ofSeconds(1));
    lease.ended = true;

    assertThat(step(true)).isTrue();

    assertThat(leased.isUp()).isTrue();
    assertThat(last()).isNotSameAs(lease);
  }

  @Test
  void next_closedByItself_isNoEventAndIsOpenedAgain() throws Exception {
    FakeTransport lease = lease();
    send(1);
    step(true);
    FakeTransport next = last();
    next.ended = true;

    boolean open = step(true);
    pass(Duration.ofSeconds(1));
    step(true);

    assertThat(open).isTrue();
    assertThat(next.closed).isTrue();
    assertThat(last()).isNotSameAs(next);
    assertThat(lease.closed).isFalse();
  }

  @Test
  void next_isNotSeasonedInTime_leaseCarriesForTwiceTheIntervalAtMost() throws Exception {
    lease();
    send(1);
    refuse(1000);
    pass(INTERVAL.multipliedBy(2).minus(Duration.ofMillis(500)));
    step(true);

    boolean early = leased.isDue();
    pass(Duration.ofMillis(500));
    step(true);

    assertThat(early).isFalse();
    assertThat(leased.isDue()).isTrue();
  }

  @Test
  void twoLeasesUnanswered_pointsWait() throws Exception {
    lease(silentLater());
    send(1);
    leased.retire();
    step(true);
    FakeTransport second = last();
    second.answers = false;
    send(1);
    leased.retire();

    assertThat(step(true)).isFalse();
    assertThat(leased.isUp()).isTrue();
    second.answers = true;
    step(true);
    time.pass(Duration.ofMillis(500));
    assertThat(step(true)).isTrue();
  }

  @Test
  void proxyThatEndsAllAtOnce_acknowledgesNothing() throws Exception {
    FakeTransport first = lease(silentLater());
    send(3);
    step(true);
    FakeTransport second = last();
    rotate();
    send(2);
    step(true);
    first.answers = true;
    second.ended = true;
    last().ended = true;

    assertThatThrownBy(() -> step(true)).isInstanceOf(EOFException.class);
    pass(Duration.ofSeconds(20));

    assertThat(accounts.acknowledged()).isZero();
    assertThat(accounts.unacknowledged()).isEqualTo(5);
  }

  @Test
  void proxyThatEndsAllLate_acknowledgesNothing() throws Exception {
    FakeTransport first = lease(silentLater());
    send(3);
    step(true);
    rotate();
    FakeTransport probe = silent();
    assertLostAfter(INTERVAL, SilenceException.class, "no acknowledgement within PT5S");
    pass(Duration.ofSeconds(1));
    first.answers = true;
    probe.ended = true;
    opened.forEach(each -> each.ended = true);

    for (int i = 0; i < 20; i++) {
      pass(Duration.ofSeconds(1));
    }

    assertThat(accounts.acknowledged()).isZero();
    assertThat(accounts.unacknowledged()).isEqualTo(3);
  }

  @Test
  void aPointNowAndThen_isAcknowledgedAtAnyPace() throws Exception {
    lease();
    for (int period = 300; period < 2500; period += 75) {
      for (int i = 0; i < 20; i++) {
        if (step(true)) {
          send(1);
        }
        for (int rest = period; rest > 0; rest -= 40) {
          if (leased.isDue()) {
            leased.retire();
          }
          step(false);
        }
      }
    }

    assertThat(accounts.unacknowledged()).isZero();
    assertThat(accounts.acknowledged()).isGreaterThan(accounts.sent() - 5);
  }

  @Test
  void nothingToSendForAWhile_retiresAndKeepsNoConnection() throws Exception {
    FakeTransport lease = lease();
    send(1);
    step(true);

    idle();
    step(false);
    time.pass(Duration.ofMillis(200));
    step(false);

    assertThat(lease.halfClosed).isTrue();
    assertThat(accounts.acknowledged()).isEqualTo(1);
    assertThat(opened).allMatch(transport -> transport.closed);
    assertThat(leased.isUp()).isTrue();
  }

  @Test
  void youngLease_anotherConnectionOutlivesIt_isAcknowledged() throws Exception {
    lease();
    send(1);
    step(true);
    FakeTransport witness = last();
    idle();

    step(false);
    long early = accounts.acknowledged();
    time.pass(Duration.ofMillis(200));
    step(false);

    assertThat(early).isZero();
    assertThat(accounts.acknowledged()).isEqualTo(1);
    assertThat(witness.closed).isTrue();
    assertThat(leased.isSettled()).isTrue();
  }

  @Test
  void youngLease_anotherConnectionIsGivenUpAtTheSameAge_isNotAcknowledged() throws Exception {
    FakeTransport lease = lease(silentLater());
    send(1);
    step(true);
    FakeTransport witness = last();
    idle();
    time.pass(Duration.ofSeconds(2));
    lease.answers = true;
    step(false);

    witness.ended = true;

    assertThatThrownBy(() -> step(false)).isInstanceOf(EOFException.class);
    assertThat(accounts.unacknowledged()).isEqualTo(1);
    assertThat(accounts.acknowledged()).isZero();
    assertThat(leased.isUp()).isFalse();
  }

  @Test
  void youngLease_retiredAtOnce_isAcknowledgedByAConnectionOpenedForThat() throws Exception {
    lease();
    send(1);
    leased.retire();

    step(false);
    time.pass(Duration.ofMillis(400));
    step(false);

    assertThat(accounts.acknowledged()).isEqualTo(1);
    assertThat(opened).allMatch(transport -> transport.closed);
  }

  @Test
  void carbonTakesNoByteForTheWriteTimeout_isHalfClosedAndProbed() throws Exception {
    FakeTransport lease = lease(silentLater());
    lease.room = 2;
    leased.write(bytes(3));
    accounts.sent(2, 2, 2);

    assertLostAfter(WRITE_TIMEOUT, SilenceException.class, "carbon took no byte for PT3S");

    assertThat(lease.halfClosed).isTrue();
    assertThat(accounts.inFlight()).isEqualTo(2);
    assertThat(leased.isUp()).isFalse();
  }

  @Test
  void autoreconnectOff_leaseLost_isOver() throws Exception {
    leased.close();
    leased = leased(false);
    FakeTransport lease = lease();
    send(1);
    lease.ended = true;

    assertThatThrownBy(() -> step(true)).isInstanceOf(EOFException.class);

    assertThat(leased.isOver()).isTrue();
  }

  @Test
  void close_countsWhatIsInFlightAsUnacknowledged() throws Exception {
    lease(silentLater());
    send(1);
    step(true);
    rotate();
    send(2);

    leased.close();

    assertThat(accounts.unacknowledged()).isEqualTo(3);
    assertThat(accounts.inFlight()).isZero();
    assertThat(opened).allMatch(transport -> transport.closed);
  }
}
