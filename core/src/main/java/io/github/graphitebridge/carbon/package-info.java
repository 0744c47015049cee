// SPDX-License-Identifier: Apache-2.0
/**
 * The third station: named points become bytes on carbon's socket. Takes plain values and knows
 * neither meters nor requests, but for its own metrics and the view for Dropwizard's reporters.
 */
@NullMarked
package io.github.graphitebridge.carbon;

import org.jspecify.annotations.NullMarked;
