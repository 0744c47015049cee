// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.util.Arrays;
import java.util.Random;

/**
 * A long sequence of requests, the same in every run: which route and status, how many nanoseconds,
 * how many bytes. Nine in ten are answered with 200.
 *
 * <p>Thread-safety: immutable once made.
 */
final class RequestMix {
  private static final int LENGTH = 1 << 16;

  private final int[] slots = new int[LENGTH];
  private final int[] nanos = new int[LENGTH];
  private final int[] bytes = new int[LENGTH];

  RequestMix(Slots all, Access access) {
    Random random = new Random(42);
    double[] upTo = access == Access.ZIPF ? harmonic(all.routes()) : null;
    for (int i = 0; i < LENGTH; i++) {
      int route = upTo == null ? random.nextInt(all.routes()) : draw(upTo, random.nextDouble());
      int dice = random.nextInt(100);
      slots[i] = Slots.slot(route, dice < 90 ? 0 : dice < 97 ? 1 : 2);
      nanos[i] = 1_000_000 + random.nextInt(50_000_000);
      bytes[i] = 100 + random.nextInt(10_000);
    }
  }

  /** Has the target record the nth request. */
  void record(RequestTarget target, int number) {
    int at = number & LENGTH - 1;
    target.record(slots[at], nanos[at], bytes[at]);
  }

  /** Returns the slot of the nth request. */
  int slot(int number) {
    return slots[number & LENGTH - 1];
  }

  private static double[] harmonic(int routes) {
    double[] upTo = new double[routes];
    double sum = 0;
    for (int i = 0; i < routes; i++) {
      sum += 1.0 / (i + 1);
      upTo[i] = sum;
    }
    return upTo;
  }

  private static int draw(double[] upTo, double share) {
    int found = Arrays.binarySearch(upTo, share * upTo[upTo.length - 1]);
    return found < 0 ? -found - 1 : found;
  }
}
