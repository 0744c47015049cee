// SPDX-License-Identifier: Apache-2.0
/**
 * What carbon makes of a point by its name: safe names, the leaves of a request, aggregation rules,
 * their check, and the files that make carbon aggregate requests. The jar runs the check and the
 * generator. Nothing here sends anything, or needs more than the JDK.
 */
@NullMarked
package io.github.graphitebridge.rules;

import org.jspecify.annotations.NullMarked;
