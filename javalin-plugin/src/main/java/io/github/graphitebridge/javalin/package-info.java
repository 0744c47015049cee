// SPDX-License-Identifier: Apache-2.0
/**
 * The plugin for Javalin 7: a request that Javalin has answered becomes a {@link
 * io.github.graphitebridge.request.ServedRequest}. Its own registry opens and closes with the
 * server. A fault in here never changes a response.
 */
@NullMarked
package io.github.graphitebridge.javalin;

import org.jspecify.annotations.NullMarked;
