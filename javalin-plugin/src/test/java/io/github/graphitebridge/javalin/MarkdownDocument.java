// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A document as GitHub shows it: its links, the anchors of its headings, and its examples.
 *
 * @param path where it is
 * @param text its Markdown
 */
record MarkdownDocument(Path path, String text) {
  private static final Path PROJECT = Path.of("..");

  private static final Pattern BLOCK =
      Pattern.compile("^ *```(\\w*)\n(.*?)^ *```$", Pattern.DOTALL | Pattern.MULTILINE);

  private static final Pattern INLINE_CODE = Pattern.compile("`[^`\n]*`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^()\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("^#{1,6} (.*)$", Pattern.MULTILINE);
  private static final Pattern LINK_OF_HEADING = Pattern.compile("\\[([^\\]]*)]\\([^)]*\\)");
  private static final Pattern NOT_OF_ANCHOR = Pattern.compile("[^\\p{L}\\p{N} _-]");

  /** Returns all documents of the project. */
  static List<MarkdownDocument> all() {
    return files(3).stream()
        .filter(file -> file.toString().endsWith(".md"))
        .sorted()
        .map(MarkdownDocument::read)
        .toList();
  }

  /** Returns the project's files without those of a build, which may vanish meanwhile. */
  static List<Path> files(int depth) {
    List<Path> files = new ArrayList<>();
    SimpleFileVisitor<Path> visitor =
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes unused) {
            boolean changes = folder.endsWith("target") || folder.endsWith(".git");
            return changes ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes unused) {
            files.add(file);
            return FileVisitResult.CONTINUE;
          }
        };
    try {
      Files.walkFileTree(PROJECT, Set.of(), depth, visitor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** Returns the document at a path from the project's folder. */
  static MarkdownDocument of(String path) {
    return read(PROJECT.resolve(path));
  }

  private static MarkdownDocument read(Path path) {
    try {
      return new MarkdownDocument(path.normalize(), Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the blocks of code in one language. */
  List<String> examples(String language) {
    return BLOCK
        .matcher(text)
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }

  /** Returns the targets of its links and pictures, but for those on other servers. */
  List<String> links() {
    String prose = INLINE_CODE.matcher(withoutBlocks()).replaceAll("");
    return LINK.matcher(prose)
        .results()
        .map(link -> link.group(1))
        .filter(target -> !target.contains("://"))
        .toList();
  }

  /** Returns whether one of its links leads to a file or folder, and to a heading in it. */
  boolean leadsSomewhere(String link) {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? path : path.resolveSibling(parts[0]);
    if (parts.length == 1) {
      return Files.exists(target);
    }
    Path page = Files.isDirectory(target) ? target.resolve("README.md") : target;
    return Files.isRegularFile(page) && read(page).anchors().contains(parts[1]);
  }

  /** Returns the anchors of its headings; one that repeats has a number. */
  List<String> anchors() {
    List<String> anchors = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    Matcher heading = HEADING.matcher(withoutBlocks());
    while (heading.find()) {
      String shown = LINK_OF_HEADING.matcher(heading.group(1)).replaceAll("$1");
      String anchor =
          NOT_OF_ANCHOR
              .matcher(shown.toLowerCase(Locale.ROOT))
              .replaceAll("")
              .strip()
              .replace(' ', '-');
      int before = seen.merge(anchor, 1, Integer::sum) - 1;
      anchors.add(before == 0 ? anchor : anchor + '-' + before);
    }
    return anchors;
  }

  long lines() {
    return text.lines().count();
  }

  int words() {
    return text.strip().split("\\s+").length;
  }

  private String withoutBlocks() {
    return BLOCK.matcher(text).replaceAll("");
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
