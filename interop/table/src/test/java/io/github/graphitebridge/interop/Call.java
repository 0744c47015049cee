// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.interop;

/** A request that every server is asked, and what comes out of it where a server says no other. */
enum Call {
  ROOT("GET", "/", "root 200"),
  PARAMETER("GET", "/products/7", "products.id 200"),
  TWO_LEVELS("GET", "/shops/3/products/7", "shops.shop.products.id 200"),
  TYPED("GET", "/orders/1234", "orders.number 200"),
  FILE("GET", "/files/hello.txt", "wildcard 200"),
  FAILS("GET", "/fails", "fails 500"),
  MOVED("GET", "/moved", "moved 302"),
  EMPTY("GET", "/empty", "empty 204"),
  LATER("GET", "/later", "later 200"),
  NOT_FOUND("GET", "/nothing/here", "NOT_FOUND 404"),
  WRONG_METHOD("DELETE", "/products/7", "NOT_FOUND 405"),
  HEAD("HEAD", "/products/7", "products.id 200"),
  OPTIONS("OPTIONS", "/products/7", "UNKNOWN 200"),
  /** The client has gone when the answer is ready. */
  LEAVES("GET", "/slow", "slow 200");

  final String method;
  final String path;
  final String outcome;

  Call(String method, String path, String outcome) {
    this.method = method;
    this.path = path;
    this.outcome = outcome;
  }
}
