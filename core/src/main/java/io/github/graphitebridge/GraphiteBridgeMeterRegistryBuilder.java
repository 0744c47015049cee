// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static java.util.Objects.requireNonNull;

import io.github.graphitebridge.carbon.CarbonSender;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.util.HierarchicalNameMapper;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The builder of {@link GraphiteBridgeMeterRegistry}.
 *
 * <p>Thread-safety: none.
 *
 * @since 0.1
 */
public final class GraphiteBridgeMeterRegistryBuilder {
  private final GraphiteBridgeConfig config;
  private Clock clock = Clock.SYSTEM;
  private @Nullable HierarchicalNameMapper mapper;
  private @Nullable CarbonSender sender;
  private Predicate<Meter.Id> pushPerEvent = id -> false;

  GraphiteBridgeMeterRegistryBuilder(GraphiteBridgeConfig config) {
    this.config = config;
  }

  /**
   * Sets the time of points and steps; default {@link Clock#SYSTEM}.
   *
   * @param clock another clock
   * @return this builder
   */
  public GraphiteBridgeMeterRegistryBuilder clock(Clock clock) {
    this.clock = requireNonNull(clock, "clock");
    return this;
  }

  /**
   * Sets the mapper that names the meters; default {@link RouteNameMapper#create}.
   *
   * @param mapper another mapper; if it throws, or returns no name or an unsafe one, a safe name
   *     replaces it
   * @return this builder
   */
  public GraphiteBridgeMeterRegistryBuilder mapper(HierarchicalNameMapper mapper) {
    this.mapper = requireNonNull(mapper, "mapper");
    return this;
  }

  /**
   * Sets the sender; default the registry's own, made from the settings. A given sender has its own
   * settings, and stays open when the registry closes.
   *
   * @param sender a sender, which other registries may use too
   * @return this builder
   */
  public GraphiteBridgeMeterRegistryBuilder sender(CarbonSender sender) {
    this.sender = requireNonNull(sender, "sender");
    return this;
  }

  /**
   * Sets which counters, timers and summaries are pushed per event, besides the request meters;
   * default none. Their name and tags replace the route, and the leaf is {@code count}, {@code pt}
   * or {@code size}. A mapper that is no {@link RouteNameMapper} gives the whole name.
   *
   * @param pushPerEvent decides by a meter's name, tags and type, when the meter is registered
   * @return this builder
   */
  public GraphiteBridgeMeterRegistryBuilder pushPerEvent(Predicate<Meter.Id> pushPerEvent) {
    this.pushPerEvent = requireNonNull(pushPerEvent, "pushPerEvent");
    return this;
  }

  /**
   * Creates the registry, and starts its sender and reporter.
   *
   * @return an open registry
   * @throws io.micrometer.core.instrument.config.validate.ValidationException if a setting is
   *     wrong; nothing was started then
   */
  public GraphiteBridgeMeterRegistry build() {
    return new GraphiteBridgeMeterRegistry(this);
  }

  GraphiteBridgeConfig config() {
    return config;
  }

  Clock clock() {
    return clock;
  }

  @Nullable HierarchicalNameMapper mapper() {
    return mapper;
  }

  @Nullable CarbonSender sender() {
    return sender;
  }

  Predicate<Meter.Id> pushPerEvent() {
    return pushPerEvent;
  }
}
