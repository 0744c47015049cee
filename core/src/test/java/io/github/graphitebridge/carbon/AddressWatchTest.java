// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AddressWatchTest {
  private static final String HOME = "10.0.0.1";
  private static final String AWAY = "10.0.0.2";

  private final FakeResolver resolver = new FakeResolver(HOME);
  private final ManualTime time = new ManualTime();
  private AddressWatch watch;

  @BeforeEach
  void begin() throws UnknownHostException {
    InetAddress home = FakeResolver.addresses(HOME)[0];
    watch = new AddressWatch(resolver, "carbon.test", home, time::nanos);
  }

  @Test
  void hasMoved_withinAMinute_doesNotAsk() throws Exception {
    time.pass(Duration.ofMinutes(1).minusNanos(1));

    boolean moved = hasMoved();

    assertThat(moved).isFalse();
    assertThat(resolver.asked()).isZero();
  }

  @Test
  void hasMoved_eachMinute_asksOnce() throws Exception {
    for (int minute = 1; minute <= 3; minute++) {
      assertThat(hasMovedAMinuteLater()).isFalse();
      assertThat(hasMoved()).isFalse();

      assertThat(resolver.asked()).isEqualTo(minute);
    }
  }

  @Test
  void hasMoved_absentOnce_isFalse() throws Exception {
    resolver.answer(AWAY);
    assertThat(hasMovedAMinuteLater()).isFalse();
    resolver.answer(HOME);
    assertThat(hasMovedAMinuteLater()).isFalse();
    resolver.answer(AWAY);

    assertThat(hasMovedAMinuteLater()).isFalse();
  }

  @Test
  void hasMoved_absentTwiceInARow_isTrue() throws Exception {
    resolver.answer(AWAY);
    hasMovedAMinuteLater();

    assertThat(hasMovedAMinuteLater()).isTrue();
  }

  @Test
  void hasMoved_amongOthers_isFalse() throws Exception {
    resolver.answer(AWAY, HOME);

    hasMovedAMinuteLater();

    assertThat(hasMovedAMinuteLater()).isFalse();
  }

  @Test
  void hasMoved_lookupsFail_isFalse() throws Exception {
    resolver.answer();

    hasMovedAMinuteLater();

    assertThat(hasMovedAMinuteLater()).isFalse();
  }

  @Test
  void hasMoved_lookupHangs_isWaitedForAndNotAskedTwice() throws Exception {
    resolver.hang();
    time.pass(Duration.ofMinutes(1));
    watch.hasMoved();
    time.pass(Duration.ofMinutes(10));
    watch.hasMoved();

    resolver.release();
    boolean moved = hasMoved();

    assertThat(moved).isFalse();
    assertThat(resolver.asked()).isEqualTo(1);
  }

  private boolean hasMovedAMinuteLater() throws InterruptedException {
    time.pass(Duration.ofMinutes(1));
    return hasMoved();
  }

  /** Asks, and again when the look-up that this may have begun has answered. */
  private boolean hasMoved() throws InterruptedException {
    watch.hasMoved();
    resolver.awaitAnswers();
    return watch.hasMoved();
  }
}
