// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.interop;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Quarkus, in a process of its own. */
class QuarkusIT extends InteropTest {
  private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^:]+:(\\d+)");

  /** Quarkus tags a file by its path, and counts a reset of the client twice. */
  @Override
  protected Map<String, String> differences() {
    return Map.of(
        "FILE", "files.hello_txt 200",
        "MOVED", "REDIRECTION 302",
        "LEAVES", "slow UNKNOWN + slow UNKNOWN");
  }

  @Override
  protected Server start(Map<String, String> settings) throws Exception {
    HttpServer slow = waiting();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.add("-Dquarkus.http.port=0");
    command.add("-Dquarkus.http.host=127.0.0.1");
    command.add("-Dslow=http://127.0.0.1:" + slow.getAddress().getPort() + "/");
    command.addAll(List.of("-jar", "target/quarkus-app/quarkus-run.jar"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return Server.of(
        port(process),
        () -> {
          process.destroy();
          if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
          }
          slow.stop(0);
        });
  }

  /** The application asks it for what its own request waits for. */
  private HttpServer waiting() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/",
        exchange -> {
          byte[] answer = slow().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    return server;
  }

  /** Reads the log until it says the port, and lets the rest flow. */
  private static int port(Process process) throws IOException {
    BufferedReader log =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder text = new StringBuilder();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      text.append(line).append('\n');
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        Thread rest = new Thread(() -> log.lines().forEach(System.out::println));
        rest.setDaemon(true);
        rest.start();
        return Integer.parseInt(listening.group(1));
      }
    }
    throw new IOException("the application did not start: " + text);
  }
}
