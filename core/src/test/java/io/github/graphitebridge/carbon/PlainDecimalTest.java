// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainDecimalTest {
  private static final int ROUNDS = 20_000;

  /** No exponent, no leading zeros, no trailing zeros behind the point. */
  private static final String PLAIN = "-?(0|[1-9][0-9]*)(\\.[0-9]*[1-9])?";

  private final Random random = new Random(7);

  @ParameterizedTest
  @CsvSource({
    "0.003, 0.003",
    "1E-9, 0.000000001",
    "1E-10, 0.0000000001",
    "-1E-9, -0.000000001",
    "0.999999999, 0.999999999",
    "0.1, 0.1",
    "0.30000000000000004, 0.30000000000000004",
    "0, 0",
    "-0.0, 0",
    "1, 1",
    "-1, -1",
    "10, 10",
    "-2.25, -2.25",
    "120.5, 120.5",
    "4294967295, 4294967295",
    "9007199254740991, 9007199254740991",
    "9007199254740993, 9007199254740992",
    "1E22, 10000000000000000000000",
    "-1E22, -10000000000000000000000",
    "4194304.000000001, 4194304.000000001",
    "8388608.3, 8388608.3",
    "9000000.1, 9000000.1",
    "123456789.123, 123456789.123",
    "1.5E15, 1500000000000000",
  })
  void toString_number_isShortestPlainDecimal(double value, String text) {
    assertThat(PlainDecimal.toString(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MIN_NORMAL,
        -Double.MIN_NORMAL,
        -2.225073858507201E-308,
        1L << 53,
        (1L << 53) + 2,
        8388608.000000002,
        0.1 + 0.2
      })
  void toString_extremeNumber_isPlainAndReadsBackTheSame(double value) {
    String text = PlainDecimal.toString(value);

    assertThat(text).matches(PLAIN).hasSizeLessThanOrEqualTo(PlainDecimal.MAX_LENGTH);
    assertThat(Double.parseDouble(text)).isEqualTo(value);
  }

  @Test
  void toString_doublesOfEveryMagnitude_arePlainAndReadBackTheSame() {
    for (int i = 0; i < ROUNDS; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        toString_extremeNumber_isPlainAndReadsBackTheSame(value);
      }
    }
  }

  @Test
  void toString_doublesOfEverydayMagnitude_arePlainAndReadBackTheSame() {
    for (int i = 0; i < ROUNDS; i++) {
      double value = random.nextGaussian() * Math.pow(10, random.nextInt(24) - 12);
      toString_extremeNumber_isPlainAndReadsBackTheSame(value);
    }
  }

  /** A double holds every decimal of up to 15 digits, so nothing shorter can stand for it. */
  @Test
  void toString_decimalsOfUpTo15Digits_areTheSameDecimals() {
    for (int i = 0; i < ROUNDS; i++) {
      long digits = random.nextLong() % (long) Math.pow(10, 1 + random.nextInt(15));
      BigDecimal decimal = BigDecimal.valueOf(digits, random.nextInt(10)).stripTrailingZeros();

      assertThat(PlainDecimal.toString(decimal.doubleValue())).isEqualTo(decimal.toPlainString());
    }
  }

  @Test
  void toString_nanosecondsInSeconds_areExactTo1Nanosecond() {
    for (int i = 0; i < ROUNDS; i++) {
      long nanos = 1 + (long) (random.nextDouble() * Math.pow(10, random.nextInt(16)));
      BigDecimal seconds = BigDecimal.valueOf(nanos, 9).stripTrailingZeros();

      assertThat(PlainDecimal.toString(nanos / 1e9)).isEqualTo(seconds.toPlainString());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 9, 10, 99, 100, -1, -10, 4_294_967_295L, Long.MAX_VALUE})
  void writeLong_number_isItsDigits(long value) {
    byte[] target = new byte[30];

    int end = PlainDecimal.writeLong(target, 3, value);

    String text = Long.toString(value);
    assertThat(new String(target, 3, end - 3, StandardCharsets.US_ASCII)).isEqualTo(text);
  }
}
