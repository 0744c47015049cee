// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.awaitility.core.ThrowingRunnable;

/** Waits for the page, which shows what is so twice a second and on a busy machine far later. */
final class Eventually {
  private Eventually() {}

  /** Returns once an assertion holds; fails as it does if that takes more than a minute. */
  static void eventually(ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(60)).untilAsserted(assertion);
  }
}
