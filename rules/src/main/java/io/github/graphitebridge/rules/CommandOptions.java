// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The words and options of a command. An option is {@code --key value} or {@code --key=value}, each
 * once; some have no value. It refuses an option that the command would ignore.
 *
 * <p>An {@link IllegalArgumentException} says what is wrong: the key, the value and what is
 * allowed.
 */
final class CommandOptions {
  private static final List<String> NAMES =
      List.of("prefix", "host", "group", "meter-group", "suffix", "interval", "counts");

  private static final String FRAGMENT = "fragment";
  private static final String FORCE = "force";
  private static final Set<String> WITHOUT_VALUE = Set.of(FRAGMENT, FORCE);

  private static final Map<String, List<String>> KEYS =
      Map.of(
          "check",
          and("route"),
          "generate",
          and("times", "sizes", "units", "late", "into", FRAGMENT, FORCE));

  private static final Map<String, TimeUnit> UNITS = new LinkedHashMap<>();

  static {
    UNITS.put("ns", TimeUnit.NANOSECONDS);
    UNITS.put("us", TimeUnit.MICROSECONDS);
    UNITS.put("ms", TimeUnit.MILLISECONDS);
    UNITS.put("s", TimeUnit.SECONDS);
    UNITS.put("m", TimeUnit.MINUTES);
    UNITS.put("h", TimeUnit.HOURS);
    UNITS.put("d", TimeUnit.DAYS);
  }

  private final List<String> words = new ArrayList<>();
  private final Map<String, String> options = new LinkedHashMap<>();
  private boolean asksForHelp;

  private CommandOptions() {}

  /**
   * Reads the arguments of a command.
   *
   * @param command {@code check} or {@code generate}
   */
  static CommandOptions parse(String command, List<String> args) {
    CommandOptions parsed = new CommandOptions();
    int i = 0;
    while (i < args.size()) {
      String arg = args.get(i++);
      if (arg.equals("--help") || arg.equals("-h")) {
        parsed.asksForHelp = true;
      } else if (!arg.startsWith("--")) {
        parsed.words.add(arg);
      } else {
        int equals = arg.indexOf('=');
        String key = arg.substring(2, equals < 0 ? arg.length() : equals);
        checkKey(command, key);
        if (WITHOUT_VALUE.contains(key)) {
          checkNoValue(arg, key);
          parsed.put(key, "");
          continue;
        }
        if (equals < 0 && i == args.size()) {
          throw new IllegalArgumentException("--" + key + " needs a value behind it");
        }
        parsed.put(key, equals < 0 ? args.get(i++) : arg.substring(equals + 1));
      }
    }
    return parsed;
  }

  /** Returns whether there is a {@code --help}. */
  boolean asksForHelp() {
    return asksForHelp;
  }

  /** Returns the series that the options describe. */
  RequestSeries series() {
    RequestSeriesBuilder builder = RequestSeries.builder();
    options.forEach((key, value) -> apply(builder, key, value));
    return builder.build();
  }

  /** Returns the route of the request to look at, or null if none was given. */
  @Nullable String route() {
    String route = options.get("route");
    if (route != null && !CarbonName.isSafe(route)) {
      throw new IllegalArgumentException(
          "route was \""
              + route
              + "\" but must be nodes as they stand in a name, joined by single dots: products.id");
    }
    return route;
  }

  /** Returns the file that the only word names. */
  String rulesFile() {
    if (words.isEmpty() || words.get(0).isEmpty()) {
      throw new IllegalArgumentException("no file named: check needs the rules file's name");
    }
    return onlyWord();
  }

  /**
   * Returns the files to make: the one that the only word names. Without a word the rules, or all
   * that an application needs if there is a folder.
   */
  List<GraphiteFile> files() {
    if (words.isEmpty()) {
      return folder() == null
          ? List.of(GraphiteFile.AGGREGATOR)
          : List.of(
              GraphiteFile.AGGREGATOR,
              GraphiteFile.STORAGE_SCHEMAS,
              GraphiteFile.STORAGE_AGGREGATION);
    }
    return List.of(file(onlyWord()));
  }

