// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

/** The daemon starts with this rule, but the rule does what nobody wants, or we cannot read it. */
final class UnusableRuleException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  UnusableRuleException(String message) {
    super(message);
  }
}
