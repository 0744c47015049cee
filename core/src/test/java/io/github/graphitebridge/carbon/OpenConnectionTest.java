// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What an open connection makes of a carbon that closes, hangs, reads again or moves. */
class OpenConnectionTest extends FakeTransportTest {

  @Test
  void advance_carbonCloses_failsAndAsksTheNameAnew() throws Exception {
    resolver.answer("10.0.0.1", "10.0.0.2");
    advance();
    transport.failure = new EOFException("carbon closed the connection");

    assertThatThrownBy(this::advance).isSameAs(transport.failure);
    assertThat(transport.closed).isTrue();
    resolver.answer("10.0.0.3");
    time.pass(Duration.ofMillis(100));

    assertThat(advance()).isTrue();
    assertThat(tried).containsExactly("10.0.0.1:2023", "10.0.0.3:2023");
  }

  @Test
  void write_transportFails_isTheEndOfTheConnection() throws Exception {
    advance();
    transport.failure = new IOException("broken pipe");

    assertThatThrownBy(() -> connection.write(bytes(1))).isSameAs(transport.failure);

    assertThat(transport.closed).isTrue();
    assertThatThrownBy(() -> connection.write(bytes(1))).hasMessage("not connected");
    assertNextAttemptAfter(Duration.ofMillis(100), 2);
  }

  @Test
  void advance_carbonTakesNoByteForTheWriteTimeout_fails() throws Exception {
    advance();
    transport.room = 10;
    connection.write(bytes(11));
    time.pass(WRITE_TIMEOUT.minus(INSTANT));
    assertThat(advance()).isTrue();

    time.pass(INSTANT);

    assertThatThrownBy(this::advance)
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("carbon took no byte for PT3S");
    assertThat(transport.closed).isTrue();
  }

  @Test
  void write_carbonTakesNothingAfterAQuietHour_isGivenTheWholeTimeout() throws Exception {
    advance();
    time.pass(Duration.ofHours(1));
    transport.room = 0;

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
      transport.room = 1;
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
    transport.failure = new EOFException("closed");
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
    transport.room = 1;

    connection.write(bytes(2));

    assertThat(connection.isProven()).isFalse();
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
    transport.room = 10;
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

  /** Opens a connection that takes so many bytes and no more. */
  private void hangAfter(int bytes) throws Exception {
    assertThat(advance()).isTrue();
    transport.room = bytes;
    connection.write(bytes(bytes + 1));
    time.pass(WRITE_TIMEOUT);
    assertThatThrownBy(this::advance).hasMessage("carbon took no byte for PT3S");
  }

  private void assertOpensAfter(Duration wait) throws Exception {
    time.pass(wait.minus(INSTANT));
    assertThat(advance()).isFalse();
    time.pass(INSTANT);
    assertThat(advance()).isTrue();
  }
}
