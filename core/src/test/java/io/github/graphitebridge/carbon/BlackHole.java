// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A listener whose queue of connections is full: the kernel answers no further one. */
public final class BlackHole implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final List<SocketChannel> fillers = new ArrayList<>();

  /** Fills the queue of a listener on a free port. */
  public BlackHole() throws IOException {
    boolean answered = true;
    while (answered) {
      SocketChannel filler = SocketChannel.open();
      fillers.add(filler);
      filler.configureBlocking(false);
      filler.connect(new InetSocketAddress(listener.getInetAddress(), port()));
      answered = isAnswered(filler);
    }
  }

  private static boolean isAnswered(SocketChannel filler) throws IOException {
    try {
      Awaitility.await().atMost(Duration.ofMillis(300)).until(filler::finishConnect);
      return true;
    } catch (ConditionTimeoutException e) {
      // The answer may have come while this thread waited for a processor.
      return filler.finishConnect();
    }
  }

  /** Returns the port on which a connect is never answered. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Answers from now on; returns the first line that comes. */
  String acceptUntilALine() throws IOException {
    for (SocketChannel filler : fillers) {
      filler.close();
    }
    String line = null;
    while (line == null) {
      try (Socket accepted = listener.accept()) {
        line = SocketTest.line(accepted);
      }
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel filler : fillers) {
      filler.close();
    }
    listener.close();
  }
}
