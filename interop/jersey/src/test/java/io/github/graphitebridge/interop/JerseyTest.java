// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.interop;

import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpServerFactory;
import org.glassfish.jersey.micrometer.server.DefaultJerseyTagsProvider;
import org.glassfish.jersey.micrometer.server.MetricsApplicationEventListener;
import org.glassfish.jersey.server.ResourceConfig;

class JerseyTest extends InteropTest {
  /** Jersey serves no files, and answers OPTIONS for the route. */
  @Override
  protected Map<String, String> differences() {
    return Map.of("FILE", "NOT_FOUND 404", "OPTIONS", "products.id 200");
  }

  @Override
  protected Server start(Map<String, String> settings) throws Exception {
    GraphiteBridgeMeterRegistry registry = registry(settings);
    HttpServer server =
        GrizzlyHttpServerFactory.createHttpServer(
            URI.create("http://127.0.0.1:0/"), shop(registry).register(new Shop(this::slow)));
    return Server.of(
        server.getListener("grizzly").getPort(),
        () -> {
          server.shutdown(10, TimeUnit.SECONDS).get();
          registry.close();
        });
  }

  private static ResourceConfig shop(GraphiteBridgeMeterRegistry registry) {
    ResourceConfig shop = new ResourceConfig();
    shop.register(
        new MetricsApplicationEventListener(
            registry, new DefaultJerseyTagsProvider(), "http.server.requests", true));
    return shop;
  }

  /** What the application serves. */
  @Path("/")
  public static class Shop {
    private final Supplier<String> slow;

    Shop(Supplier<String> slow) {
      this.slow = slow;
    }

    @GET
    public String root() {
      return "root";
    }

    @GET
    @Path("products/{id}")
    public String product(@PathParam("id") String id) {
      return id;
    }

    @GET
    @Path("shops/{shop}/products/{id}")
    public String productOfShop(@PathParam("id") String id) {
      return id;
    }

    @GET
    @Path("orders/{number: \\d{4}}")
    public String order(@PathParam("number") String number) {
      return number;
    }

    @GET
    @Path("fails")
    public String fails() {
      throw new IllegalStateException("as asked");
    }

    @GET
    @Path("moved")
    public Response moved() {
      return Response.status(302).location(URI.create("/")).build();
    }

    @GET
    @Path("empty")
    public Response empty() {
      return Response.noContent().build();
    }

    @GET
    @Path("later")
    public void later(@Suspended AsyncResponse response) {
      CompletableFuture.runAsync(() -> response.resume("later"));
    }

    @GET
    @Path("slow")
    public void slow(@Suspended AsyncResponse response) {
      CompletableFuture.runAsync(() -> response.resume(slow.get()));
    }
  }
}
