// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.interop.quarkus;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What the application serves. */
@Path("/")
public class Shop {
  /** Answers at once. */
  @GET
  public String root() {
    return "root";
  }

  /** Has a parameter. */
  @GET
  @Path("products/{id}")
  public String product(@PathParam("id") String id) {
    return id;
  }

  /** Has two. */
  @GET
  @Path("shops/{shop}/products/{id}")
  public String productOfShop(@PathParam("shop") String shop, @PathParam("id") String id) {
    return shop + id;
  }

  /** Has a parameter of digits. */
  @GET
  @Path("orders/{number:\\d{4}}")
  public String order(@PathParam("number") String number) {
    return number;
  }

  /** Throws. */
  @GET
  @Path("fails")
  public String fails() {
    throw new IllegalStateException("as asked");
  }

  /** Redirects. */
  @GET
  @Path("moved")
  public Response moved() {
    return Response.status(302).location(URI.create("/")).build();
  }

  /** Has nothing to say. */
  @GET
  @Path("empty")
  public Response empty() {
    return Response.noContent().build();
  }

  /** Answers from another thread. */
  @GET
  @Path("later")
  public CompletionStage<String> later() {
    return CompletableFuture.supplyAsync(() -> "later");
  }

  /** Answers when the test does, which it asks. */
  @GET
  @Path("slow")
  public String slow() throws IOException {
    try (InputStream answer = URI.create(System.getProperty("slow")).toURL().openStream()) {
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
