// SPDX-License-Identifier: Apache-2.0
/** A Quarkus application whose requests are in Graphite by one bean. */
package io.github.graphitebridge.interop.quarkus;
