// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One metric path of a {@link CarbonSender}, ready to take points.
 *
 * <p>Thread-safety: any number of threads may record at once.
 *
 * @since 0.1
 */
public final class Series implements DoubleConsumer {
  /** The latest second a point may have: what 32 bits hold, as in carbon's pickles. */
  private static final long LAST_SECOND = 0xFFFF_FFFFL;

  private final String name;
  private final SeriesKind kind;
  private final byte[] nameBytes;

  /** Stands for the series in the ring; {@link SeriesTable} gives it. */
  private final int number;

  private final boolean temporary;

  /** Null when the sender is switched off. */
  private final @Nullable PointRing ring;

  Series(String name, SeriesKind kind, int number, boolean temporary, @Nullable PointRing ring) {
    this.name = name;
    this.kind = kind;
    this.nameBytes = name.getBytes(StandardCharsets.US_ASCII);
    this.number = number;
    this.temporary = temporary;
    this.ring = ring;
  }

  /**
   * Records one point of now, by the sender's clock; otherwise as {@link #record(double, long)}.
   *
   * @param value the value; NaN and the infinities are dropped as {@link DropReason#INVALID}
   */
  public void record(double value) {
    PointRing into = ring;
    if (into != null) {
      record(value, into.currentSecond());
    }
  }

  /**
   * Records one point. Never blocks, throws, logs or allocates: a point that can't be taken is
   * counted with its {@link DropReason}. The first point after a second without any, and one of
   * each quarter of the queue, wakes the sender by a system call.
   *
   * @param value the value; NaN and the infinities are dropped as {@link DropReason#INVALID}
   * @param epochSecond when it happened, in seconds since 1970; one outside 1970 to 2106, or more
   *     than {@code aggregationInterval} ahead, is dropped as {@link DropReason#INVALID}
   */
  public void record(double value, long epochSecond) {
    PointRing into = ring;
    if (into != null) {
      try {
        if (isPoint(value, epochSecond)) {
          into.record(this, value, epochSecond);
        } else {
          into.refuse(DropReason.INVALID);
        }
      } finally {
        // Its number is its own at least until the point is in the ring.
        Reference.reachabilityFence(this);
      }
    }
  }

  /**
   * Records one point of now, as {@link #record(double)} does.
   *
   * @param value the value; NaN and the infinities are dropped as {@link DropReason#INVALID}
   */
  @Override
  public void accept(double value) {
    record(value);
  }

  /** Returns whether carbon can make anything of a value and a time. */
  static boolean isPoint(double value, long epochSecond) {
    return Double.isFinite(value) && epochSecond >= 0 && epochSecond <= LAST_SECOND;
  }

  int number() {
    return number;
  }

  /** Returns whether its number is free again once its one point has been fetched. */
  boolean isTemporary() {
    return temporary;
  }

  /** Returns the metric path. */
  public String name() {
    return name;
  }

  /** Returns what its values are. */
  public SeriesKind kind() {
    return kind;
  }

  /** Returns the path's bytes; shared, so never to be changed. */
  byte[] nameBytes() {
    return nameBytes;
  }

  @Override
  public String toString() {
    return name;
  }
}
