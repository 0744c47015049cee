// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.rules.CarbonName;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LineEncoderTest {
  private final LineEncoder encoder = new LineEncoder();
  private final byte[] target = new byte[2 * LineEncoder.MAX_LINE];

  @Test
  void encode_point_isOneLineOfNameValueAndSecond() {
    int end = encoder.encode(target, 0, TestSeries.sample("shop.orders.pt"), 0.003, 1_700_000_000);

    assertThat(text(0, end)).isEqualTo("shop.orders.pt 0.003 1700000000\n");
  }

  @Test
  void encode_secondsThatChangeLength_areWrittenAnew() {
    Series name = TestSeries.sum("a.count");

    int end = encoder.encode(target, 5, name, 1, 9);
    end = encoder.encode(target, end, name, 2, 9);
    end = encoder.encode(target, end, name, 3, 4_294_967_295L);
    end = encoder.encode(target, end, name, 4, 0);

    assertThat(text(5, end))
        .isEqualTo("a.count 1 9\na.count 2 9\na.count 3 4294967295\na.count 4 0\n");
  }

  @Test
  void encode_longestNameValueAndSecond_fitsMaxLine() {
    String node = "n".repeat(204);
    String name = String.join(".", node, node, node, node, node);

    int end = encoder.encode(target, 0, TestSeries.sample(name), -Double.MIN_VALUE, 4_294_967_295L);

    assertThat(name).hasSize(CarbonName.MAX_LENGTH);
    assertThat(end).isLessThanOrEqualTo(LineEncoder.MAX_LINE);
    assertThat(text(0, end)).startsWith(name + " -0.000").endsWith("49 4294967295\n");
  }

  private String text(int start, int end) {
    return new String(target, start, end - start, StandardCharsets.US_ASCII);
  }
}
