// SPDX-License-Identifier: Apache-2.0
/**
 * A shop that shows its own request figures: {@code ShopApp} is the application with the plugin,
 * {@code Traffic} its customers, {@code BuiltInCarbon} stands for the Graphite behind it, and
 * {@code Page} shows it all in a browser, where {@code Play} is what the buttons do.
 */
@NullMarked
package io.github.graphitebridge.examples.quickstart;

import org.jspecify.annotations.NullMarked;
