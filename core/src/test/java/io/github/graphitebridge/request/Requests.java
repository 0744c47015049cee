// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.request;

import java.util.Map;

/** Requests of which a test looks at route and status only. */
final class Requests {

  private Requests() {}

  static ServedRequest request(String route, int status) {
    return new ServedRequest("GET", route, "/raw/path", status, 1_000_000, 10, null, Map.of());
  }
}
