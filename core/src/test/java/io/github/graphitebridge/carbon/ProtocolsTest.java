// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.graphitebridge.rules.CarbonName;
import io.github.graphitebridge.testkit.CarbonPoint;
import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.graphite.GraphiteProtocol;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The same points, by each of carbon's protocols. */
class ProtocolsTest extends SocketTest {
  private static final List<Double> VALUES =
      List.of(
          0.0,
          1.0,
          -1.0,
          0.003,
          1e-9,
          1.0 / 3,
          12_345_678.9,
          9_007_199_254_740_991.0,
          1e300,
          -Double.MAX_VALUE,
          Double.MIN_VALUE);

  private static final List<Long> SECONDS =
      List.of(NOW, NOW + 1, (long) Integer.MAX_VALUE, 1L << 31, 4_294_967_295L);

  @ParameterizedTest
  @EnumSource
  void record_anyValueAndSecond_arrivesAsItWas(GraphiteProtocol protocol) {
    for (Long second : SECONDS) {
      try (CarbonSender sender = toServer(protocol).clock(() -> second * 1000).build()) {
        VALUES.forEach(value -> sample(sender, "web-1.shop.orders.id.pt").record(value, second));
        // A close waits only a moment for a carbon that was never reached.
        await(() -> sender.waiting() == 0);
      }
    }
    List<CarbonPoint> points =
        server.await("web-1.shop.orders.id.pt", VALUES.size() * SECONDS.size());

    int i = 0;
    for (Long second : SECONDS) {
      for (Double value : VALUES) {
        assertThat(points.get(i).value()).isEqualTo(value);
        assertThat(points.get(i).timestampSeconds()).isEqualTo(second);
        i++;
      }
    }
    assertThat(server.rejected()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void record_shortestAndLongestName_arriveWhole(GraphiteProtocol protocol) {
    String node = "n".repeat(204);
    String longest = String.join(".", node, node, node, node, node);
    // Over UDP no more than the kernel keeps for a reader that does not get the processor.
    int each = protocol == GraphiteProtocol.UDP ? 80 : 300;
    try (CarbonSender sender = toServer(protocol).build()) {
      for (int i = 0; i < each; i++) {
        sample(sender, "a").record(i, NOW);
        sample(sender, longest).record(-Double.MIN_VALUE, NOW);
      }
      server.awaitLines(2 * each);

      assertThat(longest).hasSize(CarbonName.MAX_LENGTH);
      assertThat(server.points(longest)).hasSize(each);
      assertEachReceivedOnce("a", each);
      assertThat(server.rejected()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void record_manyPoints_accountsEqualWhatArrived(GraphiteProtocol protocol) {
    // As above.
    int points = protocol == GraphiteProtocol.UDP ? 3000 : 20_000;
    CarbonSender sender = toServer(protocol).build();
    record(sample(sender, "a.pt"), 0, points);
    Series count = sender.series("a.count", SeriesKind.SUM);
    IntStream.range(0, 1000).forEach(i -> count.record(1, NOW));
    server.await("a.pt", points);
    sender.close();

    server.awaitLines((int) sender.lines());
    assertEachReceivedOnce("a.pt", points);
    assertThat(server.points("a.count").stream().mapToDouble(CarbonPoint::value).sum())
        .isEqualTo(1000);
    assertThat(sender.sent()).isEqualTo(points + 1000);
    assertThat(sender.lines()).isEqualTo(server.lineCount());
    assertThat(server.rejected()).isEmpty();
    assertAccountsExact(sender);
  }

  @ParameterizedTest
  @MethodSource("loopbackAddressesByProtocol")
  void host_anyAddressOfThisMachine_isReached(InetAddress address, GraphiteProtocol protocol) {
    boolean pickled = protocol == GraphiteProtocol.PICKLED;
    try (CarbonServer carbon = CarbonServer.builder().host(address).start();
        CarbonSender sender =
            toServer(protocol)
                .host(address.getHostAddress())
                .port(pickled ? carbon.picklePort() : carbon.port())
                .build()) {
      sample(sender, "a.pt").record(1, NOW);

      assertThat(carbon.await("a.pt", 1)).hasSize(1);
    }
  }

  /** Of IPv4, and of IPv6 where the machine has it. */
  static Stream<Arguments> loopbackAddressesByProtocol() throws SocketException {
    return NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress())
        .inetAddresses()
        .flatMap(
            address ->
                Stream.of(GraphiteProtocol.values()).map(protocol -> arguments(address, protocol)));
  }

  @Test
  void pickled_carbonStallsAndReadsOn_framesArriveWholeAndOnce() throws Exception {
    try (CarbonSender sender = toServer(GraphiteProtocol.PICKLED).acknowledge(false).build()) {
      Load load = new Load(sender, "a.pt");
      for (int i = 0; i < 10; i++) {
        server.resume();
        server.await("a.pt", server.lineCount() + 2000);
        server.stall();
      }
      server.resume();
      int recorded = load.end();
      server.await("a.pt", recorded);

      assertThat(received("a.pt")).isEqualTo(IntStream.range(0, recorded).boxed().toList());
      assertThat(server.connections()).isEqualTo(1);
      assertThat(server.rejected()).isEmpty();
    }
  }

  @Test
  void log_everyProtocolButTheUsualOne_namesIt() {
    server.stop();
    try (CarbonSender pickled = toServer(GraphiteProtocol.PICKLED).build()) {
      await(() -> !log.warnings(server.picklePort()).isEmpty());

      assertThat(log.warnings(server.picklePort()))
          .singleElement()
          .asString()
          .startsWith(
              "WARN No connection to carbon at "
                  + server.host()
                  + ":"
                  + server.picklePort()
                  + " (pickled) (java.net.ConnectException: Connection refused)");
      assertThat(pickled.isConnected()).isFalse();
    }
  }
}
