// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.interop;

import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.micrometer.core.instrument.Clock;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.env.Environment;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

class MicronautTest extends InteropTest {
  /** Micronaut has words in place of the route of a file and a redirect. */
  @Override
  protected Map<String, String> differences() {
    return Map.of("FILE", "UNKNOWN 200", "MOVED", "REDIRECTION 302", "OPTIONS", "NOT_FOUND 405");
  }

  @Override
  protected Server start(Map<String, String> settings) {
    Map<String, Object> properties = new HashMap<>(settings);
    properties.put("micronaut.server.port", -1);
    properties.put("micronaut.router.static-resources.files.paths", "classpath:static/files");
    properties.put("micronaut.router.static-resources.files.mapping", "/files/**");
    Supplier<String> slow = this::slow;
    EmbeddedServer server =
        ApplicationContext.builder()
            .properties(properties)
            .singletons(new Slow(slow))
            .start()
            .getBean(EmbeddedServer.class);
    server.start();
    return Server.of(
        server.getPort(),
        () -> {
          server.stop();
          server.getApplicationContext().close();
        });
  }

  record Slow(Supplier<String> answer) {}

  @Factory
  static class Graphite {
    @Singleton
    @Bean(preDestroy = "close")
    GraphiteBridgeMeterRegistry graphiteBridge(Environment environment) {
      return new GraphiteBridgeMeterRegistry(
          key -> environment.getProperty(key, String.class).orElse(null), Clock.SYSTEM);
    }
  }

  /** What the application serves. */
  @Controller
  static class Shop {
    private final Slow slow;

    Shop(Slow slow) {
      this.slow = slow;
    }

    @Get("/")
    String root() {
      return "root";
    }

    @Get("/products/{id}")
    String product(String id) {
      return id;
    }

    @Get("/shops/{shop}/products/{id}")
    String productOfShop(String shop, String id) {
      return shop + id;
    }

    @Get("/orders/{number:4}{?max,offset}")
    String order(String number) {
      return number;
    }

    @Get("/fails")
    String fails() {
      throw new IllegalStateException("as asked");
    }

    @Get("/moved")
    HttpResponse<String> moved() {
      return HttpResponse.<String>status(io.micronaut.http.HttpStatus.FOUND)
          .headers(headers -> headers.location(URI.create("/")));
    }

    @Get("/empty")
    HttpResponse<String> empty() {
      return HttpResponse.noContent();
    }

    @Get("/later")
    CompletableFuture<String> later() {
      return CompletableFuture.supplyAsync(() -> "later");
    }

    @Get("/slow")
    @ExecuteOn(TaskExecutors.BLOCKING)
    String slow() {
      return slow.answer().get();
    }
  }
}
