// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.request.ServedRequest;
import io.micrometer.core.instrument.Meter;
import java.util.List;

/** The tag of a request meter that says its method, in the words of any framework. */
final class MethodTag {
  /** The key of our own hooks' meters, and of most frameworks'. */
  static final String KEY = "method";

  private static final List<String> KEYS = List.of(KEY, "http.request.method", "http.method");

  private MethodTag() {}

  /** Returns one of HTTP's nine methods, or {@code OTHER}: for any other word and for none. */
  static String of(Meter.Id id) {
    for (String key : KEYS) {
      String method = id.getTag(key);
      if (method != null) {
        return ServedRequest.knownMethod(method);
      }
    }
    return RequestTags.OTHER;
  }
}
