// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** What the rules command prints, without a process of its own. */
public final class Generated {
  private Generated() {}

  /** Returns the rules that {@code generate} prints for some options. */
  public static AggregationRules rules(List<String> options) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
    String[] words = Stream.concat(Stream.of("generate"), options.stream()).toArray(String[]::new);
    int status = new RulesCommand(printed, printed).run(words);
    String text = out.toString(StandardCharsets.UTF_8);
    if (status != 0) {
      throw new IllegalArgumentException(text);
    }
    return AggregationRules.parse(text);
  }
}
