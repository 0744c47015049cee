// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class FaultLogTest {

  private final FaultLog faults = new FaultLog();

  @Test
  void once_sameKindAgain_isNotLogged() {
    PrintedFault first = new PrintedFault();
    PrintedFault again = new PrintedFault();
    PrintedFault other = new PrintedFault();

    faults.once("The skip function failed.", first);
    faults.once("The skip function failed.", again);
    faults.once("The route function failed.", other);

    assertThat(first.printed).isTrue();
    assertThat(again.printed).isFalse();
    assertThat(other.printed).isTrue();
  }

  @Test
  void once_faultThatCannotBePrinted_isSwallowed() {
    RuntimeException unprintable =
        new RuntimeException() {
          @Override
          public String getMessage() {
            throw new StackOverflowError("on purpose");
          }
        };

    assertThatCode(() -> faults.once("Recording a request failed.", unprintable))
        .doesNotThrowAnyException();
  }

  @Test
  void once_interruption_isLeftForTheThread() {
    faults.once("Recording a request failed.", new InterruptedException());

    assertThat(Thread.interrupted()).isTrue();
  }

  private static final class PrintedFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    boolean printed;

    @Override
    public String getMessage() {
      printed = true;
      return "as the test has it";
    }
  }
}
