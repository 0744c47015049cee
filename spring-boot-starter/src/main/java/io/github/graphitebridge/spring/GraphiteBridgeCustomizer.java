// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.spring;

import io.github.graphitebridge.GraphiteBridgeMeterRegistryBuilder;

/**
 * A bean that changes the registry before it is made, for what no property says: which meters are
 * pushed per event, for example.
 *
 * <p>Several are asked in Spring's order, after the properties and a {@code HierarchicalNameMapper}
 * bean have been applied.
 *
 * <p>Thread-safety: called once, by the thread that starts the application.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface GraphiteBridgeCustomizer {

  /**
   * Changes the registry's builder.
   *
   * @param builder holds the properties, Boot's clock and the mapper
   */
  void customize(GraphiteBridgeMeterRegistryBuilder builder);
}
