// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The project's documents: their links lead somewhere, their commands name what is there, and none
 * is too long to be read.
 */
class DocumentsTest {
  private static final Path PROJECT = Path.of("..");

  /** What a command for Maven names. */
  private static final Pattern MODULES = Pattern.compile(" -pl ([\\w/,.-]+)");

  private static final Pattern PROFILES = Pattern.compile(" -P([\\w,]+)");
  private static final Pattern TESTS = Pattern.compile(" -D(?:it\\.)?test=(?![Nn]one\\b)([\\w,]+)");
  private static final Pattern ID = Pattern.compile("<id>(\\w+)</id>");

  private static final Set<String> TEST_CLASSES = testClasses();

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
  void commands_ofEachDocument_nameWhatIsThere(MarkdownDocument document) throws IOException {
    assertThat(words(MODULES, document.text()))
        .allSatisfy(module -> assertThat(PROJECT.resolve(module).resolve("pom.xml")).exists());
    assertThat(words(PROFILES, document.text()))
        .isSubsetOf(words(ID, Files.readString(PROJECT.resolve("pom.xml"))));
    assertThat(words(TESTS, document.text())).isSubsetOf(TEST_CLASSES);
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

  private static List<String> words(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .flatMap(found -> Stream.of(found.group(1).split(",", -1)))
        .toList();
  }

  private static Set<String> testClasses() {
    return MarkdownDocument.files(Integer.MAX_VALUE).stream()
        .filter(file -> file.toString().matches(".*/src/test/.*\\.java"))
        .map(file -> file.getFileName().toString().replace(".java", ""))
        .collect(Collectors.toSet());
  }

  private static List<MarkdownDocument> documents() {
    return MarkdownDocument.all();
  }
}
