// SPDX-License-Identifier: Apache-2.0
/**
 * The sender: data points become bytes on carbon's socket, off the threads that record. It takes a
 * metric path, a number and a second, and works without the registry. It knows Micrometer's meters
 * for its own metrics only, and of this project no more than what a safe name is.
 */
@NullMarked
package io.github.graphitebridge.carbon;

import org.jspecify.annotations.NullMarked;
