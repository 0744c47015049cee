// SPDX-License-Identifier: Apache-2.0
/**
 * Names of an application's own: each class is one way to have them, to be copied. {@code
 * CustomNames} shows what a request is called in each.
 */
@NullMarked
package io.github.graphitebridge.examples.names;

import org.jspecify.annotations.NullMarked;
