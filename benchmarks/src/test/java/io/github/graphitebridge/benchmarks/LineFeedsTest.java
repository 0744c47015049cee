// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class LineFeedsTest {
  @Test
  void count_bytesOfAllKindsAndLengths_countsEachLineFeed() {
    Random random = new Random(7);
    for (int length = 0; length < 200; length++) {
      byte[] bytes = new byte[length + 3];
      random.nextBytes(bytes);
      int feeds = 0;
      for (int i = 0; i < length; i++) {
        if (random.nextInt(4) == 0) {
          bytes[i] = '\n';
        }
        feeds += bytes[i] == '\n' ? 1 : 0;
      }

      assertThat(LineFeeds.count(bytes, length)).isEqualTo(feeds);
    }
  }
}
