// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.rules.CarbonName;
import io.github.graphitebridge.rules.Leaf;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.core.instrument.util.HierarchicalNameMapper;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The names of a registry's meters: those of a mapper, made safe, and unique among stepped meters.
 *
 * <p>If two counters or gauges get one name, stock Dropwizard throws from {@code register()}. Its
 * timers share their state. Here the later meter gets its tags appended.
 *
 * <p>Thread-safety: safe; a meter gets its name when it is registered, not when it records.
 */
final class MeterNames implements MeterBinder {
  /** How many names of removed meters are remembered, for meters that come back. */
  private static final int REMEMBERED = 10_000;

  /** The names that all registries of this JVM report now. */
  private static final Set<Claim> IN_JVM = ConcurrentHashMap.newKeySet();

  /**
   * A name at one carbon. No record, because the JDK keeps the class and loader of the last record
   * that was compared.
   */
  private static final class Claim {
    private final Object carbon;
    private final String name;

    private Claim(Object carbon, String name) {
      this.carbon = carbon;
      this.name = name;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Claim claim && claim.carbon.equals(carbon) && claim.name.equals(name);
    }

    @Override
    public int hashCode() {
      return 31 * carbon.hashCode() + name.hashCode();
    }
  }

  private final HierarchicalNameMapper mapper;

  /** Names the meters that the mapper fails to name. */
  private final RouteNameMapper fallback;

  /** The names of each stepped meter: one, or one per statistic. */
  private final Map<Meter.Id, List<String>> names = new ConcurrentHashMap<>();

  private final Set<String> claimed = ConcurrentHashMap.newKeySet();

  /** The carbon of the names, where two registries may not share one. Null for no carbon. */
  private final @Nullable Object carbon;

  /** Above 1 if another registry of this JVM reported one of these names first. */
  private int application = 1;

