// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the connections one after the other make of a carbon that answers, hangs, or is a proxy. */
class LeasedConnectionTest extends FakeTransportTest {
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(10);

  private final PointAccounts accounts = new PointAccounts();
  private LeasedConnection leased = leased(true);

  @AfterEach
  void closeLeased() {
    leased.close();
  }

  private LeasedConnection leased(boolean autoreconnect) {
    return new LeasedConnection(
        new LeasedConnection.Options(INTERVAL, WRITE_TIMEOUT, autoreconnect, "carbon.test:2023"),
        target(),
        accounts,
        () -> 0);
  }

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
    silent();
    assertLostAfter(INTERVAL, SilenceException.class, "no acknowledgement within PT5S");

    hung.answers = true;

    assertThat(step(true)).isTrue();
    assertThat(accounts.acknowledged()).isEqualTo(5);
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
    idle();
    step(true);
    FakeTransport second = last();
    second.answers = false;
    send(1);
    idle();

    assertThat(step(true)).isFalse();
    assertThat(leased.isUp()).isTrue();
    second.answers = true;
    step(true);
    time.pass(Duration.ofSeconds(2));
    assertThat(step(true)).isTrue();
  }

  @Test
  void nothingToSendForASecond_retiresAndKeepsNoConnection() throws Exception {
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
  void probe_lateAnswer_isOne() throws Exception {
    FakeTransport probe = silent();
    step(true);
    assertLostAfter(INTERVAL, SilenceException.class, "carbon answers no probe for PT5S");

    probe.answers = true;

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

  /** Has the next transport connect and never answer. */
  private FakeTransport silent() {
    FakeTransport silent = silentLater();
    next.add(silent);
    return silent;
  }

  private static FakeTransport silentLater() {
    FakeTransport silent = new FakeTransport();
    silent.answers = false;
    return silent;
  }

  private FakeTransport lease() throws Exception {
    return lease(new FakeTransport());
  }

  /** Opens a lease over a transport. */
  private FakeTransport lease(FakeTransport over) throws Exception {
    if (!leased.isUp()) {
      next.add(new FakeTransport());
    }
    next.add(over);
    step(true);
    assertThat(step(true)).isTrue();
    assertThat(last()).isSameAs(over);
    return over;
  }

  private FakeTransport last() {
    return opened.get(opened.size() - 1);
  }

  private void send(int points) throws IOException {
    leased.write(bytes(points));
    accounts.sent(points, points, points);
  }

  /** Has the next lease take over from the current one. */
  private void rotate() throws Exception {
    pass(INTERVAL);
    assertThat(leased.isDue()).isTrue();
    leased.retire();
    assertThat(step(true)).isTrue();
  }

  /** Has the current lease end, as nothing is to be sent. */
  private void idle() throws Exception {
    time.pass(Duration.ofSeconds(1));
    step(false);
    assertThat(leased.isDue()).isTrue();
    leased.retire();
  }

  /** Lets time pass while the connection is looked after. */
  private void pass(Duration by) throws Exception {
    time.pass(by);
    stepWhateverFails(true);
  }

  private boolean passAndStep(int seconds) throws Exception {
    for (int i = 0; i < 10 * seconds; i++) {
      time.pass(Duration.ofMillis(60));
      stepWhateverFails(true);
    }
    return leased.isUnanswered();
  }

  private void stepWhateverFails(boolean pointsWait) throws Exception {
    try {
      boolean unused = step(pointsWait);
    } catch (IOException e) {
      // The test looks at what comes of it.
    }
  }

  private void assertLostAfter(Duration wait, Class<? extends Exception> type, String message) {
    time.pass(wait);
    assertThatThrownBy(() -> step(true)).isInstanceOf(type).hasMessage(message);
  }

  /** Advances until a look-up, a connect and an answer that come at once have come. */
  private boolean step(boolean pointsWait) throws IOException, InterruptedException {
    boolean open = false;
    for (int i = 0; i < 4; i++) {
      time.pass(LOOK);
      open = leased.advance(pointsWait);
      resolver.awaitAnswers();
    }
    return open;
  }
}
