// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A TCP relay before carbon-aggregator, which passes every byte on and keeps it.
 *
 * <p>Thread-safety: one thread takes connections, one more serves each; all methods may be called
 * from any thread.
 */
final class RecordingRelay implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final BlockingQueue<Future<String>> connections = new LinkedBlockingQueue<>();

  private RecordingRelay(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  /** Starts a relay on loopback before a port there. */
  static RecordingRelay start(int target) throws IOException {
    RecordingRelay relay =
        new RecordingRelay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
    relay.threads.execute(relay::accept);
    return relay;
  }

  int port() {
    return server.getLocalPort();
  }

  /** Waits for all connections to end, and returns their lines, connection by connection. */
  List<String> lines() throws InterruptedException, TimeoutException {
    List<String> lines = new ArrayList<>();
    for (Future<String> connection : connections) {
      try {
        String recorded = connection.get(Graphite.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (!recorded.isEmpty() && !recorded.endsWith("\n")) {
          throw new AssertionError("a connection ended inside a line");
        }
        recorded.lines().forEach(lines::add);
      } catch (ExecutionException e) {
        throw new AssertionError("carbon-aggregator's connection broke", e);
      }
    }
    return lines;
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }

  private void accept() {
    try {
      while (true) {
        Socket application = server.accept();
        connections.add(threads.submit(() -> relay(application)));
      }
    } catch (IOException e) {
      // Closed: it takes no more.
    }
  }

  private String relay(Socket application) throws IOException {
    ByteArrayOutputStream recorded = new ByteArrayOutputStream();
    try (application;
        Socket aggregator = new Socket(InetAddress.getLoopbackAddress(), target)) {
      byte[] block = new byte[8192];
      int read = application.getInputStream().read(block);
      while (read >= 0) {
        recorded.write(block, 0, read);
        aggregator.getOutputStream().write(block, 0, read);
        read = application.getInputStream().read(block);
      }
    }
    return recorded.toString(StandardCharsets.US_ASCII);
  }
}
