// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The words behind a command, and its options: {@code --key value} or {@code --key=value}.
 *
 * <p>What is wrong is told by an {@link IllegalArgumentException} with the key, the value and what
 * is allowed.
 */
final class CommandOptions {
  private static final List<String> KEYS =
      List.of(
          "prefix",
          "host",
          "group",
          "meter-group",
          "suffix",
          "interval",
          "times",
          "sizes",
          "units",
          "late",
          "route");

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

  private CommandOptions() {}

  static CommandOptions parse(List<String> args) {
    CommandOptions parsed = new CommandOptions();
    int i = 0;
    while (i < args.size()) {
      String arg = args.get(i++);
      if (!arg.startsWith("--")) {
        parsed.words.add(arg);
        continue;
      }
      int equals = arg.indexOf('=');
      String key = arg.substring(2, equals < 0 ? arg.length() : equals);
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(
            "unknown option --"
                + key
                + ", allowed are "
                + KEYS.stream().map(k -> "--" + k).collect(Collectors.joining(", ")));
      }
      if (equals < 0 && i == args.size()) {
        throw new IllegalArgumentException("--" + key + " needs a value behind it");
      }
      parsed.options.put(key, equals < 0 ? args.get(i++) : arg.substring(equals + 1));
    }
    return parsed;
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

  /** Returns the one word there has to be. */
  String onlyWord(String what) {
    if (words.size() != 1) {
      throw new IllegalArgumentException("needs one word, " + what + ", but there are " + words);
    }
    return words.get(0);
  }

  /** Returns the file that the one word names, the rules where there is no word. */
  GraphiteFile file() {
    String word = words.isEmpty() ? GraphiteFile.AGGREGATOR.toString() : onlyWord("the file");
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

  private static void apply(RequestSeriesBuilder builder, String key, String value) {
    switch (key) {
      case "prefix" -> builder.prefix(value);
      case "host" -> builder.host(value);
      case "group" -> builder.group(value);
      case "meter-group" -> builder.meterGroup(value);
      case "suffix" -> builder.suffix(value);
      case "interval" -> builder.intervalSeconds(seconds(key, value));
      case "late" -> builder.lateSeconds(seconds(key, value));
      case "times" -> builder.times(methods(value));
      case "sizes" -> builder.sizes(methods(value));
      case "units" -> builder.durationUnits(unit(value));
      default -> { // The route: it is no part of the series.
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

  private static List<AggregationMethod> methods(String value) {
    return value.isEmpty()
        ? List.of()
        : Arrays.stream(value.split(",", -1)).map(AggregationMethod::parse).toList();
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
