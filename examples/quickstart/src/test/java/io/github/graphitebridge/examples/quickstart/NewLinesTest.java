// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NewLinesTest {

  @Test
  void fetch_flood_theFirstTenAndTheNumberOfAll() {
    NewLines lines = new NewLines();
    for (int i = 1; i <= 12; i++) {
      lines.add("a " + i + " 7");
    }

    NewLines.Batch batch = lines.fetch();

    assertThat(batch.arrived()).isEqualTo(12);
    assertThat(batch.lines()).hasSize(10).startsWith("a 1 7").endsWith("a 10 7");
  }

  @Test
  void fetch_again_onlyWhatHasComeSince() {
    NewLines lines = new NewLines();
    lines.add("a 1 7");
    lines.fetch();
    lines.add("b 1 7");

    assertThat(lines.fetch()).isEqualTo(new NewLines.Batch(List.of("b 1 7"), 1));
  }
}
