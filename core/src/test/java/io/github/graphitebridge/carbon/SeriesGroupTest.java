// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesGroupTest {
  private static final long NOW = 1_700_000_000;

  /** Never started, so that what it takes stays in its queue. */
  private final CarbonSender sender = new CarbonSender(CarbonSender.builder().queueCapacity(1024));

  private final SeriesGroup group = groupOf(sender);

  @Test
  void record_fourSeries_takesAPointOfEach() {
    PointRing ring = new PointRing(16, () -> {});
    List<String> taken = new ArrayList<>();

    ring.offer(group, 0.25, 512, NOW);
    ring.drainTo((series, value, second) -> taken.add(series + " " + value + " " + second));

    assertThat(taken)
        .containsExactly(
            "a.pt 0.25 " + NOW, "a.size 512.0 " + NOW, "a.count 1.0 " + NOW, "a.ok 1.0 " + NOW);
  }

  @Test
  void record_queueWithRoomForSomeOnly_takesNoneAndCountsAll() {
    Series other = sender.series("other.pt", SeriesKind.SAMPLE);
    IntStream.range(0, 1021).forEach(i -> other.record(i, NOW));

    group.record(0.25, 512, NOW);

    assertThat(sender.queueSize()).isEqualTo(1021);
    assertThat(sender.dropped(DropReason.QUEUE_FULL)).isEqualTo(4);
    assertThat(sender.recorded()).isEqualTo(1025);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void record_oneValueThatIsNoNumber_dropsThatOneAlone(double value) {
    group.record(value, 512, NOW);
    group.record(0.25, value, NOW);

    assertThat(sender.dropped(DropReason.INVALID)).isEqualTo(2);
    assertThat(sender.queueSize()).isEqualTo(6);
  }

  @Test
  void record_secondBefore1970_dropsAll() {
    group.record(0.25, 512, -1);

    assertThat(sender.dropped(DropReason.INVALID)).isEqualTo(4);
    assertThat(sender.queueSize()).isZero();
  }

  @Test
  void record_closedSender_countsAllAsClosed() {
    CarbonSender closed = CarbonSender.builder().dryrun(true).build();
    SeriesGroup late = groupOf(closed);
    closed.close();

    late.record(0.25, 512, NOW);

    assertThat(closed.dropped(DropReason.CLOSED)).isEqualTo(4);
    assertThat(closed.recorded()).isEqualTo(4);
  }

  @Test
  void record_senderSwitchedOff_countsNothing() {
    CarbonSender off = CarbonSender.builder().enabled(false).build();

    groupOf(off).record(0.25, 512, NOW);

    assertThat(off.recorded()).isZero();
  }

  @Test
  void record_oneValueForTwo_isThatOfBoth() {
    group.record(0.5, NOW);

    assertThat(sender.queueSize()).isEqualTo(4);
    assertThat(group.value(0, 0.5, 0.5)).isEqualTo(0.5);
    assertThat(group.value(1, 0.5, 0.5)).isEqualTo(0.5);
    assertThat(group.value(2, 0.5, 0.5)).isEqualTo(1);
  }

  @Test
  void group_tooFewOrTooMany_isRefused() {
    List<Series> one = List.of(sender.series("a.pt", SeriesKind.SAMPLE));

    assertThatThrownBy(() -> sender.group(List.of(), one))
        .hasMessage("measured has 0 series but has to have 1 to 2");
    assertThatThrownBy(() -> sender.group(Collections.nCopies(3, one.get(0)), one))
        .hasMessage("measured has 3 series but has to have 1 to 2");
    assertThatThrownBy(() -> sender.group(one, Collections.nCopies(11, one.get(0))))
        .hasMessage("counts has 11 series but has to have 0 to 10");
    assertThatThrownBy(() -> sender.group(null, one)).hasMessage("measured");
    assertThatThrownBy(() -> sender.group(one, null)).hasMessage("counts");
  }

  @Test
  void group_seriesOfAnotherSender_isRefused() {
    assertThatThrownBy(() -> sender.group(List.of(TestSeries.sum("a.count")), List.of()))
        .hasMessage("the series a.count is another sender's");
  }

  private static SeriesGroup groupOf(CarbonSender sender) {
    return sender.group(
        List.of(
            sender.series("a.pt", SeriesKind.SAMPLE), sender.series("a.size", SeriesKind.SAMPLE)),
        List.of(sender.series("a.count", SeriesKind.SUM), sender.series("a.ok", SeriesKind.SUM)));
  }
}
