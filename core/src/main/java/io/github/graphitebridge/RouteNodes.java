// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.rules.CarbonName;
import io.github.graphitebridge.rules.Leaf;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Turns the text of a route or a leaf into nodes that carbon's rules match correctly.
 *
 * <p>Two things hold for its output. A node {@code status_code} or {@code status_type} is ours. A
 * whole route that equals one of {@link RequestTags#SENTINELS} is the sentinel. Otherwise two rules
 * would sum {@code /orders/status_code}.
 *
 * @param separator the text between the segments of a route
 * @param lowercase whether names are in lower case
 * @param clean whether {@code -} becomes {@code _} and {@code )} disappears
 */
record RouteNodes(String separator, boolean lowercase, boolean clean) {

  /** Returns the nodes of a route: safe, and at least one. */
  String route(String route) {
    if (RequestTags.SENTINELS.contains(route)) {
      return cased(route);
    }
    List<String> segments = RouteTemplate.segments(route).stream().map(this::node).toList();
    if (segments.isEmpty()) {
      return cased(RequestTags.ROOT);
    }
    if (separator.equals(".") && segments.size() > 1) {
      return segments.stream().map(this::notStatus).collect(Collectors.joining("."));
    }
    // Joined first: "status" and "code" with "_" between them are one of our words.
    String joined = notStatus(cut(cased(String.join(separator, segments)), ""));
    boolean isSentinel = RequestTags.SENTINELS.stream().map(this::cased).anyMatch(joined::equals);
    return isSentinel ? joined + '_' : joined;
  }

  /** Returns the node of a tag's value. */
  String tag(String value) {
    return notStatus(node(value));
  }

  /** Returns the last nodes of a name, with the suffix. */
  String leaf(String leaf, RequestTags tags, String suffix) {
    Optional<Leaf> ours = Leaf.find(leaf);
    if (ours.isPresent()) {
      return cased(ours.get().nodes(tags.status())) + suffix;
    }
    String node = node(leaf);
    return cut(Leaf.find(node).isPresent() ? node + '_' : node, suffix) + suffix;
  }

  /** Returns a text in lower case if names are. */
  String cased(String text) {
    return lowercase ? text.toLowerCase(Locale.ROOT) : text;
  }

  private String node(String text) {
    String node =
        clean ? CarbonName.node(text.replace(")", "")).replace('-', '_') : CarbonName.node(text);
    return cased(node);
  }

  private static String cut(String node, String suffix) {
    return CarbonName.safe(node, CarbonName.MAX_NODE_LENGTH - suffix.length());
  }

  private String notStatus(String node) {
    return Leaf.find(node).filter(Leaf::hasStatus).isPresent() ? node + '_' : node;
  }
}
