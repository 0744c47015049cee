// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.testkit.RejectedLine.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CarbonServerTest {
  private final CarbonServer server = CarbonServer.start();
  private final List<CarbonClient> clients = new ArrayList<>();

  @AfterEach
  void close() {
    clients.forEach(CarbonClient::close);
    server.close();
  }

  @Test
  void lines_sentTogether_arriveInOrderWithTheirPoints() {
    connect().send("a.b 1 1700000000\na.c 2.5 1700000001\na.b 1.0E-4 1700000002\n");

    assertThat(server.awaitLines(3))
        .containsExactly("a.b 1 1700000000", "a.c 2.5 1700000001", "a.b 1.0E-4 1700000002");
    assertThat(server.lineCount()).isEqualTo(3);
    assertThat(server.points())
        .containsExactly(
            new CarbonPoint("a.b", 1, 1_700_000_000, "a.b 1 1700000000"),
            new CarbonPoint("a.c", 2.5, 1_700_000_001, "a.c 2.5 1700000001"),
            new CarbonPoint("a.b", 0.0001, 1_700_000_002, "a.b 1.0E-4 1700000002"));
    assertThat(server.points("a.b")).extracting(CarbonPoint::value).containsExactly(1.0, 0.0001);
    assertThat(server.rejected()).isEmpty();
  }

  @Test
  void line_splitOverPackets_isOneLine() {
    CarbonClient client = connect();

    for (String part : List.of("first 1 1\na.", "b 1", "2 170", "0000000", "\nlast 1 1\n")) {
      client.send(part);
    }

    assertThat(server.awaitLines(3)).containsExactly("first 1 1", "a.b 12 1700000000", "last 1 1");
  }

  @Test
  void line_splitBeforeEveryByte_isOneLine() {
    byte[] bytes = "a.é 1 1700000000\n".getBytes(StandardCharsets.UTF_8);
    CarbonClient client = connect();

    for (byte b : bytes) {
      client.send(new byte[] {b});
    }

    assertThat(server.awaitLines(1)).containsExactly("a.é 1 1700000000");
    assertThat(server.rejected()).isEmpty();
  }

  @Test
  void line_withCarriageReturn_isAPointAndStaysVisible() {
    connect().send("a 1 1700000000\r\n");

    assertThat(server.await("a", 1))
        .containsExactly(new CarbonPoint("a", 1, 1_700_000_000, "a 1 1700000000\r"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16_383, 16_384, 16_385})
  void line_longestAllowed_isAPointHoweverItArrives(int split) {
    String name = "n".repeat(LineReader.MAX_LINE - " 1 1".length());
    String text = name + " 1 1\nnext 1 1\n";
    CarbonClient client = connect().send("first 1 1\n" + text.substring(0, split));
    server.awaitLines(1);

    client.send(text.substring(split));

    assertThat(server.awaitLines(3)).containsExactly("first 1 1", name + " 1 1", "next 1 1");
    assertThat(server.rejected()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " 1 1\nnext 1 1\n"})
  void line_overLong_closesTheConnectionAndLosesTheRest(String rest) throws Exception {
    CarbonClient client = connect();

    client.send("before 1 1\n" + "n".repeat(LineReader.MAX_LINE + 1) + rest);

    assertEnded(client);
    assertThat(server.lines()).containsExactly("before 1 1");
    assertThat(server.rejected())
        .containsExactly(new RejectedLine("n".repeat(100), Reason.TOO_LONG));
  }

  @Test
  void line_invalidUtf8_closesTheConnectionAndLosesTheRest() throws Exception {
    CarbonClient client = connect();

    client.send("a\u00ff 1 1\nlost 1 1\n".getBytes(StandardCharsets.ISO_8859_1));

    assertEnded(client);
    assertThat(server.lines()).containsExactly("a\ufffd 1 1");
    assertThat(server.rejected())
        .containsExactly(new RejectedLine("a\ufffd 1 1", Reason.INVALID_UTF_8));
    assertThat(server.points()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nan", "NaN", "inf", "-Infinity"})
  void timestamp_notFinite_closesTheConnectionAndLosesTheRest(String timestamp) throws Exception {
    CarbonClient client = connect();

    client.send("a 1 " + timestamp + "\nlost 1 1\n");

    assertEnded(client);
    assertThat(server.rejected())
        .containsExactly(new RejectedLine("a 1 " + timestamp, Reason.TIMESTAMP_NOT_FINITE));
    assertThat(server.points()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|NOT_THREE_FIELDS",
        "a 1|NOT_THREE_FIELDS",
        "a b 1 1|NOT_THREE_FIELDS",
        "a\u00a0b 1 1|NOT_THREE_FIELDS",
        "a 1 1 1|NOT_THREE_FIELDS",
        "a 1,5 1|NOT_A_NUMBER",
        "a 0x10 1|NOT_A_NUMBER",
        "a 1f 1|NOT_A_NUMBER",
        "a 1d 1|NOT_A_NUMBER",
        "a 1__0 1|NOT_A_NUMBER",
        "a . 1|NOT_A_NUMBER",
        "a 1 x|NOT_A_NUMBER",
        "a NaN 1|NAN_VALUE",
        "a -nan 1|NAN_VALUE",
        "a NaN nan|NAN_VALUE",
      })
  void line_thatCarbonDrops_isRejectedAndTheConnectionStays(String line, Reason reason) {
    connect().send(line + "\nnext 1 1\n");

    assertThat(server.await("next", 1)).hasSize(1);
    assertThat(server.lines()).containsExactly(line, "next 1 1");
    assertThat(server.rejected()).containsExactly(new RejectedLine(line, reason));
    assertThat(reason.closesConnection()).isFalse();
    assertThat(server.openConnections()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "1E10, 1E10",
    "-3.5, -3.5",
    "+1, 1",
    "1., 1",
    ".5, 0.5",
    "1_000.2_5, 1000.25",
    "1e-4, 0.0001",
    "inf, Infinity",
    "-INFINITY, -Infinity"
  })
  void value_inAnyFormOfPython_isTaken(String text, double value) {
    connect().send("a " + text + " 1.9\n");

    assertThat(server.await("a", 1))
        .containsExactly(new CarbonPoint("a", value, 1, "a " + text + " 1.9"));
  }

  @Test
  void line_withMuchWhiteSpace_isAPoint() {
    connect().send(" \ta\u00a0\u2003 1 \f\u0085 2\u3000\n");

    assertThat(server.await("a", 1)).extracting(CarbonPoint::timestampSeconds).containsExactly(2L);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void lastLine_withoutLineFeed_isRejected(boolean abort) {
    CarbonClient client = connect().send("a 1 1\nb 1 17");
    server.awaitLines(1);

    if (abort) {
      client.abort();
    } else {
      client.close();
    }

    awaitOpen(0);
    assertThat(server.lines()).containsExactly("a 1 1");
    assertThat(server.rejected()).containsExactly(new RejectedLine("b 1 17", Reason.UNFINISHED));
  }

  @Test
  void connections_several_keepTheirLinesWholeAndInOrder() throws Exception {
    int connections = 8;
    int lines = 5_000;
    List<Thread> senders =
        IntStream.range(0, connections)
            .mapToObj(number -> new Thread(() -> sendLines("c" + number, lines)))
            .toList();

    senders.forEach(Thread::start);

    server.awaitLines(connections * lines);
    for (Thread sender : senders) {
      sender.join();
    }
    assertThat(server.rejected()).isEmpty();
    assertThat(server.connections()).isEqualTo(connections);
    for (int c = 0; c < connections; c++) {
      assertThat(server.points("c" + c))
          .extracting(CarbonPoint::value)
          .containsExactlyElementsOf(
              IntStream.range(0, lines).mapToObj(value -> (double) value).toList());
    }
  }

  @Test
  void await_tooFew_failsWithWhatArrived() {
    try (CarbonServer impatient = CarbonServer.builder().timeout(Duration.ofMillis(300)).start()) {
      CarbonClient client = new CarbonClient(impatient.address());
      clients.add(client);
      client.send("a 1 1\nb 1 1\nnonsense\n");
      await().until(() -> impatient.lineCount() >= 3);

      assertThatThrownBy(() -> impatient.await("a", 2))
          .isInstanceOf(AssertionError.class)
          .hasMessage(
              String.format(
                  "waited PT0.3S for 2 points named a; 3 lines have arrived on 1 connections:%n"
                      + "a 1 1%nb 1 1%nnonsense%nrejected:%n"
                      + "[RejectedLine[line=nonsense, reason=NOT_THREE_FIELDS]]"));
    }
  }

  @Test
  void awaitLines_tooFewOfMany_failsWithTheNewest() {
    try (CarbonServer impatient = CarbonServer.builder().timeout(Duration.ofMillis(300)).start()) {
      CarbonClient client = new CarbonClient(impatient.address());
      clients.add(client);
      IntStream.range(0, 100).forEach(i -> client.send("a" + i + " 1 1\n"));
      await().until(() -> impatient.lineCount() >= 100);

      assertThatThrownBy(() -> impatient.awaitLines(101))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("100 lines have arrived on 1 connections, the last 20:")
          .hasMessageContaining("a80 1 1")
          .hasMessageContaining("a99 1 1")
          .hasMessageNotContaining("a79 1 1");
    }
  }

  @Test
  void clear_forgetsLinesAndKeepsConnections() {
    try (CarbonServer impatient = CarbonServer.builder().timeout(Duration.ofMillis(300)).start()) {
      CarbonClient client = new CarbonClient(impatient.address());
      clients.add(client);
      client.send("a 1 1\nbad\n");
      await().until(() -> impatient.lineCount() >= 2);

      impatient.clear();

      assertThatThrownBy(() -> impatient.await("a", 1)).isInstanceOf(AssertionError.class);
      client.send("a 2 2\n");
      await().until(() -> impatient.lineCount() >= 1);
      assertThat(impatient.lines()).containsExactly("a 2 2");
      assertThat(impatient.rejected()).isEmpty();
      assertThat(impatient.connections()).isEqualTo(1);
    }
  }

  @Test
  void listener_isCalledInOrderAndItsFailureHarmsNothing() {
    List<String> seen = new ArrayList<>();
    server.onPoint(
        point -> {
          throw new IllegalStateException("a listener of a test");
        });
    server.onPoint(point -> seen.add(point.line()));

    connect().send("a 1 1\nbad\nb 1 1\n").send("c 1 1\n");

    server.await("c", 1);
    server.stop();
    assertThat(seen).containsExactly("a 1 1", "b 1 1", "c 1 1");
  }

  @Test
  @Tag("load")
  void lines_aMillion_areAllKept() {
    String block = "web1.graphite-bridge.orders.id.count 1 1700000000\n".repeat(1_000);
    CarbonClient client = connect();

    for (int i = 0; i < 1_000; i++) {
      client.send(block);
    }

    await().until(() -> server.lineCount() >= 1_000_000);
    assertThat(server.lines())
        .hasSize(1_000_000)
        .containsOnly("web1.graphite-bridge.orders.id.count 1 1700000000");
  }

  private void sendLines(String name, int lines) {
    try (CarbonClient client = new CarbonClient(server.address())) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < lines; i++) {
        text.append(name).append(' ').append(i).append(" 1700000000\n");
        if (text.length() > 997) {
          client.send(text.substring(0, 997));
          text.delete(0, 997);
        }
      }
      client.send(text.toString());
    }
  }

  private CarbonClient connect() {
    CarbonClient client = new CarbonClient(server.address());
    clients.add(client);
    return client;
  }

  private void awaitOpen(int count) {
    await().until(() -> server.openConnections() == count);
  }

  private void assertEnded(CarbonClient client) throws Exception {
    // The close of a socket with unread bytes is a reset, of one without a FIN.
    assertThat(client.readOrReset()).isEqualTo(-1);
    awaitOpen(0);
  }
}
