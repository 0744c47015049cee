// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.request;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What hooks have recorded in a registry, a line per meter. */
final class Meters {

  private Meters() {}

  static List<String> in(MeterRegistry registry) {
    return registry.getMeters().stream()
        .filter(meter -> !meter.getId().getName().equals(RequestRecorder.HOOKS))
        .map(Meters::line)
        .toList();
  }

  private static String line(Meter meter) {
    String tags =
        meter.getId().getTags().stream()
            .map(tag -> tag.getKey() + "=" + tag.getValue())
            .collect(Collectors.joining(",", "{", "}"));
    return meter.getId().getType() + " " + meter.getId().getName() + tags + values(meter);
  }

  private static String values(Meter meter) {
    String unit = meter.getId().getBaseUnit() == null ? "" : " " + meter.getId().getBaseUnit();
    if (meter instanceof Timer timer) {
      return " count="
          + timer.count()
          + " total="
          + plain(timer.totalTime(TimeUnit.SECONDS))
          + unit;
    }
    if (meter instanceof DistributionSummary summary) {
      return " count=" + summary.count() + " total=" + plain(summary.totalAmount()) + unit;
    }
    return " count=" + plain(((Counter) meter).count()) + unit;
  }

  private static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
