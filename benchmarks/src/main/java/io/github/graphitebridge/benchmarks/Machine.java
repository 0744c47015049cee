// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a figure was measured on. */
final class Machine {
  private Machine() {}

  /** Returns the processors, the JVM and the load that others cause, in one line. */
  static String describe() throws IOException {
    Path cpus = Path.of("/proc/cpuinfo");
    String model =
        Files.exists(cpus)
            ? Files.readAllLines(cpus).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 2))
                .findFirst()
                .orElse("")
            : "";
    return "%d x %s, %s %s, load average %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            model,
            System.getProperty("java.vm.name"),
            Runtime.version(),
            Files.exists(Path.of("/proc/loadavg"))
                ? Files.readString(Path.of("/proc/loadavg")).split(" ")[0]
                : "unknown");
  }
}
