// SPDX-License-Identifier: Apache-2.0
/** What several threads at once may see of the ring, its table of series, and the kept second. */
@NullMarked
package io.github.graphitebridge.carbon;

import org.jspecify.annotations.NullMarked;
