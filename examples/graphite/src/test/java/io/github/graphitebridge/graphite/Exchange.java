// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import java.util.List;

/**
 * A request and its response as the client saw them.
 *
 * @param host the application's host node
 * @param size the response body's bytes, decompressed
 * @param transferred the bytes that came over the wire for them
 */
record Exchange(String host, Call call, int size, int transferred) {
  static final String GROUP = "graphite-bridge";
  static final String STEPPED_GROUP = "graphite-bridge-meters";
  static final String ALL_HOSTS = "all";

  /** Stands for a time, which the client cannot know. */
  static final String ANY_VALUE = "*";

  /** A point that has to be on the wire, at some time. */
  record Point(String name, String value) {
    /** Returns the line's name and value. */
    String text() {
      return name + " " + value;
    }

    /** Returns the point's name over all hosts. */
    String overAllHosts() {
      return ExpectedSeries.overAllHosts(name);
    }
  }

  /** Returns all points that the request has to be. */
  List<Point> points() {
    String route = host + "." + GROUP + "." + call.route();
    return List.of(
        new Point(route + ".pt", ANY_VALUE),
        new Point(route + ".count", "1"),
        new Point(route + ".size", Integer.toString(size)),
        new Point(route + ".status_code." + call.status(), "1"),
        new Point(route + ".status_type." + call.status() / 100 + "XX", "1"));
  }
}
