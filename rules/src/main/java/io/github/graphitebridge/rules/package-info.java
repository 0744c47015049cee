// SPDX-License-Identifier: Apache-2.0
/**
 * What carbon makes of a point, by its name alone: the names that are safe for it, its rules, the
 * check of them, and the files that make it aggregate requests.
 */
@NullMarked
package io.github.graphitebridge.rules;

import org.jspecify.annotations.NullMarked;
