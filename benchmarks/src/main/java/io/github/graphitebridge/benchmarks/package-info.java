// SPDX-License-Identifier: Apache-2.0
/**
 * What recording, sending and serving cost, side by side with the peers: one class per question.
 * {@code Benchmarks} starts them; {@code Peer} names what is compared; {@code Sink} is the other
 * end, in a process of its own, whose counts say whether a figure is valid.
 */
package io.github.graphitebridge.benchmarks;
