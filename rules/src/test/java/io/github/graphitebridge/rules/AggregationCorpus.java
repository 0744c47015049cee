// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The rules and names by which {@link AggregationRules} and the real daemon are compared. */
public final class AggregationCorpus {
  private static final String NOTHING = "nothing";

  private AggregationCorpus() {}

  /** Reads the blocks of {@code aggregation-corpus.txt}. */
  public static List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    String title = "";
    List<String> rules = new ArrayList<>();
    List<Case> cases = new ArrayList<>();
    for (String line : (Iterable<String>) lines("aggregation-corpus.txt")::iterator) {
      if (line.startsWith("== ")) {
        add(blocks, title, rules, cases);
        title = line.substring(3);
        rules = new ArrayList<>();
        cases = new ArrayList<>();
      } else if (line.contains(" -> ")) {
        String[] parts = line.split(" -> ", 2);
        cases.add(
            new Case(
                parts[0], parts[1].equals(NOTHING) ? List.of() : List.of(parts[1].split(", "))));
      } else {
        rules.add(line.startsWith("@") ? file(line.substring(1)) : line);
      }
    }
    add(blocks, title, rules, cases);
    return blocks;
  }

  /** Reads the rules of {@code aggregation-refused.txt}. */
  public static List<Refused> refused() {
    return lines("aggregation-refused.txt")
        .map(line -> line.split(" \\| ", 2))
        .map(
            parts -> {
              String[] words = parts[0].split(" ", 2);
              return new Refused(words[0], words.length == 1 ? "" : words[1], parts[1]);
            })
        .toList();
  }

  private static void add(List<Block> blocks, String title, List<String> rules, List<Case> cases) {
    if (!cases.isEmpty()) {
      blocks.add(new Block(title, String.join("\n", rules) + "\n", cases));
    }
  }

  private static Stream<String> lines(String resource) {
    try (InputStream stream = AggregationCorpus.class.getResourceAsStream("/" + resource)) {
      String text = new String(Objects.requireNonNull(stream, resource).readAllBytes(), UTF_8);
      return text.lines().filter(line -> !line.isBlank() && !line.startsWith("#"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file of the project: a test runs in its module's folder. */
  private static String file(String path) {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve(path))) {
      root = Objects.requireNonNull(root.getParent(), path);
    }
    try {
      return Files.readString(root.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rules that are in force together, and what they do with names. */
  public record Block(String title, String rules, List<Case> cases) {
    @Override
    public String toString() {
      return title;
    }
  }

  /** A name, and the outputs to which it goes, one for each rule that takes it. */
  public record Case(String name, List<String> outputs) {}

  /** A rule that is refused, and what the daemon does with it. */
  public record Refused(String outcome, String name, String rule) {
    @Override
    public String toString() {
      return rule;
    }
  }
}
