// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.spring;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.util.ClassUtils;

/**
 * Keeps an application's tests from sending anything.
 *
 * <p>Boot 3 switches all exports off in tests. Boot 4 does so only with a module that {@code
 * spring-boot-starter-test} does not bring. Without that module this class does it for the bridge.
 * Any other value of the switch has precedence.
 */
final class QuietTests implements ContextCustomizerFactory {
  private static final boolean BOOT_DOES_SO =
      Stream.of(
              "org.springframework.boot.test.autoconfigure.actuate.observability"
                  + ".AutoConfigureObservability",
              "org.springframework.boot.micrometer.metrics.test.autoconfigure.AutoConfigureMetrics")
          .anyMatch(name -> ClassUtils.isPresent(name, QuietTests.class.getClassLoader()));

  @Override
  public @Nullable ContextCustomizer createContextCustomizer(
      Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
    return BOOT_DOES_SO ? null : new ExportOff();
  }

  /** A record, because Spring shares a context between tests with equal customizers. */
  private record ExportOff() implements ContextCustomizer {
    @Override
    public void customizeContext(
        ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
      context
          .getEnvironment()
          .getPropertySources()
          .addLast(
              new MapPropertySource(
                  "graphite-bridge in tests",
                  Map.of(GraphiteBridgeAutoConfiguration.EXPORT, "false")));
    }
  }
}
