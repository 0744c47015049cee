// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import io.github.graphitebridge.testkit.CarbonServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One that aggregates, and a carbon that takes what it emits. */
final class CarbonEngine implements Engine.Running {
  private static final String AGGREGATOR = "carbon-aggregator";
  private static final String RELAY = "carbon-c-relay";

  /**
   * As in the carbon.conf of examples/graphite; the daemon takes the period where it is shorter.
   */
  private static final int WRITE_BACK_SECONDS = 10;

  private static final String CARBON_CONF =
      """
      [aggregator]
      STORAGE_DIR = %1$s
      CONF_DIR = %1$s
      LOG_DIR = %1$s
      PID_DIR = %1$s
      LINE_RECEIVER_INTERFACE = 127.0.0.1
      LINE_RECEIVER_PORT = %2$d
      PICKLE_RECEIVER_INTERFACE = 127.0.0.1
      PICKLE_RECEIVER_PORT = %3$d
      DESTINATIONS = 127.0.0.1:<port>
      DESTINATION_PROTOCOL = line
      MAX_QUEUE_SIZE = 1000000
      FORWARD_ALL = True
      WRITE_BACK_FREQUENCY = %4$d
      CARBON_METRIC_INTERVAL = 0
      LOG_AGGREGATOR_MISSES = False
      ENABLE_LOGROTATION = False
      ENABLE_TAGS = False
      """;

  private final CarbonServer destination;
  private final EmittedCounts emitted;
  private final EngineProcess process;

  private CarbonEngine(CarbonServer destination, EmittedCounts emitted, EngineProcess process) {
    this.destination = destination;
    this.emitted = emitted;
    this.process = process;
  }

  /** Starts a carbon-aggregator. */
  static CarbonEngine aggregator(String rules, int intervalSeconds) throws IOException {
    Path folder = Files.createTempDirectory(AGGREGATOR);
    int port = EngineProcess.freePort();
    Files.writeString(folder.resolve("storage-schemas.conf"), "");
    Files.writeString(folder.resolve("aggregation-rules.conf"), rules);
    return start(
        folder,
        port,
        List.of(
            AGGREGATOR,
            "--config=" + folder.resolve("carbon.conf"),
            "--pidfile=" + folder.resolve("aggregator.pid"),
            "--logdir=" + folder,
            "--nodaemon",
            "start"),
        "carbon.conf",
        CARBON_CONF.formatted(
            folder, port, EngineProcess.freePort(), Math.min(WRITE_BACK_SECONDS, intervalSeconds)));
  }

  /** Starts a carbon-c-relay. */
  static CarbonEngine relay(String configuration) throws IOException {
    Path folder = Files.createTempDirectory(RELAY);
    int port = EngineProcess.freePort();
    String file = "carbon-c-relay.conf";
    return start(
        folder,
        port,
        List.of(RELAY, "-f", folder.resolve(file).toString()),
        file,
        configuration
            .replace("127.0.0.1:2003", "127.0.0.1:<port>")
            .replace("127.0.0.1:2023", "127.0.0.1:" + port));
  }

  private static CarbonEngine start(
      Path folder, int port, List<String> command, String file, String text) throws IOException {
    CarbonServer destination = CarbonServer.builder().start();
    try {
      EmittedCounts emitted = new EmittedCounts();
      destination.onPoint(emitted);
      Files.writeString(
          folder.resolve(file), text.replace("<port>", Integer.toString(destination.port())));
      // The relay connects when it has something to send.
      boolean connects = command.get(0).equals(AGGREGATOR);
      return new CarbonEngine(
          destination,
          emitted,
          EngineProcess.start(
              folder, port, command, () -> !connects || destination.connections() > 0));
    } catch (IOException e) {
      destination.close();
      throw e;
    }
  }

  @Override
  public EngineProcess process() {
    return process;
  }

  @Override
  public Map<String, Long> counts() {
    return emitted.sums();
  }

  @Override
  public void close() throws IOException {
    process.close();
    destination.close();
  }
}