  /** The names after a collision, for a meter that is removed and comes back. */
  private final Map<Meter.Id, String> afterCollision =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Meter.Id, String> eldest) {
              return size() > REMEMBERED;
            }
          });

  /** The names of the bridge's own meters. */
  private final Set<String> own = ConcurrentHashMap.newKeySet();

  /** The first number that the next repetition of a name tries. */
  private final Map<String, Integer> next = new ConcurrentHashMap<>();

  /** Whether one of the application's Dropwizard metrics has this name. */
  private final Predicate<String> taken;

  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong unsafe = new AtomicLong();
  private final AtomicLong collided = new AtomicLong();

  /**
   * Creates the names of one registry.
   *
   * @param mapper the application's mapper, or null for the default
   * @param fallback the default
   * @param taken whether a name belongs to another metric
   * @param carbon identifies the carbon of the names, null for none
   */
  MeterNames(
      @Nullable HierarchicalNameMapper mapper,
      RouteNameMapper fallback,
      Predicate<String> taken,
      @Nullable Object carbon) {
    this.mapper = mapper == null ? fallback : mapper;
    this.fallback = fallback;
    this.taken = taken;
    this.carbon = carbon;
  }

  /**
   * Returns a name for one statistic of a stepped meter. No other meter gets it until this one is
   * released.
   *
   * @param owner the meter
   * @param named the meter's Id, or the Id with a tag for the statistic
   * @param convention of the registry
   */
  String claim(Meter.Id owner, Meter.Id named, NamingConvention convention) {
    Meter.Id id = stepped(named);
    String name = unique(named, safe(id, convention, () -> byDefault(id, convention)));
    names.computeIfAbsent(owner, meter -> new CopyOnWriteArrayList<>()).add(name);
    if (isOwn(owner)) {
      own.add(name);
    }
    return name;
  }

  /** If the convention throws, the meter keeps its spelling. */
  private String byDefault(Meter.Id id, NamingConvention convention) {
    try {
      return fallback.toHierarchicalName(id, convention);
    } catch (Throwable e) {
      return fallback.toHierarchicalName(id, NamingConvention.identity);
    }
  }

  /** Returns the name of a request meter; several may have one name. */
  String ofRequest(Meter.Id id) {
    NamingConvention convention = NamingConvention.identity;
    return safe(id, convention, () -> fallback.toHierarchicalName(id, convention));
  }

  /**
   * Returns the name of any other meter that is pushed per event; several may have one name. The
   * default one is under the group too, because only there carbon has rules for points.
   */
  String ofPushed(Meter.Id id, String leaf) {
    return mapper instanceof RouteNameMapper routes
        ? routes.ofPushed(id, leaf)
        : safe(id, NamingConvention.identity, () -> fallback.ofPushed(id, leaf));
  }

  /** Returns an example of a name, for the log. */
  String example() {
    Tags tags = Tags.of("route", "/example/{id}", "status", "200");
    Meter.Id id =
        new Meter.Id(
            RouteNameMapper.REQUEST_METERS + Leaf.PT.word(), tags, null, null, Meter.Type.TIMER);
    String name = null;
    try {
      name = mapper.toHierarchicalName(id, NamingConvention.identity);
    } catch (Throwable e) {
      // This is not a real meter, and may lack tags that all others have: no fault to count or log.
    }
    return name == null || name.isBlank()
        ? fallback.toHierarchicalName(id, NamingConvention.identity)
        : CarbonName.safe(name);
  }

  /** Frees the names of a removed meter, and returns them; none if it had none. */
  List<String> release(Meter.Id owner) {
    List<String> released = names.remove(owner);
    if (released == null) {
      return List.of();
    }
    released.forEach(this::free);
    return released;
  }

  /** Frees the names for the JVM's other registries. */
  void close() {
    claimed.forEach(this::free);
  }

  private void free(String name) {
    if (claimed.remove(name) && carbon != null) {
      IN_JVM.remove(new Claim(carbon, name));
    }
    own.remove(name);
    int end = name.lastIndexOf('_');
    if (end > 0 && next.containsKey(name.substring(0, end))) {
      // The next search for a free number starts again at the beginning.
      next.remove(name.substring(0, end));
    }
  }

  /** Returns whether a meter is one of the bridge's own. */
  static boolean isOwn(Meter.Id id) {
    return id.getName().startsWith("graphite.bridge.");
  }

  /** Returns whether one of the bridge's own meters has this name. */
  boolean isOwn(String name) {
    return own.contains(name);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    bind(registry, failed, "failed");
    bind(registry, unsafe, "unsafe");
    bind(registry, collided, "collided");
  }

  private static void bind(MeterRegistry registry, AtomicLong faults, String reason) {
    FunctionCounter.builder("graphite.bridge.name.faults", faults, AtomicLong::doubleValue)
        .tag("reason", reason)
        .description("Meters that the name mapper gave no usable name of their own")
        .register(registry);
  }

  private String safe(Meter.Id id, NamingConvention convention, Supplier<String> defaultName) {
    String name;
    try {
      name = mapper.toHierarchicalName(id, convention);
    } catch (Throwable e) {
      // A fault of the mapper must not reach the code that registers the meter.
      warnOnce(failed, "The name mapper failed for {}; the default name is used", id, e);
      return defaultName.get();
    }
    if (CarbonName.isSafe(name)) {
      return name;
    }
    if (name == null || name.isBlank()) {
      warnOnce(failed, "The name mapper gave no name for {}; the default name is used", id, null);
      return defaultName.get();
    }
    warnOnce(unsafe, "The name mapper gave an unsafe name for {}; it is made safe", id, null);
    return CarbonName.safe(name);
  }

  /**
   * A function counter may have the name of a request meter, but is reported once per step. Under
   * the group carbon's rules would sum its running count. So the mapper sees it as a meter of
   * another type.
   */
  private static Meter.Id stepped(Meter.Id id) {
    return RouteNameMapper.isRequestMeter(id)
        ? new Meter.Id(
            id.getName(),
            Tags.of(id.getTagsAsIterable()),
            id.getBaseUnit(),
            id.getDescription(),
            Meter.Type.OTHER)
        : id;
  }

  private String unique(Meter.Id id, String plain) {
    String before = afterCollision.get(id);
    if (before != null && isFree(before)) {
      return before;
    }
    String name = ofApplication(plain);
    if (isFree(name)) {
      return name;
    }
    String longer = amongOwn(id, name);
    afterCollision.put(id, longer);
    return longer;
  }

  /** Returns a name that no other application of this JVM reports to this carbon. */
  private synchronized String ofApplication(String plain) {
    int before = application;
    String name = fallback.ofApplication(application, plain);
    while (isOthers(name)) {
      application++;
      name = fallback.ofApplication(application, plain);
    }
    if (before == 1 && application > 1) {
      RegistryLog.LOGGER.warn(
          "Another registry of this JVM already reports {}; this one reports {}. Give each"
              + " application its own group or meterGroup",
          plain,
          name);
    }
    return name;
  }

  private boolean isOthers(String name) {
    return carbon != null && !claimed.contains(name) && IN_JVM.contains(new Claim(carbon, name));
  }

  private String amongOwn(Meter.Id id, String name) {
    warnOnce(collided, "The name of {} is another meter's; its tags are appended", id, null);
    StringBuilder longer = new StringBuilder(name);
    for (Tag tag : id.getTagsAsIterable()) {
      longer.append('.').append(CarbonName.node(tag.getKey()));
      longer.append('.').append(CarbonName.node(tag.getValue()));
    }
    String base = CarbonName.safe(longer.toString());
    if (isFree(base)) {
      return base;
    }
    int number = next.getOrDefault(base, 2);
    String candidate = numbered(base, number);
    while (!isFree(candidate)) {
      number++;
      candidate = numbered(base, number);
    }
    next.put(base, number + 1);
    return candidate;
  }

  private static String numbered(String base, int number) {
    return CarbonName.safe(base + "_" + number);
  }

  /** Claims a name if it is free. */
  private boolean isFree(String name) {
    if (taken.test(name) || isOthers(name) || !claimed.add(name)) {
      return false;
    }
    if (carbon != null && !IN_JVM.add(new Claim(carbon, name))) {
      claimed.remove(name);
      return false;
    }
    return true;
  }

  /**
   * Counts a fault. Logs the first of its kind at WARN and the others at DEBUG, because a mapper
   * that is wrong for one meter is wrong for many.
   */
  private static void warnOnce(
      AtomicLong faults, String message, Meter.Id id, @Nullable Throwable cause) {
    if (faults.getAndIncrement() == 0) {
      RegistryLog.LOGGER.warn(message, id, cause);
    } else {
      RegistryLog.LOGGER.debug(message, id, cause);
    }
  }
}
