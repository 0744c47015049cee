// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** A leased connection over fake transports, and the steps that tests take with it. */
abstract class LeasedConnectionSteps extends FakeTransportTest {
  static final Duration INTERVAL = Duration.ofSeconds(5);
  static final Duration LOOK = Duration.ofMillis(10);

  final PointAccounts accounts = new PointAccounts();
  LeasedConnection leased = leased(true);

  @AfterEach
  void closeLeased() {
    leased.close();
  }

  LeasedConnection leased(boolean autoreconnect) {
    return new LeasedConnection(
        new LeasedConnection.Options(INTERVAL, WRITE_TIMEOUT, autoreconnect, "carbon.test:2023"),
        target(),
        accounts,
        () -> 0);
  }

  /** Has the next transport connect and never answer. */
  final FakeTransport silent() {
    FakeTransport silent = silentLater();
    next.add(silent);
    return silent;
  }

  static FakeTransport silentLater() {
    FakeTransport silent = new FakeTransport();
    silent.answers = false;
    return silent;
  }

  final FakeTransport lease() throws Exception {
    return lease(new FakeTransport());
  }

  /** Opens a lease over a transport. */
  final FakeTransport lease(FakeTransport over) throws Exception {
    if (!leased.isUp()) {
      next.add(new FakeTransport());
    }
    next.add(over);
    step(true);
    assertThat(step(true)).isTrue();
    assertThat(last()).isSameAs(over);
    return over;
  }

  final FakeTransport last() {
    return opened.get(opened.size() - 1);
  }

  final void send(int points) throws IOException {
    leased.write(bytes(points));
    accounts.sent(points, points, points);
  }

  /** Has the next lease take over from the current one. */
  final void rotate() throws Exception {
    pass(INTERVAL);
    assertThat(leased.isDue()).isTrue();
    leased.retire();
    assertThat(step(true)).isTrue();
  }

  /** Has the current lease end, as nothing is to be sent. */
  final void idle() throws Exception {
    time.pass(Duration.ofSeconds(1));
    step(false);
    assertThat(leased.isDue()).isTrue();
    leased.retire();
  }

  /** Lets time pass while the connection is looked after. */
  final void pass(Duration by) throws Exception {
    time.pass(by);
    stepWhateverFails(true);
  }

  final boolean passAndStep(int seconds) throws Exception {
    for (int i = 0; i < 10 * seconds; i++) {
      time.pass(Duration.ofMillis(60));
      stepWhateverFails(true);
    }
    return leased.isUnanswered();
  }

  final void stepWhateverFails(boolean pointsWait) throws Exception {
    try {
      boolean unused = step(pointsWait);
    } catch (IOException e) {
      // The test looks at what comes of it.
    }
  }

  final void assertLostAfter(Duration wait, Class<? extends Exception> type, String message) {
    time.pass(wait);
    assertThatThrownBy(() -> step(true)).isInstanceOf(type).hasMessage(message);
  }

  /** Advances until a look-up, a connect and an answer that come at once have come. */
  final boolean step(boolean pointsWait) throws IOException, InterruptedException {
    boolean open = false;
    for (int i = 0; i < 4; i++) {
      time.pass(LOOK);
      open = leased.advance(pointsWait);
      resolver.awaitAnswers();
    }
    return open;
  }
}
