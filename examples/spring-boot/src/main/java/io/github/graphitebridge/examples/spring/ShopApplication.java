// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.spring;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * A Spring Boot application with the starter, which adds the registry by itself.
 *
 * <p>Thread-safety: started once, by one thread.
 *
 * @since 0.1
 */
@SpringBootApplication(proxyBeanMethods = false)
public final class ShopApplication {

  /** Called by Spring. */
  private ShopApplication() {}

  /**
   * Starts the application, until Ctrl-C.
   *
   * @param args Spring's, such as {@code --server.port=8081}
   */
  public static void main(String[] args) {
    SpringApplication.run(ShopApplication.class, args);
  }
}
