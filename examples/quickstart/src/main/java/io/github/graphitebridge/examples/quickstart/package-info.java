// SPDX-License-Identifier: Apache-2.0
/**
 * A shop that shows its own request figures: {@code ShopApp} is the application with the plugin,
 * {@code Traffic} its customers, and {@code BuiltInCarbon} stands for the Graphite behind it.
 */
@NullMarked
package io.github.graphitebridge.examples.quickstart;

import org.jspecify.annotations.NullMarked;
