// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.spring;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** The shop's routes. Nothing in them knows of metrics. */
@RestController
final class ShopController {

  @GetMapping("/")
  String welcome() {
    return "Welcome";
  }

  @GetMapping("/products/{id}")
  String product(@PathVariable int id) {
    if (id == 0) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
    return "Product " + id;
  }

  @GetMapping("/products/{id}/reviews/{review}")
  String review(@PathVariable int id, @PathVariable int review) {
    return "Review " + review + " of product " + id;
  }

  @GetMapping("/orders/{number:\\d{4}}")
  String order(@PathVariable String number) {
    return "Order " + number;
  }

  @PostMapping("/products/{id}/purchases")
  String buy(@PathVariable int id) {
    if (id == 7) {
      throw new SoldOutException(id);
    }
    return "Product " + id + " is on its way";
  }

  @GetMapping("/catalogue")
  ResponseEntity<Void> catalogue() {
    return ResponseEntity.status(HttpStatus.FOUND).header("Location", "/products/1").build();
  }

  /** Fails with what nobody handles, where there are no persons. */
  @GetMapping("/shares/{persons}")
  String share(@PathVariable int persons) {
    return 100 / persons + " % each";
  }
}
