// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import io.github.graphitebridge.rules.RulesText.BadLine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The jar's program: it generates files and checks rules. */
final class RulesCommand {
  private static final int FINE = 0;
  private static final int WARNED = 1;
  private static final int WRONG = 2;

  /** One and several nodes, and one that a rule for any {@code status_} would match. */
  private static final List<String> ROUTES = List.of("products.id", "root", "reports.status_page");

  private static final String USAGE =
      """
      usage: java -jar graphite-bridge-rules.jar check RULES [OPTION VALUE]...
             java -jar graphite-bridge-rules.jar generate [FILE] [OPTION VALUE]...

      check reads carbon-aggregator's rules in the file RULES. It prints the series that they make
      of one request, and warns if points would be lost, counted twice or computed by a wrong
      method, or if a rule matches other points. It also warns of lines that carbon accepts but
      cannot use.
      generate prints a FILE: aggregator (the default), relay, c-relay, storage-schemas,
      storage-aggregation or victoria-metrics. With --into it writes the file into a folder, under
      its usual name. Without a FILE it then writes the three that carbon-aggregator and
      carbon-cache need.

        --prefix NODES        metricPrefix; default none
        --host NODE           * for any one node (default), one host's name, or "" for none
        --group NODES         default graphite-bridge
        --meter-group NODES   default the group with -meters
        --suffix TEXT         default none
        --interval SECONDS    aggregationInterval; default 60
        --counts LEAVES       your own counters, such as failures,retries; default none
      of generate:
        --into FOLDER         writes there, and does not overwrite files
        --force               overwrites existing files
        --fragment            only the part to put in front of an existing file
        --times METHODS       besides the mean time; default p50,p95,p99,max; "" for none
        --sizes METHODS       besides the mean size; default max; "" for none
        --units UNIT          durationUnits: ns, us, ms, s (default), m, h or d; for c-relay
        --late SECONDS        maxAge; default and limit 5 intervals; for c-relay
      of check:
        --route NODES         the route to check and print; default products.id

      exit status: 0 fine, 1 check warns of the application's own series, 2 wrong arguments, rules
      that stop carbon-aggregator or cannot be read, or output that cannot be written
      """;

  private final PrintStream out;
  private final PrintStream err;

  RulesCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Runs the program and ends the JVM. The status is 0, or 1 if the check warns, or 2 if the
   * arguments are wrong, the rules cannot be read or the output cannot be written.
   *
   * @param args {@code check RULES} or {@code generate FILE}, and options; {@code help} prints them
   */
  public static void main(String... args) {
    System.exit(new RulesCommand(System.out, System.err).run(args));
  }

  int run(String... args) {
    int status = answer(Arrays.asList(args));
    // Only this shows that a PrintStream could not write.
    return out.checkError() ? fail("cannot write the output\n") : status;
  }

  private int answer(List<String> words) {
    String command = words.isEmpty() ? "" : words.get(0);
    try {
      return switch (command) {
        case "check", "generate" ->
            answer(command, CommandOptions.parse(command, words.subList(1, words.size())));
        case "help", "--help", "-h" -> say(USAGE);
        default -> fail((command.isEmpty() ? "" : "unknown command " + command + "\n") + USAGE);
      };
    } catch (IllegalArgumentException e) {
      return fail(e.getMessage() + "\n");
    }
  }

  private int answer(String command, CommandOptions options) {
    if (options.asksForHelp()) {
      return say(USAGE);
    }
    return command.equals("check") ? check(options) : generate(options);
  }

  private int generate(CommandOptions options) {
    RequestSeries series = options.series();
    Map<GraphiteFile, String> texts = new EnumMap<>(GraphiteFile.class);
    for (GraphiteFile file : options.files()) {
      texts.put(file, options.isFragment() ? file.fragment(series) : file.text(series));
    }
    String folder = options.folder();
    return folder == null
        ? say(String.join("", texts.values()))
        : write(texts, folder, options.isForced());
  }

  /** Writes all files, or none if one exists. */
  private int write(Map<GraphiteFile, String> texts, String folder, boolean isForced) {
    try {
      Path into = Path.of(folder);
      for (GraphiteFile file : texts.keySet()) {
        Path path = into.resolve(file.fileName());
        if (!isForced && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
          return fail(path + " exists, nothing was written; --force overwrites it\n");
        }
      }
      Files.createDirectories(into);
      for (Map.Entry<GraphiteFile, String> text : texts.entrySet()) {
        Path path = into.resolve(text.getKey().fileName());
        Files.writeString(path, text.getValue());
        out.print(path + "\n");
      }
      return FINE;
    } catch (IOException | InvalidPathException e) {
      return fail("cannot write into " + folder + ": " + e + "\n");
    }
  }

  private int check(CommandOptions options) {
    RequestSeries series = options.series();
    RulesText text;
    String file = options.rulesFile();
    try {
      text = RulesText.read(Files.readString(Path.of(file)));
    } catch (CharacterCodingException e) {
      return fail("cannot read " + file + ": it is not UTF-8 text\n");
    } catch (IOException | InvalidPathException e) {
      return fail("cannot read " + file + ": " + e + "\n");
    }
    if (text.badLines().stream().anyMatch(BadLine::stopsDaemon)) {
      return fail(
          text.badLines().stream()
              .map(line -> file + ", " + line + "\n")
              .collect(Collectors.joining()));
    }
    String route = options.route();
    RulesCheck check =
        new RulesCheck(text, series)
            .requests(route == null ? ROUTES : List.of(route))
            .foreignRules();
    check.lines().forEach(line -> out.print(line + "\n"));
    check.warnings().forEach(warning -> out.print("WARNING " + warning + "\n"));
    out.print(
        check.isFine()
            ? "fine: the rules aggregate every point of a request exactly once\n"
            : "warnings: " + check.warnings().size() + "\n");
    return check.isFine() ? FINE : WARNED;
  }

  private int say(String text) {
    out.print(text);
    return FINE;
  }

  private int fail(String text) {
    err.print(text);
    return WRONG;
  }
}
