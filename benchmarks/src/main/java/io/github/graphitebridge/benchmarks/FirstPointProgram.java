// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** A program that records one request by one peer, says what that took, and waits for its end. */
final class FirstPointProgram {
  private FirstPointProgram() {}

  /**
   * Records one request, and prints how many lines it makes. At each byte of standard input it
   * prints the processor time of this JVM in milliseconds, and its loaded classes.
   *
   * @param args the peer, the TCP and the UDP port of a sink
   */
  public static void main(String[] args) throws IOException {
    Endpoint sink = Endpoint.local(args[1], args[2]);
    try (RequestTarget target = Peer.valueOf(args[0]).open(sink, new Slots(1))) {
      target.record(0, 1_000_000, 100);
      System.out.println(target.linesPerRequest());
      while (System.in.read() >= 0) {
        Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        int classes = ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
        System.out.println(cpu.toMillis() + " " + classes);
      }
    }
    System.exit(0);
  }
}
