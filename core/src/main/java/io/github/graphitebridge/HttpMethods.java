// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.request.ServedRequest;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * HTTP's nine methods. As a filter, it replaces any other method of an HTTP meter with {@code
 * OTHER}: a client may invent methods, and each would be a new meter.
 *
 * <p>HTTP meters have {@code http} in their name, or are Jetty's. Elsewhere a tag {@code method} is
 * a method of a class.
 *
 * <p>Thread-safety: immutable.
 */
final class HttpMethods implements MeterFilter {
  /** The tag of our own hooks' meters, and of most frameworks'. */
  static final String KEY = "method";

  /** The method tags of HTTP servers and clients. */
  private static final List<String> KEYS =
      List.of(KEY, "http.request.method", "http.method", "httpMethod");

  /** Returns the method in a meter's tags, or null if there is none. */
  static @Nullable String of(Meter.Id id) {
    String method = RequestTags.first(id, KEYS);
    return method.isEmpty() ? null : method;
  }

  /** Returns whether a method is one of the nine. */
  static boolean isKnown(String method) {
    return !method.equals(RequestTags.OTHER) && ServedRequest.knownMethod(method).equals(method);
  }

  /** Returns the method in a meter's tags; {@code OTHER} if it is unknown or missing. */
  static String knownOf(Meter.Id id) {
    String method = of(id);
    return method == null ? RequestTags.OTHER : ServedRequest.knownMethod(method);
  }

  @Override
  public Meter.Id map(Meter.Id id) {
    Meter.Id folded = id;
    if (isHttp(id.getName())) {
      for (String key : KEYS) {
        String method = id.getTag(key);
        if (method != null
            && !method.isEmpty()
            && !method.equals(ServedRequest.knownMethod(method))) {
          folded = folded.replaceTags(Tags.of(folded.getTags()).and(key, RequestTags.OTHER));
        }
      }
    }
    return folded;
  }

  private static boolean isHttp(String name) {
    return name.contains("http") || name.startsWith("jetty.");
  }
}