  /** Returns whether to make only the part for an existing file. */
  boolean isFragment() {
    return options.containsKey(FRAGMENT);
  }

  /** Returns the folder that files go into, or null to print them. */
  @Nullable String folder() {
    String folder = options.get("into");
    if (folder == null && options.containsKey(FORCE)) {
      throw new IllegalArgumentException("--force is of use with --into only");
    }
    if (folder != null && folder.isEmpty()) {
      throw new IllegalArgumentException("into was \"\" but must be a folder");
    }
    return folder;
  }

  /** Returns whether files that exist may be overwritten. */
  boolean isForced() {
    return options.containsKey(FORCE);
  }

  private static GraphiteFile file(String word) {
    return Arrays.stream(GraphiteFile.values())
        .filter(file -> file.toString().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown file "
                        + word
                        + ", allowed are "
                        + Arrays.stream(GraphiteFile.values())
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "))));
  }

  private String onlyWord() {
    if (words.size() != 1) {
      throw new IllegalArgumentException("one file may be named, but there are " + words);
    }
    return words.get(0);
  }

  private static List<String> and(String... keys) {
    return Stream.concat(NAMES.stream(), Stream.of(keys)).toList();
  }

  private static void checkKey(String command, String key) {
    List<String> keys = KEYS.getOrDefault(command, NAMES);
    if (!keys.contains(key)) {
      throw new IllegalArgumentException(
          command
              + " has no option --"
              + key
              + ", allowed are "
              + keys.stream().map(k -> "--" + k).collect(Collectors.joining(", ")));
    }
  }

  private static void checkNoValue(String arg, String key) {
    if (arg.length() > "--".length() + key.length()) {
      throw new IllegalArgumentException("--" + key + " has no value, but there is " + arg);
    }
  }

  private void put(String key, String value) {
    String earlier = options.put(key, value);
    if (earlier != null) {
      throw new IllegalArgumentException(
          "--"
              + key
              + " is there twice, \""
              + earlier
              + "\" and \""
              + value
              + "\", but may be there once");
    }
  }

  private static void apply(RequestSeriesBuilder builder, String key, String value) {
    switch (key) {
      case "prefix" -> builder.prefix(value);
      case "host" -> builder.host(value);
      case "group" -> builder.group(value);
      case "meter-group" -> builder.meterGroup(value);
      case "suffix" -> builder.suffix(value);
      case "interval" -> builder.intervalSeconds(seconds(key, value));
      case "counts" -> builder.counts(parts(value));
      case "late" -> builder.lateSeconds(seconds(key, value));
      case "times" -> builder.times(methods(key, value));
      case "sizes" -> builder.sizes(methods(key, value));
      case "units" -> builder.durationUnits(unit(value));
      default -> { // The route and the folder are not part of the series.
      }
    }
  }

  private static int seconds(String key, String value) {
    if (!value.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException(
          key + " was \"" + value + "\" but must be a whole number of seconds, such as 60");
    }
    return Integer.parseInt(value);
  }

  private static List<String> parts(String value) {
    return value.isEmpty() ? List.of() : List.of(value.split(",", -1));
  }

  private static List<AggregationMethod> methods(String key, String value) {
    if (!parts(value).stream().allMatch(AggregationMethod::isWord)) {
      throw new IllegalArgumentException(
          key + " was \"" + value + "\" but must be " + RequestSeriesBuilder.AGGREGATES);
    }
    return parts(value).stream().map(AggregationMethod::parse).toList();
  }

  private static TimeUnit unit(String value) {
    TimeUnit unit = UNITS.get(value);
    if (unit == null) {
      throw new IllegalArgumentException(
          "units was \"" + value + "\" but must be one of " + UNITS.keySet());
    }
    return unit;
  }
}
