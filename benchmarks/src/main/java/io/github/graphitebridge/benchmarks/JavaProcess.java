// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Another JVM with this one's classes, which says one line when it is ready and ends with its
 * standard input: also when this JVM dies.
 */
final class JavaProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;
  private final String firstLine;

  private JavaProcess(Process process, BufferedReader output, String firstLine) {
    this.process = process;
    this.output = output;
    this.firstLine = firstLine;
  }

  /** Starts a program and waits until it is ready. */
  static JavaProcess start(String jvmOption, Class<?> program, String... args) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(List.of(java, jvmOption, "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(program.getName());
    command.addAll(List.of(args));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = output.readLine();
    if (line == null) {
      process.destroy();
      throw new IOException(program.getSimpleName() + " did not start");
    }
    return new JavaProcess(process, output, line);
  }

  String firstLine() {
    return firstLine;
  }

  /** Has a program that answers each byte with a line answer once. */
  String ask() throws IOException {
    process.getOutputStream().write('?');
    process.getOutputStream().flush();
    return output.readLine();
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
