// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.Header;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import org.eclipse.jetty.ee10.servlet.ServletChannel;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.ee10.servlet.ServletContextResponse;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.jspecify.annotations.Nullable;

/**
 * The server's view of a response, without wrappers: what has gone out on the wire, or is about to.
 */
final class WireResponse {

  /** An unknown size. */
  static final long UNKNOWN_SIZE = -1;

  private static final int NO_ERROR = 0;

  /** Javalin's status if the client had left before there was an answer. */
  private static final int CLIENT_GONE = 499;

  private final Context ctx;
  private final HttpServletResponse response;
  private final int error;
  private final int status;

  private WireResponse(Context ctx, HttpServletResponse response) {
    this.ctx = ctx;
    this.response = response;
    this.error = errorToCome(ctx);
    this.status = error == NO_ERROR ? status(response) : error;
  }

  static WireResponse of(Context ctx) {
    ServletResponse response = ctx.res();
    while (response instanceof ServletResponseWrapper wrapper) {
      response = wrapper.getResponse();
    }
    return new WireResponse(ctx, response instanceof HttpServletResponse real ? real : ctx.res());
  }

  /** Returns whether the server has recycled a request's response. */
  static boolean isTakenBack(Context ctx) {
    try {
      return ctx.res().getStatus() < 0;
    } catch (RuntimeException e) {
      return true;
    }
  }

  /** Returns the status; that of {@code sendError}, even if another was set after it. */
  int status() {
    return status;
  }

  /** Returns whether the answer is a stream of events, or no longer HTTP. */
  boolean isStream() {
    String type = header(Header.CONTENT_TYPE);
    return status == 101
        || (type != null && type.toLowerCase(Locale.ROOT).startsWith("text/event-stream"));
  }

  /** Returns whether the headers say that the body is compressed. */
  boolean isEncoded() {
    String encoding = header(Header.CONTENT_ENCODING);
    return encoding != null && !encoding.equalsIgnoreCase("identity");
  }

  private @Nullable String header(String name) {
    try {
      return response.getHeader(name);
    } catch (RuntimeException e) {
      // As above.
      return null;
    }
  }

  /**
   * Returns the size of the body before compression, in bytes.
   *
   * <p>Jetty counts the written bytes. This is the size, unless the body was compressed on the way.
   * Then the size of a body that Javalin held is known. The size of a stream is unknown, and
   * buffering it would be too expensive. The size of the server's own error page is unknown too.
   *
   * @param body the body as the handlers left it, or null
   * @param whole whether the whole body was written
   */
  long size(@Nullable UnwrittenBody body, boolean whole) {
    if (hasNoBody()) {
      return 0;
    }
    if (error != NO_ERROR) {
      return UNKNOWN_SIZE;
    }
    long written = written();
    boolean encoded = isEncoded();
    if (!whole || (!encoded && written != UNKNOWN_SIZE)) {
      return encoded ? UNKNOWN_SIZE : written;
    }
    UnwrittenBody held = body == null ? UnwrittenBody.afterwards(ctx, written) : body;
    return held.encoded() ? UNKNOWN_SIZE : held.size();
  }

  private static int status(HttpServletResponse response) {
    try {
      return response.getStatus();
    } catch (RuntimeException e) {
      // The server has recycled it.
      return CLIENT_GONE;
    }
  }

  private boolean hasNoBody() {
    return status < 200 || status == 204 || status == 304 || ctx.method().equals(HandlerType.HEAD);
  }

  private long written() {
    try {
      return ServletContextResponse.getServletContextResponse(response)
          .getHttpOutput()
          .getWritten();
    } catch (RuntimeException | LinkageError e) {
      // Javalin's servlet runs in a server other than its Jetty.
      return UNKNOWN_SIZE;
    }
  }

  /** Returns the status of the page that Jetty writes after a sendError, when Javalin is done. */
  private static int errorToCome(Context ctx) {
    try {
      ServletContextRequest request = ServletContextRequest.getServletContextRequest(ctx.req());
      ServletChannel channel = request.getServletChannel();
      return channel.isSendError()
              && request.getAttribute(ErrorHandler.ERROR_STATUS) instanceof Integer status
          ? status
          : NO_ERROR;
    } catch (RuntimeException | LinkageError e) {
      // As above: another server shows the status of an error to everybody.
      return NO_ERROR;
    }
  }
}
