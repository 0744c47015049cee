// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.rules.GraphiteFile;
import io.github.graphitebridge.rules.RequestSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The files of this folder and of VictoriaMetrics' are those that anyone can generate. */
final class ShippedFilesTest {

  @ParameterizedTest
  @EnumSource
  void file_inThisFolder_isTheGeneratedOne(GraphiteFile file) throws IOException {
    Path folder = Path.of(file == GraphiteFile.VICTORIA_METRICS ? "../victoria-metrics" : "");

    assertThat(Files.readString(folder.resolve(file.fileName())))
        .isEqualTo(file.text(RequestSeries.builder().build()));
  }
}
