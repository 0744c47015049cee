// SPDX-License-Identifier: Apache-2.0
/**
 * The registry, its settings and its names: an update of a meter becomes a data point with a metric
 * path, and goes to the sender in {@code carbon}. A request is here what its meters say of it.
 */
@NullMarked
package io.github.graphitebridge;

import org.jspecify.annotations.NullMarked;
