// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks each minute whether a host's name still leads to an address: a socket without a connection
 * cannot notice that carbon has moved.
 *
 * <p>Thread-safety: none; it belongs to the sender's thread.
 */
final class AddressWatch {
  private static final Duration PERIOD = Duration.ofMinutes(1);

  /** A server of names may give a part of the addresses at a time, another part the next. */
  private static final int ABSENCES = 2;

  private final NameLookup.Resolver resolver;
  private final String host;
  private final InetAddress address;
  private final LongSupplier nanoTime;
  private long due;
  private int absences;

  /** Not null while one runs. */
  private @Nullable NameLookup lookup;

  AddressWatch(
      NameLookup.Resolver resolver, String host, InetAddress address, LongSupplier nanoTime) {
    this.resolver = resolver;
    this.host = host;
    this.address = address;
    this.nanoTime = nanoTime;
    this.due = nanoTime.getAsLong() + PERIOD.toNanos();
  }

  /** Returns whether the name has led elsewhere twice in a row; a failed look-up says nothing. */
  boolean hasMoved() {
    NameLookup running = lookup;
    if (running == null && nanoTime.getAsLong() - due >= 0) {
      // Nobody waits for the answer, so it need not wake anybody.
      lookup = NameLookup.start(resolver, host, () -> {});
    } else if (running != null && running.isDone()) {
      lookup = null;
      due = nanoTime.getAsLong() + PERIOD.toNanos();
      absences = running.mayHold(address) ? 0 : absences + 1;
    }
    return absences >= ABSENCES;
  }
}
