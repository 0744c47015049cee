// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The BOM lists what a release publishes. It has no parent, so it repeats what the parent says. */
class BomTest {
  private static final Path ROOT = Path.of("..");
  private static final PomFile PARENT = PomFile.read(ROOT.resolve("pom.xml"));
  private static final PomFile BOM = PomFile.read(ROOT.resolve("bom/pom.xml"));

  @Test
  void bom_listsEachPublishedJar_andNoOther() throws IOException {
    List<String> listed = BOM.texts("dependencyManagement/dependencies/dependency/artifactId");

    assertThat(listed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(publishedJars());
  }

  @Test
  void bom_listsEachJar_atItsOwnVersion() {
    List<String> groups = BOM.texts("dependencyManagement/dependencies/dependency/groupId");
    List<String> versions = BOM.texts("dependencyManagement/dependencies/dependency/version");

    assertThat(groups).isNotEmpty().containsOnly(PARENT.text("groupId"));
    assertThat(versions).hasSameSizeAs(groups).containsOnly("${project.version}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "groupId",
        "version",
        "inceptionYear",
        "url",
        "licenses",
        "developers",
        "scm/connection",
        "scm/developerConnection",
        "scm/url"
      })
  void bom_repeatsTheParent(String element) {
    assertThat(BOM.text(element)).isNotEmpty().isEqualTo(PARENT.text(element));
  }

  @Test
  void bom_isBuilt_andPublished() {
    assertThat(PARENT.texts("modules/module")).contains("bom");
    assertThat(BOM.text("properties/unpublished")).isEmpty();
  }

  private static List<String> publishedJars() throws IOException {
    Map<String, PomFile> poms = new TreeMap<>();
    for (Path file : pomFiles()) {
      PomFile pom = PomFile.read(file);
      poms.put(pom.text("artifactId"), pom);
    }
    return poms.values().stream()
        .filter(pom -> !pom.text("packaging").equals("pom") && isPublished(pom, poms))
        .map(pom -> pom.text("artifactId"))
        .toList();
  }

  /** Returns the project's poms. Build folders are left out: their files come and go. */
  private static List<Path> pomFiles() throws IOException {
    List<Path> poms = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.endsWith("target") || folder.endsWith(".git")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.endsWith("pom.xml")) {
              poms.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return poms;
  }

  /** A module inherits from its parent that it is not published. */
  private static boolean isPublished(PomFile pom, Map<String, PomFile> poms) {
    String unpublished = pom.text("properties/unpublished");
    PomFile parent = poms.get(pom.text("parent/artifactId"));
    if (unpublished.isEmpty() && parent != null) {
      return isPublished(parent, poms);
    }
    return !unpublished.equals("true");
  }
}
