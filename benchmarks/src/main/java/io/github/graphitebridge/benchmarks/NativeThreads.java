// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * This process' threads as Linux sees them.
 *
 * @param switches how often each has given the processor up of its own accord
 */
record NativeThreads(Map<Thread, Long> switches) {
  private static final String FIELD = "voluntary_ctxt_switches:";
  private static final int NAME_LENGTH = 15;

  /** One of them. */
  record Thread(String name, int id) implements Comparable<Thread> {
    @Override
    public int compareTo(Thread other) {
      return Integer.compare(id, other.id);
    }
  }

  static NativeThreads now() throws IOException {
    Map<Thread, Long> switches = new TreeMap<>();
    List<Path> tasks;
    try (Stream<Path> listed = Files.list(Path.of("/proc/self/task"))) {
      tasks = listed.toList();
    }
    for (Path task : tasks) {
      try {
        int id = Integer.parseInt(task.getFileName().toString());
        String name = Files.readString(task.resolve("comm")).strip();
        switches.put(new Thread(name, id), switches(task));
      } catch (NoSuchFileException ended) {
        // Between the listing and the look.
      }
    }
    return new NativeThreads(switches);
  }

  /** Returns those that are not among others. */
  NativeThreads without(NativeThreads others) {
    Map<Thread, Long> rest = new TreeMap<>(switches);
    rest.keySet().removeAll(others.switches.keySet());
    return new NativeThreads(rest);
  }

  /** Returns a name as the kernel keeps it. */
  static String cut(String name) {
    return name.length() <= NAME_LENGTH ? name : name.substring(0, NAME_LENGTH);
  }

  private static long switches(Path task) throws IOException {
    return Files.readAllLines(task.resolve("status")).stream()
        .filter(line -> line.startsWith(FIELD))
        .mapToLong(line -> Long.parseLong(line.substring(FIELD.length()).strip()))
        .findFirst()
        .orElse(0);
  }
}
