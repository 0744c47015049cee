// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SocketConnectionTest {

  @Test
  void advance_addressThatThisJvmDoesNotReach_triesTheNext() throws Exception {
    InetAddress[] addresses = InetAddress.getAllByName("127.0.0.1");
    List<InetAddress> tried = new ArrayList<>();
    SocketConnection.Options options =
        new SocketConnection.Options(
            "carbon.test",
            2023,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            true,
            false,
            "carbon.test:2023");
    try (SocketConnection connection =
        new SocketConnection(
            options,
            (address, selector) -> {
              tried.add(address.getAddress());
              if (tried.size() == 1) {
                throw new UnsupportedAddressTypeException();
              }
              return new OpenSocket();
            },
            host -> new InetAddress[] {addresses[0], addresses[0]},
            System::nanoTime,
            () -> 0)) {

      Awaitility.await().until(connection::advance);

      assertThat(tried).hasSize(2);
    }
  }

  /** Is connected at once, and takes everything. */
  private static final class OpenSocket implements CarbonSocket {
    @Override
    public boolean finishConnect() {
      return true;
    }

    @Override
    public void checkPeer() {}

    @Override
    public int write(ByteBuffer bytes) {
      int count = bytes.remaining();
      bytes.position(bytes.limit());
      return count;
    }

    @Override
    public long watch(long nanos, boolean untilWritable) {
      return nanos;
    }

    @Override
    public void close() {}
  }
}
