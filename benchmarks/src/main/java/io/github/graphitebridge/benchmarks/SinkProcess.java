// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Scanner;

/** A {@link Sink} in a process of its own, which ends with this object, or with this process. */
final class SinkProcess implements AutoCloseable {
  private final JavaProcess process;
  private final Path file;
  private final SinkCounts counts;
  private final Endpoint endpoint;

  private SinkProcess(JavaProcess process, Path file, Endpoint endpoint) throws IOException {
    this.process = process;
    this.file = file;
    this.counts = SinkCounts.in(file);
    this.endpoint = endpoint;
  }

  static SinkProcess start() throws IOException {
    Path file = Files.createTempFile("sink", ".counts");
    JavaProcess process = JavaProcess.start("-Xmx128m", Sink.class, file.toString());
    Scanner ports = new Scanner(process.firstLine());
    return new SinkProcess(process, file, Endpoint.local(ports.next(), ports.next()));
  }

  Endpoint endpoint() {
    return endpoint;
  }

  SinkCounts counts() {
    return counts;
  }

  @Override
  public void close() throws IOException {
    process.close();
    Files.delete(file);
  }
}
