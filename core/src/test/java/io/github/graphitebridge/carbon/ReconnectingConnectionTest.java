// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How a connection comes about, and how it ends. */
class ReconnectingConnectionTest extends FakeTransportTest {

  @Test
  void advance_lookupAnswers_endsTheWaitAndConnects() throws Exception {
    // Or it may answer within the first step.
    resolver.hang();
    assertThat(connection.advance(true)).isFalse();

    resolver.release();
    boolean woken = connection.await(Duration.ofHours(1).toNanos(), false);

    assertThat(woken).isTrue();
    assertThat(advance()).isTrue();
    assertThat(tried).containsExactly("10.0.0.1:2023");
  }

  @Test
  void advance_lookupHangs_failsAtTheDeadlineAndTakesTheAnswerThatComesTooLate() throws Exception {
    resolver.hang();
    connection.advance(true);
    time.pass(CONNECT_TIMEOUT.minus(INSTANT));
    assertThat(connection.advance(true)).isFalse();

    time.pass(INSTANT);
    assertThatThrownBy(() -> connection.advance(true))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("the look-up of carbon.test took longer than PT2S");
    time.pass(Duration.ofMillis(100));
    assertThat(connection.advance(true)).isFalse();
    resolver.release();

    assertThat(advance()).isTrue();
    assertThat(resolver.asked()).as("one that hangs is not asked twice").isEqualTo(1);
  }

  @Test
  void advance_lookupFailsTooLate_asksAgain() throws Exception {
    resolver.answer();
    resolver.hang();
    connection.advance(true);
    time.pass(CONNECT_TIMEOUT);
    assertThatThrownBy(() -> connection.advance(true)).isInstanceOf(SocketTimeoutException.class);
    resolver.release();
    resolver.awaitAnswers();
    resolver.answer("10.0.0.1");

    time.pass(Duration.ofMillis(100));

    assertThat(advance()).isTrue();
    assertThat(resolver.asked()).isEqualTo(2);
  }

  @Test
  void advance_lookupFails_failsAndAsksAgain() throws Exception {
    resolver.answer();
    assertThatThrownBy(this::advance)
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("carbon.test");
    resolver.answer("10.0.0.1");

    time.pass(Duration.ofMillis(100));

    assertThat(advance()).isTrue();
    assertThat(tried).hasSize(1);
  }

  @Test
  void advance_someAddressesRefuse_takesTheFirstThatConnectsInTheSameAttempt() throws Exception {
    resolver.answer("10.0.0.1", "10.0.0.2", "10.0.0.3");
    FakeTransport refused = FakeTransport.failing(new ConnectException("refused"));
    next.add(refused);

    assertThat(advance()).isTrue();

    assertThat(tried).containsExactly("10.0.0.1:2023", "10.0.0.2:2023");
    assertThat(refused.closed).isTrue();
    assertThat(resolver.asked()).isEqualTo(1);
  }

  @Test
  void advance_addressesThatDoNotAnswer_areEachGivenTheWholeDeadline() throws Exception {
    resolver.answer("10.0.0.1", "10.0.0.2");
    FakeTransport first = FakeTransport.unanswered();
    next.add(first);
    next.add(FakeTransport.unanswered());
    advance();
    time.pass(CONNECT_TIMEOUT.minus(INSTANT));
    assertThat(advance()).isFalse();
    assertThat(tried).containsExactly("10.0.0.1:2023");

    time.pass(INSTANT);
    assertThat(advance()).isFalse();
    assertThat(first.closed).isTrue();
    time.pass(CONNECT_TIMEOUT.minus(INSTANT));
    assertThat(advance()).isFalse();
    time.pass(INSTANT);

    assertThatThrownBy(this::advance)
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("no connection within PT2S");
    assertThat(tried).containsExactly("10.0.0.1:2023", "10.0.0.2:2023");
    assertThat(transport.closed).isTrue();
  }

  @Test
  void advance_answerComesBeforeTheDeadline_isOpen() throws Exception {
    next.add(FakeTransport.unanswered());
    assertThat(advance()).isFalse();

    time.pass(CONNECT_TIMEOUT.minus(INSTANT));
    transport.connected = true;

    assertThat(advance()).isTrue();
  }

  @Test
  void advance_addressThatThisJvmDoesNotReach_triesTheNext() throws Exception {
    resolver.answer("::1", "10.0.0.1");

    assertThat(advance()).isTrue();

    assertThat(tried).containsExactly("0:0:0:0:0:0:0:1:2023", "10.0.0.1:2023");
  }

  @Test
  void advance_noAddressThatThisJvmReaches_failsWithTheAddress() {
    resolver.answer("::1");

    assertThatThrownBy(this::advance)
        .isInstanceOf(ConnectException.class)
        .hasMessageStartingWith("this JVM does not reach /0:0:0:0:0:0:0:1: ");
  }

