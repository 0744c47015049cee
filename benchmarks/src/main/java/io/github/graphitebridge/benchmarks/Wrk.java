// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the load generator wrk has seen of a server. */
record Wrk(long requests, double perSecond) {
  private static final int CONNECTIONS = 32;

  /** Asks as fast as the server answers. */
  static Wrk run(String url, int seconds) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder("wrk", "-t1", "-c" + CONNECTIONS, "-d" + seconds + "s", url)
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      throw new IOException("wrk is not installed; apt-get install wrk does it", e);
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    if (output.contains("Non-2xx") || output.contains("Socket errors")) {
      throw new IOException("wrk was not answered: " + output);
    }
    return new Wrk(
        (long) find(output, "(\\d+) requests in"), find(output, "Requests/sec: +([0-9.]+)"));
  }

  private static double find(String output, String pattern) throws IOException {
    Matcher matcher = Pattern.compile(pattern).matcher(output);
    if (!matcher.find()) {
      throw new IOException("wrk says nothing of " + pattern + ": " + output);
    }
    return Double.parseDouble(matcher.group(1));
  }
}
