// SPDX-License-Identifier: Apache-2.0
/**
 * The Spring Boot starter, for Boot 3.5 and 4: a registry without any code, its settings in the
 * application's properties, and the health of its connection to carbon.
 */
@NullMarked
package io.github.graphitebridge.spring;

import org.jspecify.annotations.NullMarked;
