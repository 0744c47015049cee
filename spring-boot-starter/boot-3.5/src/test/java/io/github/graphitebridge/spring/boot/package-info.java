// SPDX-License-Identifier: Apache-2.0
/** Blank applications of Spring Boot 3.5 and 4.1 with the starter. */
@NullMarked
package io.github.graphitebridge.spring.boot;

import org.jspecify.annotations.NullMarked;
