// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.util.ArrayList;
import java.util.List;

/**
 * Leaves of a request that belong together, and what a rules file says of them.
 *
 * @param comment lines, each with its line feed
 * @param leaves in the order of the file
 */
record LeafBlock(String comment, List<RequestLeaf> leaves) {

  /** Returns every leaf of a request. */
  static List<LeafBlock> of(RequestSeries series) {
    List<LeafBlock> blocks = new ArrayList<>();
    blocks.add(
        new LeafBlock(
            """
            # count: requests
            """,
            List.of(RequestLeaf.sum("count"))));
    blocks.add(
        new LeafBlock(
            """
            # status_code.200, status_type.2XX: requests by status. Two rules, not one with
            # status_<kind>.<value>: that would also take the count of a route /status_page.
            """,
            List.of(RequestLeaf.sum("status_code.<code>"), RequestLeaf.sum("status_type.<type>"))));
    blocks.add(
        new LeafBlock(
            """
            # pt: processing time, the mean under its own name; percentiles are exact
            """,
            List.of(RequestLeaf.mean("pt", series.times()))));
    blocks.add(
        new LeafBlock(
            """
            # size: bytes of the response body, the mean under its own name
            """,
            List.of(RequestLeaf.mean("size", series.sizes()))));
    if (!series.counts().isEmpty()) {
      blocks.add(
          new LeafBlock(
              """
              # counters of the application's own
              """,
              series.counts().stream().map(RequestLeaf::sum).toList()));
    }
    return blocks;
  }
}
