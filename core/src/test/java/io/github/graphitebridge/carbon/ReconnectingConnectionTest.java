// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a connection comes, goes and comes back, by a clock that the test moves. */
class ReconnectingConnectionTest {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration INSTANT = Duration.ofNanos(1);

  private final FakeResolver resolver = new FakeResolver("10.0.0.1");
  private final ManualTime time = new ManualTime();

  /** The sockets of the next attempts; those that follow connect at once. */
  private final Queue<FakeTransport> next = new ArrayDeque<>();

  private final List<String> tried = new ArrayList<>();
  private FakeTransport socket;
  private ReconnectingConnection connection = connection(true, false);

  @AfterEach
  void close() {
    connection.close();
  }

  @Test
  void advance_lookupAnswers_endsTheWaitAndConnects() throws Exception {
    assertThat(connection.advance()).isFalse();

    boolean woken = connection.await(Duration.ofHours(1).toNanos(), false);

    assertThat(woken).as("by the sender's own wakeUp").isFalse();
    assertThat(advance()).isTrue();
    assertThat(tried).containsExactly("10.0.0.1:2023");
  }

  @Test
  void advance_lookupHangs_failsAtTheDeadlineAndTakesTheAnswerThatComesTooLate() throws Exception {
    resolver.hang();
    connection.advance();
    time.pass(CONNECT_TIMEOUT.minus(INSTANT));
    assertThat(connection.advance()).isFalse();

    time.pass(INSTANT);
    assertThatThrownBy(connection::advance)
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("the look-up of carbon.test took longer than PT2S");
    time.pass(Duration.ofMillis(100));
    assertThat(connection.advance()).isFalse();
    resolver.release();

    assertThat(advance()).isTrue();
    assertThat(resolver.asked()).as("one that hangs is not asked twice").isEqualTo(1);
  }

  @Test
  void advance_lookupFailsTooLate_asksAgain() throws Exception {
    resolver.answer();
    resolver.hang();
    connection.advance();
    time.pass(CONNECT_TIMEOUT);
    assertThatThrownBy(connection::advance).isInstanceOf(SocketTimeoutException.class);
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
    assertThat(socket.closed).isTrue();
  }

