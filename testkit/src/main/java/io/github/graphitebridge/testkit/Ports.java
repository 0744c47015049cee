// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import java.net.InetAddress;

/**
 * Where a server listens.
 *
 * @param host its own address
 * @param line for lines, over TCP and over UDP as by carbon's default; 0 is a free one
 * @param pickle for pickles over TCP; 0 is a free one
 */
record Ports(InetAddress host, int line, int pickle) {}