  @Test
  void advance_everyAttemptFails_comesAfterTwiceTheWaitUpTo30Seconds() throws Exception {
    refuse(13);
    assertThatThrownBy(this::advance).hasMessage("refused");

    int attempts = 1;
    for (int wait :
        new int[] {100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000, 30_000}) {
      assertNextAttemptAfter(Duration.ofMillis(wait), ++attempts);
    }
  }

  @Test
  void advance_connectionsThatCarbonClosesUnused_comeEverMoreSlowly() throws Exception {
    advance();
    transport.failure = new EOFException("closed");
    assertThatThrownBy(this::advance).hasMessage("closed");
    time.pass(Duration.ofMillis(100));
    assertThat(advance()).isTrue();
    transport.failure = new EOFException("closed again");
    assertThatThrownBy(this::advance).hasMessage("closed again");

    assertNextAttemptAfter(Duration.ofMillis(200), 3);
  }

  @Test
  void advance_carbonHasReadSomething_attemptsFollowCloseAgain() throws Exception {
    refuse(3);
    assertThatThrownBy(this::advance).hasMessage("refused");
    assertNextAttemptAfter(Duration.ofMillis(100), 2);
    assertNextAttemptAfter(Duration.ofMillis(200), 3);
    time.pass(Duration.ofMillis(400));
    advance();
    connection.write(bytes(1));

    transport.failure = new EOFException("closed");
    assertThatThrownBy(this::advance).hasMessage("closed");

    assertNextAttemptAfter(Duration.ofMillis(100), 5);
  }

  @Test
  void retryNow_backingOff_triesAtOnceAndFollowsCloseAgain() throws Exception {
    refuse(4);
    assertThatThrownBy(this::advance).hasMessage("refused");
    assertNextAttemptAfter(Duration.ofMillis(100), 2);
    assertNextAttemptAfter(Duration.ofMillis(200), 3);

    connection.retryNow();

    assertThatThrownBy(this::advance).hasMessage("refused");
    assertNextAttemptAfter(Duration.ofMillis(100), 5);
  }

  @Test
  void retryNow_connecting_leavesTheDeadlineAlone() throws Exception {
    next.add(FakeTransport.unanswered());
    advance();
    time.pass(CONNECT_TIMEOUT.minus(INSTANT));

    connection.retryNow();

    assertThat(advance()).isFalse();
    time.pass(INSTANT);
    assertThatThrownBy(this::advance).hasMessage("no connection within PT2S");
  }

  @Test
  void write_notOpen_fails() throws Exception {
    next.add(FakeTransport.unanswered());
    assertThatThrownBy(() -> connection.write(bytes(1)))
        .isInstanceOf(IOException.class)
        .hasMessage("not connected");

    advance();

    assertThatThrownBy(() -> connection.write(bytes(1))).hasMessage("not connected");
  }

  @Test
  void abandon_open_closesAndComesBackAfterABackOff() throws Exception {
    advance();

    connection.abandon();

    assertThat(transport.closed).isTrue();
    assertThat(connection.isOver()).isFalse();
    assertNextAttemptAfter(Duration.ofMillis(100), 2);
  }

  @Test
  void autoreconnectOff_connectionLost_isOver() throws Exception {
    connection.close();
    connection = connection(false, false);
    advance();
    transport.failure = new EOFException("closed");

    assertThatThrownBy(this::advance).hasMessage("closed");

    assertThat(connection.isOver()).isTrue();
    connection.retryNow();
    time.pass(Duration.ofHours(1));
    assertThat(advance()).isFalse();
    assertThat(tried).hasSize(1);
  }

  @Test
  void autoreconnectOff_neverConnected_triesOn() throws Exception {
    connection.close();
    connection = connection(false, false);
    refuse(1);

    assertThatThrownBy(this::advance).hasMessage("refused");

    assertThat(connection.isOver()).isFalse();
    assertNextAttemptAfter(Duration.ofMillis(100), 2);
  }

  @Test
  void close_open_closesTheTransportForGood() throws Exception {
    advance();

    connection.close();

    assertThat(transport.closed).isTrue();
    assertThat(connection.isOver()).isTrue();
    assertThat(connection.advance(true)).isFalse();
    assertThatThrownBy(() -> connection.write(bytes(1))).hasMessage("not connected");
  }

  @Test
  void await_wokenUp_endsThisWaitOrTheNext() {
    connection.wakeUp();

    boolean first = connection.await(Duration.ofHours(1).toNanos(), false);
    boolean second = connection.await(1, false);

    assertThat(first).isTrue();
    assertThat(second).isFalse();
  }

  @Test
  void await_transportPauses_lastsNoLonger() throws Exception {
    advance();
    transport.longestWait = 0;
    // The look-up's end has ended this one.
    connection.await(1, true);

    boolean woken = connection.await(Duration.ofHours(1).toNanos(), true);

    assertThat(woken).isFalse();
  }
}
