// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.spring;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What the shop answers where a route fails with a reason. */
@RestControllerAdvice
final class FailureAdvice {

  @ExceptionHandler(SoldOutException.class)
  ProblemDetail soldOut(SoldOutException failure) {
    String reason = failure.getMessage();
    return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, reason == null ? "" : reason);
  }
}
