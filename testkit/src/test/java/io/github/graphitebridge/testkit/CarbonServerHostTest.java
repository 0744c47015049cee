// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class CarbonServerHostTest {

  /** Of IPv4, and of IPv6 where the machine has it. */
  static Stream<InetAddress> loopbackAddresses() throws SocketException {
    return NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()).inetAddresses();
  }

  @ParameterizedTest
  @MethodSource("loopbackAddresses")
  void host_anyOfThisMachine_takesAllThreeProtocolsThereAndRestarts(InetAddress address)
      throws Exception {
    try (CarbonServer server = CarbonServer.builder().host(address).start()) {
      server.restart();
      String pickle = "(l(S'b'\n(I2\nI2\ntta.";
      try (CarbonClient lines = new CarbonClient(server.address());
          CarbonClient pickles =
              new CarbonClient(new InetSocketAddress(address, server.picklePort()));
          DatagramChannel datagrams = DatagramChannel.open().connect(server.address())) {
        lines.send("a 1 1\n");
        pickles.send(ByteBuffer.allocate(4).putInt(pickle.length()).array()).send(pickle);
        datagrams.write(ByteBuffer.wrap("c 3 3".getBytes(StandardCharsets.UTF_8)));

        assertThat(server.awaitLines(3)).containsExactlyInAnyOrder("a 1 1", "b 2 2", "c 3 3");
      }
      assertThat(server.host()).isEqualTo(address.getHostAddress());
      assertThat(server.address().getAddress()).isEqualTo(address);
    }
  }

  @Test
  void host_notOfThisMachine_failsWithTheHost() throws Exception {
    // 192.0.2.0/24 is for documentation: no machine has it.
    CarbonServer.Builder builder =
        CarbonServer.builder().host(InetAddress.getAllByName("192.0.2.1")[0]);

    assertThatThrownBy(builder::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot listen on port ")
        .hasMessageContaining(" of 192.0.2.1: ");
  }

  @Test
  void ports_free_areThreeOfTheirOwn() {
    try (CarbonServer one = CarbonServer.start();
        CarbonServer other = CarbonServer.start()) {

      assertThat(new int[] {one.port(), one.picklePort(), other.port(), other.picklePort()})
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void picklePort_taken_failsWithThePort() {
    try (CarbonServer server = CarbonServer.start()) {
      CarbonServer.Builder taken = CarbonServer.builder().picklePort(server.picklePort());

      assertThatThrownBy(taken::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot listen on port " + server.picklePort());
      assertThatThrownBy(() -> CarbonServer.builder().picklePort(-1))
          .hasMessage("picklePort=-1 is not within 0 to 65535");
    }
  }
}
