// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.staticfiles.Location;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.server.handler.gzip.GzipHandler;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The size of a body is that before compression, and none where nobody knows that. */
@Timeout(60)
class AnswerSizesTest {

  private static final String LONG = "0123456789".repeat(10_000);

  private final TestApp.Recorded recorded = new TestApp.Recorded();
  @TempDir private Path files;

  @ParameterizedTest(name = "{0} as {1} -> {2}")
  @CsvSource({
    "/held, identity, 100000",
    "/held, gzip, 100000",
    "/held-and-skipped, gzip, 100000",
    "/half-read, identity, 60000",
    "/half-read, gzip, 60000",
    "/zipped, identity, -1",
    "/zipped, gzip, -1",
    "/zipped-and-skipped, gzip, -1",
    "/zipped-stream, gzip, -1",
    "/said-to-be-plain, gzip, 100000",
    "/page.html, identity, 100000",
    "/page.html, gzip, -1",
    "/written-then-result, identity, 100007",
    "/written-then-result, gzip, -1",
  })
  void size_ofABody_isThatBeforeCompressionOrNone(String path, String encoding, long size)
      throws IOException {
    Files.writeString(files.resolve("page.html"), LONG);
    try (TestApp app = TestApp.start(recorded, this::configure)) {
      app.get(path, "Accept-Encoding", encoding);

      assertThat(recorded.next().responseSize()).isEqualTo(size);
    }
  }

  @ParameterizedTest(name = "{0} as {1} -> {2}")
  @CsvSource({"/held, gzip, 100000", "/zipped, gzip, -1", "/short, gzip, 5"})
  @SuppressWarnings("removal") // its successor is another module, and applications have this one
  void size_whereJettyCompresses_isThatBefore(String path, String encoding, long size) {
    try (TestApp app =
        TestApp.start(
            recorded,
            config -> {
              configure(config);
              config.http.compressionStrategy = CompressionStrategy.NONE;
              config.jetty.modifyServer(server -> server.insertHandler(new GzipHandler()));
            })) {
      app.get(path, "Accept-Encoding", encoding);

      assertThat(recorded.next().responseSize()).isEqualTo(size);
    }
  }

  private void configure(JavalinConfig config) {
    config.staticFiles.add(
        folder -> {
          folder.directory = files.toString();
          folder.location = Location.EXTERNAL;
          folder.precompressMaxSize = 1_000_000;
        });
    config.routes.get("/short", ctx -> ctx.result("short"));
    config.routes.get("/held", ctx -> ctx.result(LONG));
    config.routes.get("/held-and-skipped", ctx -> ctx.result(LONG).skipRemainingHandlers());
    config.routes.get("/half-read", AnswerSizesTest::halfRead);
    config.routes.get("/zipped", ctx -> zipped(ctx).result(zip()));
    config.routes.get(
        "/zipped-and-skipped", ctx -> zipped(ctx).result(zip()).skipRemainingHandlers());
    config.routes.get("/zipped-stream", ctx -> zipped(ctx).outputStream().write(zip()));
    config.routes.get(
        "/said-to-be-plain", ctx -> ctx.header(Header.CONTENT_ENCODING, "identity").result(LONG));
    config.routes.get(
        "/written-then-result",
        ctx -> {
          ctx.minSizeForCompression(0);
          ctx.outputStream().write("written".getBytes(UTF_8));
          ctx.result(LONG);
        });
  }

  private static void halfRead(Context ctx) {
    ByteArrayInputStream body = new ByteArrayInputStream(LONG.getBytes(UTF_8));
    assertThat(body.skip(40_000)).isEqualTo(40_000);
    ctx.result(body);
  }

  private static Context zipped(Context ctx) {
    return ctx.header(Header.CONTENT_ENCODING, "gzip");
  }

  private static byte[] zip() {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
      zip.write(LONG.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zipped.toByteArray();
  }
}
