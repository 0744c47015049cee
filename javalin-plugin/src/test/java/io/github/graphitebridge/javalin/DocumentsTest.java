// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The project's documents: their links lead somewhere, and none is too long to be read. */
class DocumentsTest {
  private static final int MOST_LINES = 250;
  private static final int MOST_LINES_OF_README = 150;
  private static final int MOST_WORDS_OF_README = 1_200;

  @ParameterizedTest
  @MethodSource("documents")
  void links_ofEachDocument_leadSomewhere(MarkdownDocument document) {
    assertThat(document.links()).allMatch(document::leadsSomewhere, "lead somewhere");
  }

  @ParameterizedTest
  @MethodSource("documents")
  void lines_ofEachDocument_areNotTooMany(MarkdownDocument document) {
    assertThat(document.lines()).isLessThanOrEqualTo(MOST_LINES);
  }

  @Test
  void readme_isAPage() {
    MarkdownDocument readme = MarkdownDocument.of("README.md");

    assertThat(readme.lines()).isLessThanOrEqualTo(MOST_LINES_OF_README);
    assertThat(readme.words()).isLessThanOrEqualTo(MOST_WORDS_OF_README);
  }

  @Test
  void readme_linksEveryDocumentOfTheFolder() {
    List<String> links = MarkdownDocument.of("README.md").links();

    assertThat(documents())
        .filteredOn(document -> document.path().startsWith("../docs"))
        .extracting(document -> "docs/" + document.path().getFileName())
        .isNotEmpty()
        .isSubsetOf(links.stream().map(link -> link.replaceFirst("#.*", "")).toList());
  }

  private static List<MarkdownDocument> documents() {
    return MarkdownDocument.all();
  }
}
