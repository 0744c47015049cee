// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.spring;

/** Says that nothing is left of a product. */
final class SoldOutException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SoldOutException(int product) {
    super("Product " + product + " is sold out");
  }
}
