// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.util.List;

/**
 * One leaf of a request's names, and what is made of its points.
 *
 * @param nodes the nodes of the leaf, {@code <x>} for a node that may be any
 * @param own what stands under the leaf's own name; it keeps the single points from going on
 * @param beside what stands beside it, each under its own word
 */
record RequestLeaf(String nodes, AggregationMethod own, List<AggregationMethod> beside) {

  /** Returns a leaf of which there is one number a request to be added up. */
  static RequestLeaf sum(String nodes) {
    return new RequestLeaf(nodes, AggregationMethod.SUM, List.of());
  }

  /** Returns a leaf that measures something of each request. */
  static RequestLeaf mean(String nodes, List<AggregationMethod> beside) {
    return new RequestLeaf(nodes, AggregationMethod.AVG, beside);
  }
}
