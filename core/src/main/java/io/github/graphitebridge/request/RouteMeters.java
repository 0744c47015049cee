// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.request;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one route and one status, by leaf: the leaf {@code x} is the meter {@code
 * http.route.x} with the tags {@code route} and {@code status}, and {@code method} if the recorder
 * is to tag it.
 *
 * <p>A meter is registered when its leaf is first asked for, and kept: a meter that is later
 * removed from its registry is not registered again. A leaf consists of ASCII letters, digits,
 * {@code _} and {@code -}, is of one kind only, and is a word of the hook's: never one that a
 * client can choose. A bad leaf, or a registry that refuses the meter, throws inside the hook that
 * asked.
 *
 * <p>Thread-safety: safe for any number of threads; a kept meter is found without a lock and
 * without an allocation.
 *
 * @since 0.1
 */
public final class RouteMeters {

  private static final String PREFIX = "http.route.";
  private static final Pattern LEAF = Pattern.compile("[A-Za-z0-9_-]{1,100}");
  private static final Object[] NONE = {};

  private final MeterRegistry registry;
  private final String route;
  private final String method;
  private final int status;
  private final Tags tags;
  private final Object lock = new Object();

  // Leaf, meter, leaf, meter …: a handful, and one cache line where a map would take a dozen. An
  // array is never changed once it stands here; who adds a meter copies it, under the lock. (The
  // annotation that says so would give who compiles against this class a warning.)
  private volatile Object[] kept = NONE;

  // The meters of another status or method of the route: a chain of two or three, of which the map
  // of routes holds the first. A map or an array of them would be one more miss of the cache a
  // request. Written under the lock.
  private volatile @Nullable RouteMeters next;

  /**
   * Creates the meters of one method and status.
   *
   * @param method {@link Routes#NO_METHOD} for no tag
   */
  RouteMeters(MeterRegistry registry, String route, String method, int status) {
    this.registry = registry;
    this.route = route;
    this.method = method;
    this.status = status;
    Tags both =
        Tags.of(
            "route",
            route,
            "status",
            status == Routes.UNKNOWN_STATUS ? "UNKNOWN" : Integer.toString(status));
    this.tags = method.equals(Routes.NO_METHOD) ? both : both.and("method", method);
  }

  /** Returns the meters of this route, a method and a status, from this link of the chain on. */
  // Double-checked: readers follow the chain without the lock.
  RouteMeters of(String wantedMethod, int wantedStatus) {
    RouteMeters link = this;
    while (link.status != wantedStatus || !link.method.equals(wantedMethod)) {
      RouteMeters following = link.next;
      link = following == null ? link.following(wantedMethod, wantedStatus) : following;
    }
    return link;
  }

  /** Returns the next link; where there is none, a new one of what is wanted. */
  private RouteMeters following(String wantedMethod, int wantedStatus) {
    synchronized (lock) {
      RouteMeters following = next;
      if (following == null) {
        following = new RouteMeters(registry, route, wantedMethod, wantedStatus);
        next = following;
      }
      return following;
    }
  }

  /**
   * Returns the Timer {@code http.route.<leaf>}.
   *
   * @param leaf the last part of the meter's name
   * @return the timer
   * @throws IllegalArgumentException if this is no leaf, or one of another kind
   */
  public Timer timer(String leaf) {
    return kept(leaf) instanceof Timer timer
        ? timer
        : keep(leaf, Timer.builder(name(leaf)).tags(tags).register(registry));
  }

  /**
   * Returns the Counter {@code http.route.<leaf>}.
   *
   * @param leaf the last part of the meter's name
   * @return the counter
   * @throws IllegalArgumentException if this is no leaf, or one of another kind
   */
  public Counter counter(String leaf) {
    return kept(leaf) instanceof Counter counter
        ? counter
        : keep(leaf, Counter.builder(name(leaf)).tags(tags).register(registry));
  }

  /**
   * Returns the DistributionSummary {@code http.route.<leaf>}, without a unit.
   *
   * @param leaf the last part of the meter's name
   * @return the summary
   * @throws IllegalArgumentException if this is no leaf, or one of another kind
   */
  public DistributionSummary summary(String leaf) {
    return summary(leaf, null);
  }

  /**
   * Returns the DistributionSummary {@code http.route.<leaf>}.
   *
   * @param leaf the last part of the meter's name
   * @param baseUnit the unit of what it records, or null; the first one given for a leaf stays
   * @return the summary
   * @throws IllegalArgumentException if this is no leaf, or one of another kind
   */
  public DistributionSummary summary(String leaf, @Nullable String baseUnit) {
    return kept(leaf) instanceof DistributionSummary summary
        ? summary
        : keep(
            leaf,
            DistributionSummary.builder(name(leaf))
                .tags(tags)
                .baseUnit(baseUnit)
                .register(registry));
  }

  // Double-checked: readers take the volatile array without the lock. A hook names its leaf by a
  // literal, which is found without a look at the leaves themselves.
  @SuppressWarnings("ReferenceEquality")
  private @Nullable Object kept(String leaf) {
    Object[] meters = kept;
    for (int i = 0; i < meters.length; i += 2) {
      if (meters[i] == leaf) {
        return meters[i + 1];
      }
    }
    for (int i = 0; i < meters.length; i += 2) {
      if (meters[i].equals(leaf)) {
        return meters[i + 1];
      }
    }
    return null;
  }

  private <M extends Meter> M keep(String leaf, M meter) {
    synchronized (lock) {
      // Two threads may both have come here: the registry gave them one and the same meter.
      if (kept(leaf) == null) {
        Object[] more = Arrays.copyOf(kept, kept.length + 2);
        more[more.length - 2] = leaf;
        more[more.length - 1] = meter;
        kept = more;
      }
    }
    return meter;
  }

  private static String name(String leaf) {
    if (!LEAF.matcher(requireNonNull(leaf, "leaf")).matches()) {
      throw new IllegalArgumentException(
          "leaf is \"" + leaf + "\", allowed are 1 to 100 ASCII letters, digits, \"_\" and \"-\"");
    }
    return PREFIX + leaf;
  }
}
