// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.net.InetSocketAddress;

/** Where peers send to: lines over TCP, lines over UDP. */
record Endpoint(InetSocketAddress tcp, InetSocketAddress udp) {}
