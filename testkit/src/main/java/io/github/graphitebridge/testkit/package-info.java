// SPDX-License-Identifier: Apache-2.0
/**
 * A carbon in the test's own JVM. It records what any client sends over a real socket, aggregates
 * it by carbon's rules, and can stall, reset, stop and restart as a real server does.
 */
@NullMarked
package io.github.graphitebridge.testkit;

import org.jspecify.annotations.NullMarked;
