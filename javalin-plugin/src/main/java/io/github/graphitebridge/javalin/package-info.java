// SPDX-License-Identifier: Apache-2.0
/**
 * The bridge in a Javalin 7 application: every request that Javalin has answered becomes a {@link
 * io.github.graphitebridge.request.ServedRequest}, and what opens, closes or breaks on the way
 * never shows in a response.
 */
@NullMarked
package io.github.graphitebridge.javalin;

import org.jspecify.annotations.NullMarked;
