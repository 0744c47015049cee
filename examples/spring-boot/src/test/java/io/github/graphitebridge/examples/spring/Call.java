// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.spring;

import java.util.List;

/**
 * A request to the shop, and what has to come of it.
 *
 * @param path one of the paths that the route serves
 * @param status the response's status
 * @param route the route's nodes in Graphite
 */
record Call(String method, String path, int status, String route) {
  static final List<Call> ALL =
      List.of(
          get("/", 200, "root"),
          get("/products/1", 200, "products.id"),
          get("/products/2", 200, "products.id"),
          get("/products/0", 404, "products.id"),
          get("/products/no-number", 400, "products.id"),
          get("/products/1/reviews/3", 200, "products.id.reviews.review"),
          get("/orders/1234", 200, "orders.number"),
          get("/catalogue", 302, "catalogue"),
          new Call("POST", "/products/1/purchases", 200, "products.id.purchases"),
          new Call("POST", "/products/7/purchases", 409, "products.id.purchases"),
          get("/shares/4", 200, "shares.persons"),
          get("/shares/0", 500, "shares.persons"),
          // Boot maps every path without a route to its static files, one that is none as well.
          get("/hours.txt", 200, "wildcard"),
          get("/no/where", 404, "NOT_FOUND"),
          get("/orders/12", 404, "NOT_FOUND"),
          new Call("DELETE", "/products/1", 405, "NOT_FOUND"),
          get("/actuator/health", 200, "actuator.health"));

  private static Call get(String path, int status, String route) {
    return new Call("GET", path, status, route);
  }

  /** Returns its points, without their times, and with a star for what it took. */
  List<String> points() {
    String name = "web-1.graphite-bridge." + route;
    return List.of(
        name + ".pt *",
        name + ".count 1",
        name + ".status_code." + status + " 1",
        name + ".status_type." + status / 100 + "XX 1");
  }
}
