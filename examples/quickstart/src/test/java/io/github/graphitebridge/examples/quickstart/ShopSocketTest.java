// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ShopSocketTest {
  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(screen, true, StandardCharsets.UTF_8);

  @Test
  void open_twoBeforeTheirServersStart_twoPorts() throws Exception {
    try (ServerSocketChannel first = ShopSocket.open(0, out).channel()) {
      int port = first.socket().getLocalPort();

      try (ServerSocketChannel second = ShopSocket.open(port, out).channel()) {
        int next = second.socket().getLocalPort();
        assertThat(next).isBetween(port + 1, port + 20);
        assertThat(screen.toString(StandardCharsets.UTF_8))
            .startsWith("Port " + port + " is taken (Address already in use).\n")
            .endsWith("The shop takes port " + next + ".\n");
      }
    }
  }
}
