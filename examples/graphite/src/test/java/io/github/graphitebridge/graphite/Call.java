// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import java.util.List;

/**
 * A kind of request to {@link SampleApp}: what is asked, and what has to come of it.
 *
 * @param path one of the paths that the route serves
 * @param route the route's nodes in Graphite
 * @param status the response's status
 * @param times how often a round of the {@link #MIX} has it
 */
record Call(String method, String path, String route, int status, int times) {
  static final List<Call> MIX =
      List.of(
          new Call("GET", "/foo", "foo", 200, 3),
          new Call("GET", "/foo/bar/baz", "foo.bar.baz", 200, 4),
          new Call("GET", "/foo/7", "foo.bar", 200, 4),
          new Call("GET", "/foo/a%20longer.one", "foo.bar", 200, 1),
          new Call("GET", "/foo/7/baz/8", "foo.bar.baz.boo", 200, 6),
          new Call("GET", "/", "root", 200, 3),
          new Call("GET", "/nowhere", "NOT_FOUND", 404, 1),
          new Call("GET", "/no/where/else", "NOT_FOUND", 404, 1),
          new Call("GET", "/broken", "broken", 500, 2),
          new Call("GET", "/moved", "moved", 302, 3),
          new Call("HEAD", "/foo", "foo", 200, 2),
          new Call("GET", "/report", "report", 200, 2));
}
