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
 * A response as the server has it, whatever wrappers say of it: what has gone out on the wire, or
 * is about to.
 */
final class WireResponse {

  /** Stands for a size that nothing knows. */
  static final long UNKNOWN_SIZE = -1;

  private static final int NO_ERROR = 0;

  /** What Javalin says where the client was gone before there was an answer. */
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

  /** Tells whether the server has taken a request's response back. */
  static boolean isTakenBack(Context ctx) {
    try {
      return ctx.res().getStatus() < 0;
    } catch (RuntimeException e) {
      return true;
    }
  }

  /** Returns the status; that of {@code sendError}, whatever was set after it. */
  int status() {
    return status;
  }

  /** Tells whether the answer is a stream of events, or not HTTP any more. */
  boolean isStream() {
    String type = header(Header.CONTENT_TYPE);
    return status == 101
        || (type != null && type.toLowerCase(Locale.ROOT).startsWith("text/event-stream"));
  }

  /** Tells whether the body is compressed, by its headers. */
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
   * <p>Jetty counts what is written, which is the size unless it was compressed on the way. Then
   * the size of a body that Javalin held is known; a stream's size nobody knows, and it is not
   * buffered to find out. Nor does anybody know the size of the page that the server writes for an
   * error.
   *
   * @param body the body as the handlers left it, or null
   * @param whole whether all of it was written
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
      // The server has taken it back.
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
      // Javalin's servlet in a server that is not the Jetty it was built for.
      return UNKNOWN_SIZE;
    }
  }

  /** Returns the status of the page that Jetty writes when Javalin is done, after a sendError. */
  private static int errorToCome(Context ctx) {
    try {
      ServletContextRequest request = ServletContextRequest.getServletContextRequest(ctx.req());
      ServletChannel channel = request.getServletChannel();
      return channel.isSendError()
              && request.getAttribute(ErrorHandler.ERROR_STATUS) instanceof Integer status
          ? status
          : NO_ERROR;
    } catch (RuntimeException | LinkageError e) {
      // As above: another server keeps the status of an error where all see it.
      return NO_ERROR;
    }
  }
}
