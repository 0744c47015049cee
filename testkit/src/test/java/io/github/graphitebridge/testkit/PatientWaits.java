// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.Extension;

/**
 * Has Awaitility look often, and go on for as long as a busy machine may need. JUnit finds it by
 * {@code META-INF/services}.
 */
public final class PatientWaits implements Extension {
  /** Sets Awaitility's defaults. */
  public PatientWaits() {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(2));
  }
}
