// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VictoriaMetricsFileTest {
  private static final Pattern RULE =
      Pattern.compile(
          """
          - source_labels: \\[__name__]
            regex: '(.+)'
            target_label: (.+)
            replacement: '(.+)'
          """);

  @ParameterizedTest
  @CsvSource({
    "'', web-1.graphite-bridge.a.id.count,"
        + " '{__name__=graphite_bridge_count, host=web-1, route=a.id}'",
    "'', web-1.graphite-bridge.a.pt, '{__name__=graphite_bridge_pt, route=a}'",
    "'', web-1.graphite-bridge.a.size.size, '{__name__=graphite_bridge_size, route=a.size}'",
    "'', web-1.graphite-bridge.a.status_code.404,"
        + " '{__name__=graphite_bridge_status_code, host=web-1, route=a, status=404}'",
    "'', web-1.graphite-bridge.a.status_type.UNKNOWN,"
        + " '{__name__=graphite_bridge_status_type, host=web-1, route=a, status=UNKNOWN}'",
    "'', web-1.graphite-bridge.status_page.count,"
        + " '{__name__=graphite_bridge_count, host=web-1, route=status_page}'",
    "'', web-1.graphite-bridge-meters.jvm.count,"
        + " '{__name__=graphite_bridge_meters.jvm.count, host=web-1}'",
    "'', a.web-1.graphite-bridge.a.count, '{__name__=a.web-1.graphite-bridge.a.count}'",
    "'', web-1.graphite-bridge.a.counts, '{__name__=web-1.graphite-bridge.a.counts}'",
    "'--prefix eu.prod', eu.prod.w.graphite-bridge.a.pt,"
        + " '{__name__=graphite_bridge_pt, prefix=eu.prod, route=a}'",
    "'--prefix eu.prod', eu.prod.w.graphite-bridge-meters.a,"
        + " '{__name__=graphite_bridge_meters.a, host=w, prefix=eu.prod}'",
    "'--host a.b', a.b.graphite-bridge.x.count,"
        + " '{__name__=graphite_bridge_count, host=a.b, route=x}'",
    "'--host a.b', a.b.graphite-bridge.x.pt, '{__name__=graphite_bridge_pt, route=x}'",
    "'--host= --group 1shop', 1shop.x.status_code.200,"
        + " '{__name__=_1shop_status_code, route=x, status=200}'",
    "'--suffix .x', w.graphite-bridge.a.status_code.200.x,"
        + " '{__name__=graphite_bridge_status_code, host=w, route=a, status=200}'",
    "'--counts failures', w.graphite-bridge.a.failures,"
        + " '{__name__=graphite_bridge_failures, host=w, route=a}'",
  })
  void rules_ofName_makeItsLabels(String options, String name, String labels) {
    assertThat(relabelled(text(options), name)).hasToString(labels);
  }

  @Test
  void rules_moreLeaves_areNoMoreRules() {
    assertThat(RULE.matcher(text("--counts failures,retries")).results())
        .hasSameSizeAs(RULE.matcher(text("")).results().toList())
        .hasSize(6);
  }

  private static String text(String options) {
    List<String> words = options.isEmpty() ? List.of() : List.of(options.split(" ", -1));
    return GraphiteFile.VICTORIA_METRICS.text(CommandOptions.parse("generate", words).series());
  }

  /**
   * Applies the rules as VictoriaMetrics does: one after another, each to what the last has left.
   */
  private static Map<String, String> relabelled(String text, String name) {
    Map<String, String> labels = new TreeMap<>(Map.of("__name__", name));
    RULE.matcher(text)
        .results()
        .forEach(
            rule -> {
              Matcher found = Pattern.compile(rule.group(1)).matcher(labels.get("__name__"));
              if (found.matches()) {
                labels.put(rule.group(2), expanded(rule.group(3), found));
              }
            });
    return labels;
  }

  /** Puts groups into a replacement; one that took part in no match is empty. */
  private static String expanded(String replacement, Matcher found) {
    return Pattern.compile("\\$(\\d)")
        .matcher(replacement)
        .replaceAll(
            field -> {
              String group = found.group(Integer.parseInt(field.group(1)));
              return group == null ? "" : Matcher.quoteReplacement(group);
            });
  }
}
