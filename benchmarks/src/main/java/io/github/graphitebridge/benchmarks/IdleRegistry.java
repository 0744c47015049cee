// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;
import java.util.List;
/** X. */
final class IdleRegistry { private IdleRegistry() {} static void answer(boolean quick, List<String> options) {} }
