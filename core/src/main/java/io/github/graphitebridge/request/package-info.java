// SPDX-License-Identifier: Apache-2.0
/**
 * The first station: a served request becomes updates of Micrometer meters. Knows only
 * micrometer-core, so its hooks work with any registry.
 */
@NullMarked
package io.github.graphitebridge.request;

import org.jspecify.annotations.NullMarked;
