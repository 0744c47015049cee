// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.interop;

import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.micrometer.core.instrument.Clock;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.http.ResponseEntity;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Spring Boot, with Tomcat or with WebFlux, as the class path has it. */
class SpringTest extends InteropTest {
  @Override
  protected Server start(Map<String, String> settings) {
    List<String> arguments = new ArrayList<>(List.of("--server.port=0"));
    settings.forEach((key, value) -> arguments.add("--" + key + "=" + value));
    ConfigurableApplicationContext shop =
        new SpringApplicationBuilder(App.class)
            .initializers(context -> register((GenericApplicationContext) context))
            .run(arguments.toArray(String[]::new));
    String port = shop.getEnvironment().getProperty("local.server.port");
    return Server.of(Integer.parseInt(port), shop::close);
  }

  @Override
  protected Map<String, String> differences() {
    return hasThreads() ? Map.of() : Map.of("LEAVES", "slow UNKNOWN");
  }

  @Override
  protected boolean countsAtLeaving() {
    return !hasThreads();
  }

  /** A thread waits with Tomcat, and none with WebFlux. */
  private static boolean hasThreads() {
    return ClassUtils.isPresent("org.springframework.web.servlet.DispatcherServlet", null);
  }

  private void register(GenericApplicationContext context) {
    context.registerBean(Shop.class, Shop::new);
    if (hasThreads()) {
      context.registerBean(Blocking.class, () -> new Blocking(this::slow));
    } else {
      context.registerBean(Reactive.class, () -> new Reactive(this::slow));
    }
  }

  /** Serves a request that waits. */
  @RestController
  record Blocking(Supplier<String> slow) {
    @GetMapping("/slow")
    String answer() {
      return slow.get();
    }
  }

  /** Serves a request that waits. */
  @RestController
  record Reactive(Supplier<String> slow) {
    @GetMapping("/slow")
    CompletableFuture<String> answer() {
      return CompletableFuture.supplyAsync(slow);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class App {
    @Bean
    GraphiteBridgeMeterRegistry graphiteBridge(Environment environment, Clock clock) {
      return new GraphiteBridgeMeterRegistry(key -> environment.getProperty(key), clock);
    }
  }

  /** What the application serves. */
  @RestController
  static class Shop {
    @GetMapping("/")
    String root() {
      return "root";
    }

    @GetMapping("/products/{id}")
    String product(@PathVariable("id") String id) {
      return id;
    }

    @GetMapping("/shops/{shop}/products/{id}")
    String productOfShop(@PathVariable("shop") String shop, @PathVariable("id") String id) {
      return shop + id;
    }

    @GetMapping("/orders/{number:\\d{4}}")
    String order(@PathVariable("number") String number) {
      return number;
    }

    @GetMapping("/fails")
    String fails() {
      throw new IllegalStateException("as asked");
    }

    @GetMapping("/moved")
    ResponseEntity<Void> moved() {
      return ResponseEntity.status(302).location(URI.create("/")).build();
    }

    @GetMapping("/empty")
    ResponseEntity<Void> empty() {
      return ResponseEntity.noContent().build();
    }

    @GetMapping("/later")
    CompletableFuture<String> later() {
      return CompletableFuture.supplyAsync(() -> "later");
    }
  }
}
