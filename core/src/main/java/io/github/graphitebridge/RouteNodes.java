// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.rules.CarbonName;
import io.github.graphitebridge.rules.Leaf;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The rules by which the text of a route or a leaf becomes nodes that carbon's rules read rightly.
 *
 * <p>Two things hold of all that comes out: a node {@code status_code} or {@code status_type} is
 * ours, and a whole route that is one of {@link RequestTags#SENTINELS} is the sentinel. Else {@code
 * /orders/status_code} would be summed by two rules.
 *
 * @param separator what joins the segments of a route
 * @param lowercase whether capitals become small letters
 * @param clean whether {@code -} becomes {@code _} and {@code )} disappears
 */
record RouteNodes(String separator, boolean lowercase, boolean clean) {

  /** Returns the nodes of a route: safe, and one at least. */
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
    // Joined first: "status" and "code" make a word of ours where "_" stands between them.
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

  /** Returns a text in the case of names. */
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
