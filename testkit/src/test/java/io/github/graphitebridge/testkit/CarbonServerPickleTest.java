// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.graphite.PickledGraphite;
import io.github.graphitebridge.rules.AggregationRules;
import io.github.graphitebridge.testkit.RejectedLine.Reason;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CarbonServerPickleTest {
  /** A frame with one good datapoint, in protocol 0, which is text; ~ stands for a line feed. */
  private static final byte[] NEXT = frame("(lp0~(S'next'~(I1~I1~tta.");

  private final CarbonServer server =
      CarbonServer.builder()
          .rules(AggregationRules.parse("<x>.count (60) = sum <x>.count"))
          .start();
  private final List<CarbonClient> clients = new ArrayList<>();

  @AfterEach
  void close() {
    clients.forEach(CarbonClient::close);
    server.close();
  }

  /**
   * What {@code pickle.dumps([("web1.orders.count", (1700000000, 3)), ("web1.orders.pt",
   * (1700000001, 0.0125)), ("café.€", (1700000002, -1.5))], protocol=…)} of Python 3.11 gives.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "286c70300a2856776562312e6f72646572732e636f756e740a70310a2849313730303030303030300a49330a"
            + "7470320a7470330a612856776562312e6f72646572732e70740a70340a2849313730303030303030310a"
            + "46302e303132350a7470350a7470360a612856636166e92e5c75323061630a70370a2849313730303030"
            + "303030320a462d312e350a7470380a7470390a612e",
        "5d710028285811000000776562312e6f72646572732e636f756e747101284a00f153654b0374710274710328"
            + "580e000000776562312e6f72646572732e70747104284a01f15365473f8999999999999a747105747106"
            + "285809000000636166c3a92ee282ac7107284a02f1536547bff8000000000000747108747109652e",
        "80025d7100285811000000776562312e6f72646572732e636f756e7471014a00f153654b0386710286710358"
            + "0e000000776562312e6f72646572732e707471044a01f15365473f8999999999999a8671058671065809"
            + "000000636166c3a92ee282ac71074a02f1536547bff8000000000000867108867109652e",
        "80035d7100285811000000776562312e6f72646572732e636f756e7471014a00f153654b0386710286710358"
            + "0e000000776562312e6f72646572732e707471044a01f15365473f8999999999999a8671058671065809"
            + "000000636166c3a92ee282ac71074a02f1536547bff8000000000000867108867109652e",
        "80049565000000000000005d94288c11776562312e6f72646572732e636f756e74944a00f153654b03869486"
            + "948c0e776562312e6f72646572732e7074944a01f15365473f8999999999999a869486948c09636166c3"
            + "a92ee282ac944a02f1536547bff800000000000086948694652e",
        "80059565000000000000005d94288c11776562312e6f72646572732e636f756e74944a00f153654b03869486"
            + "948c0e776562312e6f72646572732e7074944a01f15365473f8999999999999a869486948c09636166c3"
            + "a92ee282ac944a02f1536547bff800000000000086948694652e"
      })
  void pickle_ofPython_isTakenInEveryProtocol(String hex) {
    byte[] pickle = HexFormat.of().parseHex(hex);

    connect().send(frame(pickle));

    assertThat(server.awaitLines(3))
        .containsExactly(
            "web1.orders.count 3 1700000000",
            "web1.orders.pt 0.0125 1700000001",
            "café.€ -1.5 1700000002");
    assertThat(server.points())
        .containsExactly(
            new CarbonPoint(
                "web1.orders.count", 3, 1_700_000_000, "web1.orders.count 3 1700000000"),
            new CarbonPoint(
                "web1.orders.pt", 0.0125, 1_700_000_001, "web1.orders.pt 0.0125 1700000001"),
            new CarbonPoint("café.€", -1.5, 1_700_000_002, "café.€ -1.5 1700000002"));
    assertThat(server.rejected()).isEmpty();
  }

  @Test
  void pickle_ofDropwizard_isTakenAndAggregated() throws Exception {
    try (PickledGraphite dropwizard = new PickledGraphite(server.host(), server.picklePort())) {
      dropwizard.connect();
      dropwizard.send("a.count", "1.50", 1_700_000_000);
      dropwizard.send("a.count", "2", 1_700_000_001);
      dropwizard.send("é.count", "3", 1_700_000_001);
      dropwizard.flush();

      assertThat(server.awaitLines(3))
          .containsExactly(
              "a.count 1.5 1700000000", "a.count 2 1700000001", "é.count 3 1700000001");
    }
    assertThat(server.aggregates("a.count"))
        .extracting(CarbonAggregate::value)
        .containsExactly(3.5);
    assertThat(server.connections()).isEqualTo(1);
    assertThat(server.rejected()).isEmpty();
  }

  @Test
  void pickle_splitBeforeEveryByte_isOne() {
    CarbonClient client = connect();

    for (byte b : NEXT) {
      client.send(new byte[] {b});
    }

    assertThat(server.awaitLines(1)).containsExactly("next 1 1");
  }

  @Test
  void pickles_sentTogether_arriveInOrder() {
    connect()
        .send(
            join(
                frame("(l(S'a'~(I1~I1~tta(S'b'~(I2~I2~tta."),
                frame("l."),
                frame("((S'c'~(I3~I3~tt]t."),
                NEXT));

    assertThat(server.awaitLines(4)).startsWith("a 1 1", "b 2 2").endsWith("next 1 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "I3|3",
        "L-3L|-3",
        "L123456789012345678901234567890L|123456789012345678901234567890",
        "I01|1",
        "I00|0",
        "F1e-4|0.0001",
        "F1e22|10000000000000000000000",
        "F-2.50|-2.5",
        "Finf|Infinity",
        "F-inf|-Infinity",
        "S' 1_000.5 '|1000.5",
        "V7|7"
      })
  void value_ofAnyTypeThatPythonMakesANumberOf_isTaken(String value, String plain) {
    connect().send(frame("(l(S'a'~(F1.9~" + value + "~tta."));

    assertThat(server.await("a", 1))
        .containsExactly(new CarbonPoint("a", Double.parseDouble(plain), 1, "a " + plain + " 1.9"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "S'a'~|NOT_A_DATAPOINT|a",
        "N|NOT_A_DATAPOINT|None",
        "(S'a'~t|NOT_A_DATAPOINT|(a)",
        "(S'a'~I1~I1~t|NOT_A_DATAPOINT|(a, 1, 1)",
        "(S'a'~I1~t|NOT_A_DATAPOINT|(a, 1)",
        "(S'a'~(I1~tt|NOT_A_DATAPOINT|(a, (1))",
        "(S'a'~(I1~I1~I1~tt|NOT_A_DATAPOINT|(a, (1, 1, 1))",
        "d|NOT_A_DATAPOINT|…",
        "(S'a'~(I1~S'1,5'~tt|NOT_A_NUMBER|(a, (1, 1,5))",
        "(S'a'~(I1~Ntt|NOT_A_NUMBER|(a, (1, None))",
        "(S'a'~(NI1~tt|NOT_A_NUMBER|(a, (None, 1))",
        "(N(NI1~tt|NOT_A_NUMBER|(None, (None, 1))",
        "(S'a b'~(I1~I1~tt|NOT_THREE_FIELDS|(a b, (1, 1))",
        "(S'a\\n'~(I1~I1~tt|NOT_THREE_FIELDS|(a~, (1, 1))",
        "(S''~(I1~I1~tt|NOT_THREE_FIELDS|(, (1, 1))",
        "(S'a'~(I1~Fnan~tt|NAN_VALUE|a NaN 1",
        "(S'a'~(Fnan~Fnan~tt|NAN_VALUE|a NaN NaN",
      })
  void datapoint_thatCarbonDrops_isRejectedAloneAndTheOthersAreTaken(
      String datapoint, Reason reason, String text) {
    String mark = datapoint.equals("d") ? "(" : "";

    connect().send(frame("(l(S'before'~(I1~I1~tta" + mark + datapoint + "a(S'after'~(I1~I1~tta."));

    server.await("after", 1);
    assertThat(server.points()).extracting(CarbonPoint::name).containsExactly("before", "after");
    assertThat(server.rejected())
        .containsExactly(new RejectedLine(text.replace('~', '\n'), reason));
    assertThat(reason.closesConnection()).isFalse();
    assertThat(server.openConnections()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "(I1~(I1~I1~tt|WRONG_TYPE|(1, (1, 1))",
        "(N(I1~I1~tt|WRONG_TYPE|(None, (1, 1))",
        "(S'a'~(Fnan~I1~tt|TIMESTAMP_NOT_FINITE|a 1 NaN",
        "(S'a'~(F-inf~I1~tt|TIMESTAMP_NOT_FINITE|a 1 -Infinity",
      })
  void datapoint_thatCarbonFailsAt_closesTheConnectionAndLosesTheRest(
      String datapoint, Reason reason, String text) throws Exception {
    CarbonClient client = connect();

    client.send(join(frame("(l(S'before'~(I1~I1~tta" + datapoint + "a(S'lost'~(I1~I1~tta."), NEXT));

    assertEnded(client);
    assertThat(server.points()).extracting(CarbonPoint::name).containsExactly("before");
    assertThat(server.rejected())
        .containsExactly(new RejectedLine(text.replace('~', '\n'), reason));
    assertThat(reason.closesConnection()).isTrue();
  }

  @Test
  void value_integerBeyondEveryDouble_closesTheConnection() throws Exception {
    CarbonClient client = connect();

    client.send(frame("(l(S'a'~(I1~L1" + "0".repeat(309) + "L~tta."));

    assertEnded(client);
    assertThat(server.rejected())
        .extracting(RejectedLine::reason)
        .containsExactly(Reason.WRONG_TYPE);
  }

  @Test
  void name_thatIsBytes_closesTheConnection() throws Exception {
    CarbonClient client = connect();

    // pickle.dumps([(b"a", (1, 1))], protocol=4)
    client.send(
        frame(HexFormat.of().parseHex("80049510000000000000005d94430161944b014b0186948694612e")));

    assertEnded(client);
    assertThat(server.rejected())
        .containsExactly(new RejectedLine("(…, (1, 1))", Reason.WRONG_TYPE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"I1~.", "N.", "I01~."})
  void pickle_ofNoList_closesTheConnection(String pickle) throws Exception {
    CarbonClient client = connect();

    client.send(join(frame(pickle), NEXT));

    assertEnded(client);
    assertThat(server.lines()).isEmpty();
    assertThat(server.rejected())
        .extracting(RejectedLine::reason)
        .containsExactly(Reason.WRONG_TYPE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(d.", "S'a.b 1 1'~."})
  void pickle_ofWhatHoldsNoDatapoints_isRejectedAndTheConnectionStays(String pickle) {
    connect().send(join(frame(pickle), NEXT));

    assertThat(server.awaitLines(1)).containsExactly("next 1 1");
    assertThat(server.rejected())
        .extracting(RejectedLine::reason)
        .containsExactly(Reason.NOT_A_DATAPOINT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "a.b 1 1\n",
        "(l(S'lost'~(I1~I1~tta",
        "(l(S'lost'~(I1~I1~tta(S'cut",
        "(l(S'lost'~(I1~I1~ttag7~a.",
        "(l(S'lost'~(I1~I1~tta(U\u0002\u00e9\u00e9(I1~I1~tta.",
        "(l(X\u0000\u0000\u0000\u0004lost(I1~I1~tta.",
        "(l(X\u00ff\u00ff\u00ff\u00fflost(I1~I1~tta.",
        "(l(X\u00ff\u00ff\u00ff\u007flost(I1~I1~tta.",
        "\u0080\u0009]."
      })
  void pickle_unreadable_isLostAndTheConnectionStays(String pickle) {
    connect().send(join(frame(pickle), NEXT));

    assertThat(server.awaitLines(1)).containsExactly("next 1 1");
    assertThat(server.rejected())
        .singleElement()
        .satisfies(bad -> assertThat(bad.reason()).isEqualTo(Reason.UNREADABLE_PICKLE))
        .satisfies(bad -> assertThat(bad.line()).startsWith("a pickle of " + pickle.length()));
    assertThat(server.openConnections()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c__builtin__~set~p0~(Vx~p1~tp2~Rp3~.",
        "(l(S'lost'~(I1~I1~tta(S'a'~(I1~cdecimal~Decimal~(V1.5~tRtta.",
        "(l(S'a'~(I1~cdecimal~Decimal~tta.",
        "(V1~idecimal~Decimal~.",
        "]\u008c\u0007decimal\u008c\u0007Decimal\u0093a.",
        "(ccopy_reg~_reconstructor~o.",
        "\u0080\u0004\u008c\u0008builtins\u008c\u0003set\u0093)\u0081.",
        "\u0080\u0002\u0082\u0001.",
        "(lP7~a.",
        "(l(dba."
      })
  void pickle_thatAsksForAClass_isUnreadable(String pickle) {
    connect().send(join(frame(pickle), NEXT));

    assertThat(server.awaitLines(1)).containsExactly("next 1 1");
    assertThat(server.rejected())
        .extracting(RejectedLine::reason)
        .containsExactly(Reason.UNREADABLE_PICKLE);
  }

  @Test
  void pickle_thatHoldsItself_harmsNothing() {
    connect()
        .send(
            join(
                frame("(lp0~(g0~(g0~g0~tta."),
                frame("(lp0~(lg0~aa."),
                frame("((lp0~g0~aI1~d."),
                NEXT));

    assertThat(server.awaitLines(1)).containsExactly("next 1 1");
    assertThat(server.rejected()).isNotEmpty();
  }

  /**
   * What would take minutes, or all memory, if each reference were followed, or all digits read.
   */
  static List<Named<byte[]>> bombs() {
    String longName = "(lp0~V" + "n".repeat(500_000) + "~p1~0";
    String longList = "(lp0~(lp1~" + "I1~a".repeat(100_000) + "0";
    StringBuilder laughs = new StringBuilder("(lp0~(lp1~0");
    for (int i = 1; i < 60; i++) {
      laughs
          .append("(l")
          .append(("g" + i + "~a").repeat(10))
          .append("p")
          .append(i + 1)
          .append("~0");
    }
    String deep = "g0~" + "(lp61~g61~ag61~a0" + "g60~ag61~a";
    return List.of(
        Named.of(
            "one name 60,000 times",
            frame(longName + "g0~" + "(g1~(I1~I1~tta".repeat(30_000) + ".")),
        Named.of(
            "one value of digits",
            frame(
                "(lp0~S'"
                    + "1".repeat(400_000)
                    + "'~p1~0g0~"
                    + "(S'a'~(I1~g1~tta".repeat(30_000)
                    + ".")),
        Named.of("one long list", frame(longList + "g0~" + "g1~a".repeat(100_000) + ".")),
        Named.of("lists of lists", frame(laughs + deep + ".")),
        Named.of("lists as keys", frame(laughs + "(g60~I1~d.")),
        Named.of("lists in a set", frame(laughs + "\u008f(g60~\u0090.")),
        Named.of("digits of an int", frame("(l(S'a'~(I1~I" + "9".repeat(1_000_000) + "~tta.")),
        Named.of("digits of a long", frame("(l(S'a'~(I1~L" + "9".repeat(1_000_000) + "L~tta.")),
        Named.of("digits of a float", frame("(l(S'a'~(I1~F" + "9".repeat(1_000_000) + "~tta.")));
  }

  @ParameterizedTest
  @MethodSource("bombs")
  @Timeout(60)
  void pickle_thatWouldTakeForEver_isRefusedAndTheConnectionGoesOn(byte[] bomb) {
    connect().send(join(bomb, NEXT));

    server.await("next", 1);
    assertThat(server.rejected()).isNotEmpty();
  }

  @Test
  void pickle_longestAllowed_isTaken_andAnyNameIsKept() {
    String name = "n".repeat(PickleReader.MAX_FRAME - "(l(V~(I1~I1~tta.".length());
    byte[] longest = frame("(l(V" + name + "~(I1~I1~tta.");
    assertThat(longest).hasSize(PickleReader.MAX_FRAME + 4);

    connect().send(join(longest, NEXT));

    assertThat(server.awaitLines(2)).containsExactly(name + " 1 1", "next 1 1");
    assertThat(server.rejected()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {PickleReader.MAX_FRAME + 1, Integer.MIN_VALUE, -1})
  void pickle_overLong_closesTheConnectionAndLosesTheRest(int length) throws Exception {
    CarbonClient client = connect();

    client.send(join(NEXT, ByteBuffer.allocate(4).putInt(length).array(), NEXT));

    assertEnded(client);
    assertThat(server.lines()).containsExactly("next 1 1");
    assertThat(server.rejected())
        .containsExactly(
            new RejectedLine(
                "a pickle of " + Integer.toUnsignedString(length) + " bytes", Reason.TOO_LONG));
  }

  @ParameterizedTest
  @CsvSource({
    "3, a pickle's length; 3 of 4 bytes",
    "4, a pickle; 0 of 25 bytes",
    "28, a pickle; 24 of 25 bytes"
  })
  void pickle_cutByTheEndOfItsConnection_isRejected(int sent, String text) {
    CarbonClient client = connect().send(NEXT).send(Arrays.copyOf(NEXT, sent));
    server.awaitLines(1);

    client.close();

    await().until(() -> server.openConnections() == 0);
    assertThat(server.lines()).containsExactly("next 1 1");
    assertThat(server.rejected())
        .containsExactly(new RejectedLine(text.replace(';', ','), Reason.UNFINISHED));
  }

  @Test
  void line_sentToThePortForPickles_isRejected() throws Exception {
    CarbonClient client = connect().send("a.b 1 1\n");

    assertEnded(client);
    assertThat(server.rejected()).extracting(RejectedLine::reason).containsExactly(Reason.TOO_LONG);
  }

  @Test
  void faults_hitConnectionsOfPicklesToo() throws Exception {
    CarbonClient client = connect().send(NEXT);
    server.awaitLines(1);

    server.stall();
    client.send(NEXT);
    assertThat(server.lineCount()).isEqualTo(1);
    server.resume();
    server.awaitLines(2);
    int port = server.picklePort();
    server.restart();

    assertThat(client.readOrReset()).isEqualTo(-1);
    assertThat(server.picklePort()).isEqualTo(port);
    connect().send(NEXT);
    server.awaitLines(3);
    assertThat(server.connections()).isEqualTo(2);
  }

  private CarbonClient connect() {
    CarbonClient client =
        new CarbonClient(new InetSocketAddress(server.host(), server.picklePort()));
    clients.add(client);
    return client;
  }

  private void assertEnded(CarbonClient client) throws Exception {
    // The close of a socket with unread bytes is a reset, of one without a FIN.
    assertThat(client.readOrReset()).isEqualTo(-1);
    await().until(() -> server.openConnections() == 0);
  }

  private static byte[] frame(String pickle) {
    return frame(pickle.replace('~', '\n').getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] frame(byte[] pickle) {
    return ByteBuffer.allocate(4 + pickle.length).putInt(pickle.length).put(pickle).array();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
