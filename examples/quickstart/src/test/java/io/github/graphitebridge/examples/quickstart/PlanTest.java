// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PlanTest {

  @Test
  void of_nothing_staysOpenAtTheUsualPort() {
    Plan plan = Plan.of();

    assertThat(plan.port()).isEqualTo(7070);
    assertThat(plan.once()).isFalse();
    assertThat(plan.laterPerSecond()).isPositive();
  }

  @Test
  void of_both_inAnyOrder() {
    assertThat(Plan.of("--once", "--port", "8080")).isEqualTo(Plan.of("--port", "8080", "--once"));
    assertThat(Plan.of("--once", "--port", "8080").port()).isEqualTo(8080);
    assertThat(Plan.of("--once", "--port", "8080").once()).isTrue();
  }

  @Test
  void of_portBeyondTheLast_saysWhatIsAllowed() {
    assertThat(Plan.of("--port", "65535").port()).isEqualTo(65_535);
    assertThatThrownBy(() -> Plan.of("--port", "65536"))
        .hasMessage(
            "--port was '65536' but it must be a number from 1 to 65535, or 0 for a free one");
  }
}
