// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.request;

import static io.github.graphitebridge.request.Meters.in;
import static io.github.graphitebridge.request.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A registry that updates the default hooks' meters together, and when it is asked to. */
class RequestMetersTest {

  private final List<String> updates = new ArrayList<>();

  private Function<RouteMeters, @Nullable RequestMeters> answer =
      meters -> (nanos, bytes) -> updates.add(nanos + " ns " + bytes + " B");

  private final TogetherRegistry registry = new TogetherRegistry();

  private final class TogetherRegistry extends SimpleMeterRegistry
      implements RequestMeters.Registry {
    private int asked;

    @Override
    public @Nullable RequestMeters requestMeters(RouteMeters meters) {
      asked++;
      return answer.apply(meters);
    }
  }

  @Test
  void record_defaultHooks_updatesTogetherAndAsksOnceForEachStatus() {
    RequestRecorder recorder = RequestRecorder.create(registry);

    recorder.record(request("/a", 200));
    recorder.record(request("/a", 200));
    recorder.record(request("/a", 500));

    assertThat(updates).hasSize(3).containsOnly("1000000 ns 10 B");
    assertThat(registry.asked).isEqualTo(2);
    assertThat(in(registry)).isEmpty();
    assertThat(recorder.hasSetUp()).isFalse();
    assertThat(registry.get(RequestRecorder.HOOKS).gauge().value()).isEqualTo(5);
  }

  @Test
  void record_hookOfTheUsersBehindTheDefaults_runsToo() {
    RequestRecorder recorder =
        RequestRecorder.builder(registry).addHook((request, meters) -> updates.add("own")).build();

    recorder.record(request("/a", 200));

    assertThat(updates).containsExactly("1000000 ns 10 B", "own");
  }

  @ParameterizedTest
  @CsvSource({"-1, 10, 4", "5, -1, 4", "-1, -1, 3"})
  void record_durationOrSizeUnknown_updatesTheOthersOneByOne(long nanos, long bytes, int meters) {
    RequestRecorder recorder = RequestRecorder.create(registry);

    recorder.record(new ServedRequest("GET", "/a", "/a", 200, nanos, bytes, null, Map.of()));

    assertThat(registry.asked).isZero();
    assertThat(updates).isEmpty();
    assertThat(in(registry)).hasSize(meters);
  }

  @Test
  void record_otherHooks_areLeftAlone() {
    RequestRecorder.builder(registry)
        .hooks(List.of(RequestHooks.COUNT, RequestHooks.PROCESSING_TIME))
        .build()
        .record(request("/a", 200));

    assertThat(registry.asked).isZero();
    assertThat(in(registry)).hasSize(2);
  }

  @Test
  void record_registryCannot_updatesOneByOne() {
    answer = meters -> null;
    RequestRecorder recorder = RequestRecorder.create(registry);

    recorder.record(request("/a", 200));
    recorder.record(request("/a", 200));

    assertThat(in(registry)).hasSize(5).allMatch(line -> line.contains("count=2"));
    assertThat(registry.asked).isOne();
  }

  @Test
  void record_registryThrowsWhenAsked_updatesOneByOne() {
    answer =
        meters -> {
          throw new IllegalStateException("asked");
        };

    RequestRecorder.create(registry).record(request("/a", 200));

    assertThat(in(registry)).hasSize(5).allMatch(line -> line.contains("count=1"));
  }

  @Test
  void record_updateThrows_isCountedAndTheOtherHooksRun() {
    answer =
        meters ->
            (nanos, bytes) -> {
              throw new IllegalStateException("update");
            };
    RequestRecorder recorder =
        RequestRecorder.builder(registry).addHook((request, meters) -> updates.add("own")).build();

    recorder.record(request("/a", 200));

    assertThat(updates).containsExactly("own");
    assertThat(in(registry))
        .containsExactly(
            "COUNTER graphite.bridge.hook.failures"
                + "{hook=io.github.graphitebridge.request.RequestHooks} count=1");
  }
}
