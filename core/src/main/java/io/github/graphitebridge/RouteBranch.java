// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.rules.CarbonName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The nodes between group and leaf of a meter that is pushed per event: some of its tags, then its
 * method, then its route.
 *
 * <p>The tags come first. Carbon's rules match any number of nodes between group and leaf.
 *
 * @param nodes turns a route or a tag into nodes
 * @param tagNodes the tags that are nodes, in this order
 * @param methodNode whether a request's method is a node
 * @param rule the application's own rule, which replaces a route; null for no change
 */
record RouteBranch(
    RouteNodes nodes,
    List<String> tagNodes,
    boolean methodNode,
    Function<? super String, ? extends @Nullable String> rule) {

  /** Returns the branch of a request meter. A missing tag is a node too, for equal depth. */
  String ofRequest(Meter.Id id, RequestTags tags) {
    String method = methodNode ? nodes.tag(HttpMethods.knownOf(id)) + '.' : "";
    return tagged(id, nodes.tag(RequestTags.UNKNOWN) + '.') + method + nodes.route(ruled(tags));
  }

  /** Returns the branch of any other meter: its name and other tags replace the route. */
  String ofPushed(Meter.Id id) {
    StringBuilder route = new StringBuilder();
    for (String node : id.getName().split("\\.", -1)) {
      route.append('/').append(CarbonName.node(node));
    }
    for (Tag tag : id.getTagsAsIterable()) {
      if (!tagNodes.contains(tag.getKey())) {
        route.append('/').append(CarbonName.node(tag.getKey()));
        route.append('/').append(CarbonName.node(tag.getValue()));
      }
    }
    return tagged(id, "") + nodes.route(route.toString());
  }

  private String tagged(Meter.Id id, String missing) {
    StringBuilder tagged = new StringBuilder();
    for (String key : tagNodes) {
      String value = id.getTag(key);
      tagged.append(value == null || value.isEmpty() ? missing : nodes.tag(value) + '.');
    }
    return tagged.toString();
  }

  /** The rule does not see the words for "no route": it would read them as templates. */
  private String ruled(RequestTags tags) {
    if (RequestTags.SENTINELS.contains(tags.route())) {
      return tags.route();
    }
    String other = rule.apply(tags.route());
    return other == null ? tags.route() : other;
  }
}
