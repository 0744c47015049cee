// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.Header;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.eclipse.jetty.ee10.servlet.ServletContextResponse;
import org.jspecify.annotations.Nullable;

/** The body of a response that has been handed to the server. */
final class ResponseBody {

  /** Stands for a size that nothing knows. */
  static final long UNKNOWN = -1;

  private ResponseBody() {}

  /**
   * Returns the size of a response's body before compression, in bytes.
   *
   * <p>Jetty counts what is written, which is the size unless it was compressed on the way. Then a
   * body that Javalin held is measured in place; a stream's size nobody knows, and it is not
   * buffered to find out.
   */
  static long size(Context ctx) {
    if (hasNone(ctx)) {
      return 0;
    }
    boolean plain = !isEncoded(ctx.res().getHeader(Header.CONTENT_ENCODING));
    long written = plain ? written(ctx) : UNKNOWN;
    return written == UNKNOWN ? held(ctx.resultInputStream()) : written;
  }

  private static long held(@Nullable InputStream body) {
    if (body instanceof ByteArrayInputStream bytes) {
      bytes.reset();
      return bytes.available();
    }
    return UNKNOWN;
  }

  private static boolean hasNone(Context ctx) {
    int status = ctx.statusCode();
    return status < 200 || status == 204 || status == 304 || ctx.method().equals(HandlerType.HEAD);
  }

  private static boolean isEncoded(@Nullable String encoding) {
    return encoding != null && !encoding.equalsIgnoreCase("identity");
  }

  private static long written(Context ctx) {
    try {
      return ServletContextResponse.getServletContextResponse(ctx.res())
          .getHttpOutput()
          .getWritten();
    } catch (RuntimeException | LinkageError e) {
      // Javalin's servlet in a server that is not the Jetty it was built for.
      return UNKNOWN;
    }
  }
}
