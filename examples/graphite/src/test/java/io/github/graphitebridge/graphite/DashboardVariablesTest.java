// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
  void text_withSeveralValues_hasThemInBraces() {
    assertThat(of("", "root", "products.id").in("${route}")).isEqualTo("{root,products.id}");
  }

  @Test
  void regex_ofValues_matchesThemLiterally() {
    assertThat(of("a.b.", "root").in("^${prefix:regex}${route:regex}$"))
        .isEqualTo("^a\\.b\\.root$");
    assertThat(of("", "root", "products.id").in("${route:regex}"))
        .isEqualTo("(root|products\\.id)");
  }

  @Test
  void regex_ofAll_isItsOwnExpression() {
    DashboardVariables all = new DashboardVariables("", "all", "shop", DashboardVariables.ALL);

    assertThat(all.in("${route:regex}")).isEqualTo(".+");
  }

  private static DashboardVariables of(String prefix, String... routes) {
    return new DashboardVariables(prefix, "all", "shop", List.of(routes));
  }
}
