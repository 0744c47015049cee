// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.rules.CarbonName;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PickleEncoderTest {
  private static final String HEAD = "80 02 5d 28 ";
  private static final String TAIL = "65 2e";

  private final PickleEncoder encoder = new PickleEncoder();
  private final byte[] target = new byte[4096];

  @Test
  void batch_onePoint_isAFrameOfOneTuple() {
    int end = encoder.begin(target);
    end = encoder.encode(target, end, TestSeries.sample("a.pt"), 0.5, 1_700_000_000);
    end = encoder.end(target, end);

    // [("a.pt", (1700000000, 0.5))], by the opcodes of Python's pickletools
    assertThat(hex(end))
        .isEqualTo(
            "00 00 00 1f "
                + HEAD
                + "58 04 00 00 00 61 2e 70 74 4a 00 f1 53 65 47 3f e0 00 00 00 00 00 00 86 86 "
                + TAIL);
  }

  @Test
  void batch_severalPoints_areOneFrame() {
    int end = encoder.begin(target);
    end = encoder.encode(target, end, TestSeries.sum("a"), 1, 1);
    end = encoder.encode(target, end, TestSeries.sum("b"), -2, 2);
    end = encoder.end(target, end);

    assertThat(hex(end))
        .isEqualTo(
            "00 00 00 32 "
                + HEAD
                + "58 01 00 00 00 61 4a 01 00 00 00 47 3f f0 00 00 00 00 00 00 86 86 "
                + "58 01 00 00 00 62 4a 02 00 00 00 47 c0 00 00 00 00 00 00 00 86 86 "
                + TAIL);
  }

  @Test
  void encode_secondsBeyond31Bits_areLongs() {
    int start = encoder.begin(target);

    int last = encoder.encode(target, start, TestSeries.sum("a"), 1, Integer.MAX_VALUE);
    int end = encoder.encode(target, last, TestSeries.sum("a"), 1, 4_294_967_295L);

    assertThat(hex(last)).contains("61 4a ff ff ff 7f 47");
    assertThat(hex(end)).endsWith("61 8a 05 ff ff ff ff 00 47 3f f0 00 00 00 00 00 00 86 86");
  }

  @Test
  void encode_longestPoint_fitsWithTheEnd() {
    String node = "n".repeat(204);
    String name = String.join(".", node, node, node, node, node);
    int start = encoder.begin(target);

    int end = encoder.encode(target, start, TestSeries.sample(name), 1, 4_294_967_295L);
    end = encoder.end(target, end);

    assertThat(name).hasSize(CarbonName.MAX_LENGTH);
    assertThat(end - start).isEqualTo(encoder.maxPoint());
  }

  private String hex(int end) {
    return HexFormat.ofDelimiter(" ").formatHex(Arrays.copyOf(target, end));
  }
}
