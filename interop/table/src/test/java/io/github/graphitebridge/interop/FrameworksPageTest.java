// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The code of {@code docs/frameworks.md} is, word for word but for white space, the servers'. */
class FrameworksPageTest {
  private static final Pattern CODE =
      Pattern.compile("```(?:java|kotlin)\n(.*?)```", Pattern.DOTALL);

  @Test
  void page_everyExample_standsInAServer() throws IOException {
    String servers = servers();
    List<String> examples =
        CODE.matcher(Files.readString(Path.of("../../docs/frameworks.md")))
            .results()
            .map(example -> withoutSpace(example.group(1)))
            .toList();

    assertThat(examples).hasSize(7).allSatisfy(example -> assertThat(servers).contains(example));
  }

  private static String servers() throws IOException {
    StringBuilder servers = new StringBuilder();
    // Sources alone: what a build makes may vanish meanwhile.
    try (DirectoryStream<Path> modules = Files.newDirectoryStream(Path.of(".."))) {
      for (Path module : modules) {
        if (Files.isDirectory(module.resolve("src"))) {
          servers.append(sources(module.resolve("src")));
        }
      }
    }
    return servers.toString();
  }

  private static String sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(java|kt)"))
          .map(FrameworksPageTest::text)
          .collect(Collectors.joining());
    }
  }

  private static String text(Path file) {
    try {
      return withoutSpace(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String withoutSpace(String text) {
    return text.replaceAll("\\s+", "");
  }
}