  @Test
  void advance_answerComesBeforeTheDeadline_isOpen() throws Exception {
    next.add(FakeTransport.unanswered());
    assertThat(advance()).isFalse();

    time.pass(CONNECT_TIMEOUT.minus(INSTANT));
    socket.connected = true;

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
    socket.failure = new EOFException("closed");
    assertThatThrownBy(this::advance).hasMessage("closed");
    time.pass(Duration.ofMillis(100));
    assertThat(advance()).isTrue();
    socket.failure = new EOFException("closed again");
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

    socket.failure = new EOFException("closed");
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
  void advance_carbonCloses_failsAndAsksTheNameAnew() throws Exception {
    resolver.answer("10.0.0.1", "10.0.0.2");
    advance();
    socket.failure = new EOFException("carbon closed the connection");

    assertThatThrownBy(this::advance).isSameAs(socket.failure);
    assertThat(socket.closed).isTrue();
    resolver.answer("10.0.0.3");
    time.pass(Duration.ofMillis(100));

    assertThat(advance()).isTrue();
    assertThat(tried).containsExactly("10.0.0.1:2023", "10.0.0.3:2023");
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
  void write_socketFails_isTheEndOfTheConnection() throws Exception {
    advance();
    socket.failure = new IOException("broken pipe");

    assertThatThrownBy(() -> connection.write(bytes(1))).isSameAs(socket.failure);

    assertThat(socket.closed).isTrue();
    assertThatThrownBy(() -> connection.write(bytes(1))).hasMessage("not connected");
    assertNextAttemptAfter(Duration.ofMillis(100), 2);
  }

  @Test
  void advance_carbonTakesNoByteForTheWriteTimeout_fails() throws Exception {
    advance();
    socket.room = 10;
    connection.write(bytes(11));
    time.pass(WRITE_TIMEOUT.minus(INSTANT));
    assertThat(advance()).isTrue();

    time.pass(INSTANT);

    assertThatThrownBy(this::advance)
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("carbon took no byte for PT3S");
    assertThat(socket.closed).isTrue();
  }

  @Test
  void write_carbonTakesNothingAfterAQuietHour_isGivenTheWholeTimeout() throws Exception {
    advance();
    time.pass(Duration.ofHours(1));
    socket.room = 0;

    connection.write(bytes(1));

    time.pass(WRITE_TIMEOUT.minus(INSTANT));
    assertThat(advance()).isTrue();
    time.pass(INSTANT);
    assertThatThrownBy(this::advance).hasMessage("carbon took no byte for PT3S");
  }

  @Test
  void write_carbonTakesAByteNowAndThen_staysOpen() throws Exception {
    advance();
    ByteBuffer bytes = bytes(10);
    for (int i = 0; i < 9; i++) {
      socket.room = 1;
      connection.write(bytes);
      time.pass(WRITE_TIMEOUT.minus(INSTANT));
    }

    assertThat(advance()).isTrue();
    time.pass(INSTANT);
    assertThatThrownBy(() -> connection.write(bytes))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("carbon took no byte for PT3S");
  }

  @Test
  void advance_nothingToWriteForLong_staysOpen() throws Exception {
    advance();
    connection.write(bytes(10));

    time.pass(Duration.ofHours(1));

    assertThat(advance()).isTrue();
  }

  @Test
  void isProven_openUntilCarbonTakesAByte_isFalse() throws Exception {
    advance();
    boolean open = connection.isProven();

    connection.write(bytes(1));

    assertThat(open).isFalse();
    assertThat(connection.isProven()).isTrue();
    connection.abandon();
    assertThat(connection.isProven()).isFalse();
  }

  /** What the kernels took for a carbon that hangs, they take of the next connection too. */
  @Test
  void isProven_afterAHang_onlyWhenTwiceAsMuchIsTaken() throws Exception {
    hangAfter(1000);
    time.pass(Duration.ofMillis(100));
    advance();

    connection.write(bytes(2000));
    boolean atTwice = connection.isProven();
    connection.write(bytes(1));

    assertThat(atTwice).isFalse();
    assertThat(connection.isProven()).isTrue();
  }

  @Test
  void isProven_afterSeveralHangs_isMeasuredByTheLargest() throws Exception {
    hangAfter(1000);
    time.pass(Duration.ofMillis(100));
    hangAfter(1500);
    time.pass(Duration.ofMillis(200));
    hangAfter(500);
    time.pass(Duration.ofMillis(400));
    advance();

    connection.write(bytes(3000));
    boolean atTwice = connection.isProven();
    connection.write(bytes(1));

    assertThat(atTwice).isFalse();
    assertThat(connection.isProven()).isTrue();
  }

  @Test
  void isProven_afterAHangOfMoreThanKernelsHold_isMeasuredByWhatTheyHold() throws Exception {
    int mebibyte = 1024 * 1024;
    hangAfter(9 * mebibyte);
    time.pass(Duration.ofMillis(100));
    advance();

    connection.write(bytes(16 * mebibyte));
    boolean atTwice = connection.isProven();
    connection.write(bytes(1));

    assertThat(atTwice).isFalse();
    assertThat(connection.isProven()).isTrue();
  }

  @Test
  void isProven_afterAHangAndAProof_needsOneByteAgain() throws Exception {
    hangAfter(1000);
    time.pass(Duration.ofMillis(100));
    advance();
    connection.write(bytes(2001));
    connection.abandon();
    time.pass(Duration.ofMillis(100));
    advance();

    connection.write(bytes(1));

    assertThat(connection.isProven()).isTrue();
  }

  @Test
  void advance_hangsOneAfterTheOther_comeEverMoreSlowly() throws Exception {
    hangAfter(1000);
    assertOpensAfter(Duration.ofMillis(100));
    hangAfter(2000);
    assertOpensAfter(Duration.ofMillis(200));
    hangAfter(4000);
    assertOpensAfter(Duration.ofMillis(400));

    connection.write(bytes(8001));
    socket.failure = new EOFException("closed");
    assertThatThrownBy(this::advance).hasMessage("closed");

    assertOpensAfter(Duration.ofMillis(100));
  }

  @Test
  void isProven_afterAHang_alsoWhenItTakesWhatItIsGivenFor30Seconds() throws Exception {
    hangAfter(1000);
    time.pass(Duration.ofMillis(100));
    advance();
    time.pass(Duration.ofSeconds(30).minus(INSTANT));
    connection.write(bytes(1));
    boolean before = connection.isProven();

    time.pass(INSTANT);
    connection.write(bytes(1));

    assertThat(before).isFalse();
    assertThat(connection.isProven()).isTrue();
  }

  @Test
  void isProven_fullAfter30Seconds_isFalse() throws Exception {
    hangAfter(1000);
    time.pass(Duration.ofMillis(100));
    advance();
    time.pass(Duration.ofSeconds(30));
    socket.room = 1;

    connection.write(bytes(2));

    assertThat(connection.isProven()).isFalse();
  }

  @Test
  void abandon_open_closesAndComesBackAfterABackOff() throws Exception {
    advance();

    connection.abandon();

    assertThat(socket.closed).isTrue();
    assertThat(connection.isOver()).isFalse();
    assertNextAttemptAfter(Duration.ofMillis(100), 2);
  }

  @Test
  void autoreconnectOff_connectionLost_isOver() throws Exception {
    connection.close();
    connection = connection(false, false);
    advance();
    socket.failure = new EOFException("closed");

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
  void close_open_closesTheSocketForGood() throws Exception {
    advance();

    connection.close();

    assertThat(socket.closed).isTrue();
    assertThat(connection.isOver()).isTrue();
    assertThat(connection.advance()).isFalse();
    assertThatThrownBy(() -> connection.write(bytes(1))).hasMessage("not connected");
  }

  @Test
  void advance_nameLeadsElsewhere_isNotAskedWhileOpen() throws Exception {
    advance();
    resolver.answer("10.0.0.2");

    time.pass(Duration.ofMinutes(1));
    advance();

    assertThat(resolver.asked()).isEqualTo(1);
  }

  @Test
  void stateless_fullForLong_staysOpen() throws Exception {
    connection.close();
    connection = connection(true, true);
    advance();
    socket.room = 10;
    connection.write(bytes(11));

    time.pass(Duration.ofSeconds(59));

    assertThat(advance()).isTrue();
  }

  @Test
  void stateless_nameLeadsElsewhereTwiceInARow_fails() throws Exception {
    connection.close();
    connection = connection(true, true);
    advance();
    resolver.answer("10.0.0.2");
    time.pass(Duration.ofMinutes(1));
    assertThat(advance()).isTrue();
    time.pass(Duration.ofMinutes(1));

    assertThatThrownBy(this::advance)
        .isInstanceOf(ConnectException.class)
        .hasMessage("carbon.test is no longer at /10.0.0.1");

    time.pass(Duration.ofMillis(100));
    assertThat(advance()).isTrue();
    assertThat(tried).containsExactly("10.0.0.1:2023", "10.0.0.2:2023");
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
  void await_socketPauses_lastsNoLonger() throws Exception {
    advance();
    socket.longestWait = 0;
    // The look-up's end has ended this one.
    connection.await(1, true);

    boolean woken = connection.await(Duration.ofHours(1).toNanos(), true);

    assertThat(woken).isFalse();
  }

  private ReconnectingConnection connection(boolean autoreconnect, boolean stateless) {
    return new ReconnectingConnection(
        new ReconnectingConnection.Options(
            "carbon.test",
            2023,
            CONNECT_TIMEOUT,
            WRITE_TIMEOUT,
            autoreconnect,
            stateless,
            "carbon.test:2023"),
        this::open,
        resolver,
        time::nanos,
        () -> 0);
  }

  private Transport open(InetSocketAddress address, Selector selector) {
    String host = address.getAddress().getHostAddress();
    tried.add(host + ":" + address.getPort());
    if (host.contains(":")) {
      throw new UnsupportedAddressTypeException();
    }
    socket = next.isEmpty() ? new FakeTransport() : next.remove();
    return socket;
  }

  private void refuse(int attempts) {
    for (int i = 0; i < attempts; i++) {
      next.add(FakeTransport.failing(new ConnectException("refused")));
    }
  }

  /** Advances, and again when the look-up that this may have begun has answered. */
  private boolean advance() throws IOException, InterruptedException {
    connection.advance();
    resolver.awaitAnswers();
    return connection.advance();
  }

  /** Opens a connection that takes so many bytes and no more. */
  private void hangAfter(int bytes) throws Exception {
    assertThat(advance()).isTrue();
    socket.room = bytes;
    connection.write(bytes(bytes + 1));
    time.pass(WRITE_TIMEOUT);
    assertThatThrownBy(this::advance).hasMessage("carbon took no byte for PT3S");
  }

  private void assertNextAttemptAfter(Duration wait, int attempts) throws Exception {
    time.pass(wait.minus(INSTANT));
    assertThat(advance()).isFalse();
    assertThat(tried).as("attempts before " + wait).hasSize(attempts - 1);

    time.pass(INSTANT);
    try {
      advance();
    } catch (ConnectException e) {
      assertThat(e).hasMessage("refused");
    }
    assertThat(tried).as("attempts after " + wait).hasSize(attempts);
  }

  private void assertOpensAfter(Duration wait) throws Exception {
    time.pass(wait.minus(INSTANT));
    assertThat(advance()).isFalse();
    time.pass(INSTANT);
    assertThat(advance()).isTrue();
  }

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count);
  }
}
