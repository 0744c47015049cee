// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.rules.CarbonName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.graphite.GraphiteHierarchicalNamingConvention;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever text comes in, a safe name comes out. */
class RouteNameMapperPropertyTest {
  private static final int CASES = 5_000;

  private static final List<String[]> TAG_NODES =
      List.of(new String[0], new String[] {"tenant"}, new String[] {"uri", "x", "route", "status"});

  private static final List<NamingConvention> CONVENTIONS =
      List.of(
          new GraphiteHierarchicalNamingConvention(),
          NamingConvention.identity,
          NamingConvention.snakeCase);

  private static final List<String> PIECES =
      List.of(
          ".",
          "..",
          "/",
          "//",
          "{",
          "}",
          "<",
          ">",
          "(",
          ")",
          ":",
          "*",
          "**",
          "?",
          "\\",
          "\"",
          "'",
          " ",
          "\t",
          "\n",
          "\r\n",
          "\u0000",
          "\u0085",
          "\u2028",
          "\u2029",
          "\u200b",
          "\ufeff",
          "\u0301",
          "\u202e",
          "\u05d0",
          "\u0661",
          "\u2024",
          "\u2044",
          "\u2100",
          "\u207e",
          "\ufdfa",
          "\u00e9",
          "\u00df",
          "\u0130",
          "\ud83d\ude00",
          "\ud83d",
          "\ude00",
          "\uffff",
          ";",
          "=",
          "~",
          "a",
          "Z",
          "9",
          "_",
          "-",
          "status",
          "code",
          "type",
          "status_code",
          "Status-Type",
          "root",
          "NOT_FOUND",
          "NOT",
          "FOUND",
          "UNKNOWN",
          "OTHER",
          "{a:[^/]{2}}",
          "<int:b>",
          ":c");

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Test
  void toHierarchicalName_anyText_isSafeAndOursAreOurs() {
    for (int i = 0; i < CASES; i++) {
      GraphiteBridgeConfig config =
          GraphiteBridgeConfig.builder()
              .metricPrefix(any(List.of("", "prod.eu-1", "p".repeat(200))))
              .hostNode(withoutPlaceholder(text()))
              .fqdnSquash(random.nextBoolean())
              .group(any(List.of("g", "shop.web", "g".repeat(200))))
              .meterGroup(any(List.of("m", "m.n", "m".repeat(200))))
              .suffix(any(List.of("", "_x", ".jvm", "s".repeat(50))))
              .lowercaseMetricNames(random.nextBoolean())
              .cleanMetricName(random.nextBoolean())
              .routeSeparator(any(List.of(".", "_", "--", "x".repeat(16))))
              .build();
      RouteNameMapper mapper =
          RouteNameMapper.builder(config)
              .tagNodes(any(TAG_NODES))
              .route(any(List.of(route -> null, route -> route + route, route -> text())))
              .build();
      Meter.Id id = id();

      String name = mapper.toHierarchicalName(id, any(CONVENTIONS));

      assertThat(CarbonName.isSafe(name))
          .as("seed %d, case %d: %s of %s", seed, i, name, id)
          .isTrue();
    }
  }

  @Test
  void tagNodes_anyText_leaveTheLeafAndTheDepthAlone() {
    for (int i = 0; i < CASES; i++) {
      GraphiteBridgeConfig config =
          GraphiteBridgeConfig.builder()
              .hostNode("h")
              .group("g")
              .lowercaseMetricNames(random.nextBoolean())
              .cleanMetricName(random.nextBoolean())
              .build();
      RouteNameMapper mapper =
          RouteNameMapper.builder(config)
              .tagNodes("tenant", "method")
              .route(random.nextBoolean() ? route -> null : route -> "/" + text())
              .build();
      String leaf = any(List.of("count", "status_code", "status_type"));
      Tags tags = Tags.of("tenant", shortText(), "method", shortText(), "route", "/" + shortText());
      Meter.Id id =
          new Meter.Id(
              "http.route." + leaf, tags.and("status", "200"), null, null, Meter.Type.COUNTER);

      List<String> nodes =
          List.of(mapper.toHierarchicalName(id, NamingConvention.identity).split("\\."));

      int end = nodes.size() - (leaf.equals("count") ? 1 : 2);
      assertThat(nodes.get(end))
          .as("seed %d, case %d: %s of %s", seed, i, nodes, id)
          .isEqualTo(leaf);
      assertThat(nodes.subList(0, end))
          .as("seed %d, case %d: %s of %s", seed, i, nodes, id)
          .startsWith("h", "g")
          .hasSizeGreaterThanOrEqualTo(5)
          .doesNotContain("status_code", "status_type");
    }
  }

  @Test
  void route_anyText_readsAsAWordOfOursOnlyIfItIsOne() {
    for (int i = 0; i < CASES; i++) {
      boolean lowercase = random.nextBoolean();
      String separator = any(List.of(".", "_", "-", "__"));
      RouteNodes nodes = new RouteNodes(separator, lowercase, random.nextBoolean());
      String route = "/" + text();

      String result = nodes.route(route);

      String about = "seed %d, case %d: %s of %s".formatted(seed, i, result, route);
      assertThat(result.split("\\.")).as(about).doesNotContain("status_code", "status_type");
      if (!RouteTemplate.segments(route).isEmpty()) {
        assertThat(RequestTags.SENTINELS.stream().map(nodes::cased))
            .as(about)
            .doesNotContain(result);
      }
    }
  }

  private Meter.Id id() {
    String name = random.nextBoolean() ? "http.route." + text() : text();
    Tags tags =
        Tags.of(any(RequestTags.ROUTE_KEYS), text(), any(RequestTags.STATUS_KEYS), text())
            .and(text(), text());
    return new Meter.Id(name, tags, null, null, any(List.of(Meter.Type.values())));
  }

  /** A setting that reads as a placeholder is refused, and a random text may. */
  private static String withoutPlaceholder(String text) {
    return text.replaceAll("[$#%@]|\\{\\{", "-");
  }

  /** Short enough that a name of some is not cut. */
  private String shortText() {
    String text = text();
    return text.substring(0, Math.min(text.length(), 60));
  }

  /** Mostly short, at times far longer than a name may be. */
  private String text() {
    int pieces = random.nextInt(100) == 0 ? random.nextInt(4_000) : random.nextInt(8);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pieces; i++) {
      if (random.nextInt(4) == 0) {
        text.append((char) random.nextInt(Character.MAX_VALUE + 1));
      } else {
        text.append(any(PIECES));
      }
    }
    return text.toString();
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
