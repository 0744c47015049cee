// SPDX-License-Identifier: Apache-2.0
/**
 * A carbon in the test's own JVM: what a client sends over a real socket is recorded, aggregated by
 * carbon's rules, and met with the faults that a real server has.
 */
@NullMarked
package io.github.graphitebridge.testkit;

import org.jspecify.annotations.NullMarked;
