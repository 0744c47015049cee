// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class BreakableCarbonTest {
  private final List<String> console = new CopyOnWriteArrayList<>();
  private final BreakableCarbon carbon = new BreakableCarbon(5, console::add);

  @AfterEach
  void end() {
    carbon.close();
  }

  @Test
  void goOn_afterAStop_addsToWhatWasCountedBefore() throws Exception {
    send(3);
    carbon.stop();
    assertThat(carbon.condition()).isEqualTo(CarbonCondition.STOPPED);
    assertThatThrownBy(() -> send(1)).isInstanceOf(ConnectException.class);

    carbon.goOn();
    send(4);

    assertThat(carbon.condition()).isEqualTo(CarbonCondition.RUNNING);
    awaitTotal(7);
    assertThat(carbon.intervals()).hasSize(1);
  }

  @Test
  void goOn_portTakenMeanwhile_saysSoOnceAndStartsWhenItIsFree() throws Exception {
    send(3);
    carbon.stop();
    try (ServerSocket taken =
        new ServerSocket(carbon.port(), 1, InetAddress.getLoopbackAddress())) {
      carbon.goOn();
      carbon.goOn();

      assertThat(carbon.condition()).isEqualTo(CarbonCondition.STOPPED);
      assertThat(carbon.fault())
          .startsWith("Carbon could not start again: ")
          .contains("cannot listen on port " + taken.getLocalPort() + " of 127.0.0.1")
          .endsWith(". Restart tries once more.");
      assertThat(console).containsExactly(carbon.fault());
    }

    carbon.goOn();
    send(4);

    assertThat(carbon.condition()).isEqualTo(CarbonCondition.RUNNING);
    assertThat(carbon.fault()).isEmpty();
    awaitTotal(7);
  }

  @Test
  void close_portTakenMeanwhile_keepsWhatWasCounted() throws Exception {
    send(3);
    carbon.stop();
    try (ServerSocket taken =
        new ServerSocket(carbon.port(), 1, InetAddress.getLoopbackAddress())) {
      assertThat(taken.isBound()).isTrue();

      carbon.close();

      assertThat(carbon.total().requests()).isEqualTo(3);
    }
  }

  @Test
  void stop_linesOnTheirWay_areCounted() throws Exception {
    try (Socket socket = new Socket(carbon.host(), carbon.port())) {
      socket.getOutputStream().write(lines(500));
      socket.shutdownOutput();
      carbon.stop();
    }

    assertThat(carbon.total().requests()).isEqualTo(500);
  }

  @Test
  void stall_linesArrive_areCountedWhenItGoesOn() throws Exception {
    carbon.stall();
    try (Socket socket = new Socket(carbon.host(), carbon.port())) {
      socket.getOutputStream().write(lines(2));
      socket.shutdownOutput();
      socket.setSoTimeout(500);
      // One that reads would answer with the end of its own side.
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }
    assertThat(carbon.condition()).isEqualTo(CarbonCondition.STALLED);
    assertThat(carbon.total().requests()).isZero();

    carbon.goOn();

    awaitTotal(2);
  }

  @Test
  void stall_ofAStoppedOne_leavesItStopped() {
    carbon.stop();

    carbon.stall();

    assertThat(carbon.condition()).isEqualTo(CarbonCondition.STOPPED);
  }

  @Test
  void total_moreLinesThanAreHeld_countsAllOfThem() throws Exception {
    send(120_001);

    awaitTotal(120_001);
  }

  private void send(int lines) throws IOException {
    try (Socket socket = new Socket(carbon.host(), carbon.port())) {
      socket.getOutputStream().write(lines(lines));
    }
  }

  private static byte[] lines(int count) {
    return "web-1.graphite-bridge.cart.count 1 1700000000\n"
        .repeat(count)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private void awaitTotal(long requests) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(carbon.total().requests()).isEqualTo(requests));
  }
}
