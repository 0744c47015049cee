// SPDX-License-Identifier: Apache-2.0
/**
 * The second station: an update of a meter becomes one named point. Knows Micrometer's meters and
 * the sender of points, and neither requests nor bytes.
 */
@NullMarked
package io.github.graphitebridge;

import org.jspecify.annotations.NullMarked;
