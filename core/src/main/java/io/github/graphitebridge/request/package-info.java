// SPDX-License-Identifier: Apache-2.0
/**
 * The hooks: a served request updates Micrometer meters, tagged with its route and status. They
 * need micrometer-core and the words of the leaves, so they work with any registry.
 */
@NullMarked
package io.github.graphitebridge.request;

import org.jspecify.annotations.NullMarked;
