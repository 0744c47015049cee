// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.interop

import io.ktor.http.HttpStatusCode
import io.ktor.server.application.Application
import io.ktor.server.application.install
import io.ktor.server.engine.embeddedServer
import io.ktor.server.http.content.staticResources
import io.ktor.server.metrics.micrometer.MicrometerMetrics
import io.ktor.server.netty.Netty
import io.ktor.server.response.respond
import io.ktor.server.response.respondRedirect
import io.ktor.server.response.respondText
import io.ktor.server.routing.get
import io.ktor.server.routing.route
import io.ktor.server.routing.routing
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext

class KtorTest : InteropTest() {
  /** A route without parameters that has never succeeded may be a raw path. */
  override fun differences() =
      mapOf(
          "FILE" to "files.wildcard 200",
          "FAILS" to "UNKNOWN 500",
          "MOVED" to "REDIRECTION 302",
          "WRONG_METHOD" to "NOT_FOUND 404",
          "HEAD" to "NOT_FOUND 404",
          "OPTIONS" to "NOT_FOUND 404")

  override fun start(settings: Map<String, String>): Server {
    val graphiteBridge = registry(settings)
    val server =
        embeddedServer(Netty, port = 0, host = "127.0.0.1") {
          install(MicrometerMetrics) { registry = graphiteBridge }
          shop(::slow)
        }
    server.start()
    val port = runBlocking { server.engine.resolvedConnectors().first().port }
    return Server.of(port) {
      server.stop(1_000, 10_000)
      graphiteBridge.close()
    }
  }

  private fun Application.shop(slow: () -> String) {
    routing {
      get("/") { call.respondText("root") }
      get("/products/{id}") { call.respondText("product") }
      route("/shops/{shop}") { get("/products/{id}") { call.respondText("product") } }
      get(Regex("/orders/(?<number>[0-9]{4})")) { call.respondText("order") }
      staticResources("/files", "static/files")
      get("/fails") { throw IllegalStateException("as asked") }
      get("/moved") { call.respondRedirect("/") }
      get("/empty") { call.respond(HttpStatusCode.NoContent) }
      get("/later") {
        delay(1)
        call.respondText("later")
      }
      get("/slow") { call.respondText(withContext(Dispatchers.IO) { slow() }) }
    }
  }
}
