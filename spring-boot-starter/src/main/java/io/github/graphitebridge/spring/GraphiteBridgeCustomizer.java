// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.spring;

import io.github.graphitebridge.GraphiteBridgeMeterRegistryBuilder;

/**
 * A bean that changes the registry's builder, for what has no property. For example, it chooses the
 * meters that are pushed per event.
 *
 * <p>Spring calls all of them in its order, after the properties and a {@code
 * HierarchicalNameMapper} bean.
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
   * @param builder has the properties, Boot's clock and the mapper
   */
  void customize(GraphiteBridgeMeterRegistryBuilder builder);
}
