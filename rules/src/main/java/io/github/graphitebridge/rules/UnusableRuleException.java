// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

/** The daemon starts with this rule, but it works as nobody means it, or cannot be read here. */
final class UnusableRuleException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  UnusableRuleException(String message) {
    super(message);
  }
}
