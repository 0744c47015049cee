// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.spring.boot;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** An application that knows nothing of metrics. */
@SpringBootApplication(proxyBeanMethods = false)
class BlankApplication {

  /** Its routes. */
  @RestController
  static class Shop {
    final CountDownLatch slowHasBegun = new CountDownLatch(1);
    final CountDownLatch slowMayEnd = new CountDownLatch(1);

    @GetMapping("/products/{id}")
    String product(@PathVariable String id) {
      return "product " + id;
    }

    /** Runs until the test lets it end. */
    @GetMapping("/slow")
    String slow() throws InterruptedException {
      slowHasBegun.countDown();
      return slowMayEnd.await(1, TimeUnit.MINUTES) ? "slow" : "never";
    }
  }
}
