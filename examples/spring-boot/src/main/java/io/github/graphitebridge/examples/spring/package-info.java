// SPDX-License-Identifier: Apache-2.0
/**
 * A shop in Spring Boot whose requests are in Graphite: the starter does it, and this is a Spring
 * application as any other.
 */
@NullMarked
package io.github.graphitebridge.examples.spring;

import org.jspecify.annotations.NullMarked;
