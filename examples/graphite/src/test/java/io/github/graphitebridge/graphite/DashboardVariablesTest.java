// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Grafana's rules, so that the tests against graphite-web ask what Grafana would ask. */
final class DashboardVariablesTest {
  @Test
  void text_withOneValue_hasItAsItIs() {
    assertThat(of("shop.prod.", "products.id").in("${prefix}${host}.${group}.${route}.count"))
        .isEqualTo("shop.prod.all.shop.products.id.count");
  }

  @Test
  void text_withAnEmptyValue_hasNothing() {
    assertThat(of("", "root").in("${prefix}${host}")).isEqualTo("all");
  }

  @Test
  void text_withAllRoutes_hasEachNumberOfNodes() {
    assertThat(of("", DashboardVariables.ALL).in("${route}.count")).isEqualTo("**.count");
  }

  @Test
  void regex_ofAValue_matchesItLiterally() {
    assertThat(of("a.b.", "root").in("^${prefix:regex}${route:regex}$"))
        .isEqualTo("^a\\.b\\.root$");
  }

  @Test
  void filter_asItIs_isAnExpression() {
    assertThat(new DashboardVariables("", "all", "shop", "**", "a|b\\.c").in("(${filter})"))
        .isEqualTo("(a|b\\.c)");
  }

  private static DashboardVariables of(String prefix, String route) {
    return new DashboardVariables(prefix, "all", "shop", route, "");
  }
}
