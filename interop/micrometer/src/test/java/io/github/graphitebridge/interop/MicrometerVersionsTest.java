// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is compiled against the newest Micrometer runs with older ones, and names the same. */
class MicrometerVersionsTest {
  private static final Path VERSIONS = Path.of("target/micrometer");

  private static List<String> newest = List.of();

  @BeforeAll
  static void runTheNewest() throws Exception {
    newest = run("");
  }

  @ParameterizedTest
  @MethodSource("versions")
  void registry_withAnOlderMicrometer_sendsTheSameNames(Path version) throws Exception {
    List<String> older = run(version + File.separator + "*" + File.pathSeparator);

    assertThat(older).last().isEqualTo("micrometer " + version.getFileName());
    assertThat(older.subList(0, older.size() - 1))
        .isEqualTo(newest.subList(0, newest.size() - 1))
        .contains("g.own.id.status_code.200", "g.foreign.pt", "g.pushed.counter.count")
        .contains("g-meters.gauge", "g-meters.multi.row.a", "g-meters.long.statistic.max");
  }

  @Test
  void versions_theFour_areThere() throws IOException {
    assertThat(versions()).hasSize(4);
  }

  private static Stream<Path> versions() throws IOException {
    return Files.list(VERSIONS).sorted();
  }

  /**
   * Runs every kind of meter with these jars in front of the class path, and returns the output.
   */
  private static List<String> run(String jars) throws Exception {
    String classPath =
        Pattern.compile(File.pathSeparator)
            .splitAsStream(System.getProperty("java.class.path"))
            .filter(jar -> jars.isEmpty() || !jar.contains("micrometer-"))
            .collect(Collectors.joining(File.pathSeparator));
    Path output = Files.createTempFile("micrometer", ".txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                jars + classPath,
                EveryMeterKind.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readAllLines(output);
  }
}
