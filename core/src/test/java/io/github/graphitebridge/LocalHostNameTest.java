// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LocalHostNameTest {

  @Test
  void of_resolverAnswers_itsName() {
    assertThat(LocalHostName.of(() -> "web1.example.org", "pod", 5_000))
        .isEqualTo("web1.example.org");
  }

  @Test
  void of_resolverFails_theEnvironmentsName() {
    assertThat(
            LocalHostName.of(
                () -> {
                  throw new UnknownHostException("web1: Name or service not known");
                },
                "pod",
                5_000))
        .isEqualTo("pod");
  }

  @Test
  void of_resolverHangs_theEnvironmentsNameInTime() {
    CountDownLatch never = new CountDownLatch(1);

    String name =
        LocalHostName.of(
            () -> {
              never.await();
              return "late";
            },
            "pod",
            1);

    assertThat(name).isEqualTo("pod");
    never.countDown();
  }

  @Test
  void of_resolverThrowsAnError_theEnvironmentsNameAtOnce() {
    assertThat(
            LocalHostName.of(
                () -> {
                  throw new NoClassDefFoundError("resolver");
                },
                "pod",
                60_000))
        .isEqualTo("pod");
  }

  @Test
  void of_interruptedThread_stillAsksAndStaysInterrupted() {
    Thread.currentThread().interrupt();

    String name = LocalHostName.of(() -> "web1", null, 5_000);

    assertThat(name).isEqualTo("web1");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void of_nobodyKnows_unknown() {
    assertThat(LocalHostName.of(() -> "", null, 5_000)).isEqualTo("unknown");
    assertThat(LocalHostName.of(() -> null, " ", 5_000)).isEqualTo("unknown");
  }

  @Test
  void get_thisMachine_isNotBlankAndAlwaysTheSame() {
    assertThat(LocalHostName.get()).isNotBlank().isSameAs(LocalHostName.get());
  }
}
