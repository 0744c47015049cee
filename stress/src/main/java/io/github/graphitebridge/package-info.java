// SPDX-License-Identifier: Apache-2.0
/** What several threads at once may see of a meter's numbers. */
@NullMarked
package io.github.graphitebridge;

import org.jspecify.annotations.NullMarked;
