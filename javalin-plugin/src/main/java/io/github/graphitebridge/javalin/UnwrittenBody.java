// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import io.javalin.http.Context;
import java.io.ByteArrayInputStream;

/**
 * The body of a response after its handlers and before it is written. Later it has been read and
 * perhaps compressed, and these facts are lost.
 *
 * @param size the bytes that Javalin holds, or {@link WireResponse#UNKNOWN_SIZE}
 * @param encoded whether the handler says that they are already compressed
 */
record UnwrittenBody(long size, boolean encoded) {

  static UnwrittenBody of(Context ctx) {
    long size =
        ctx.resultInputStream() instanceof ByteArrayInputStream held
            ? held.available()
            : WireResponse.UNKNOWN_SIZE;
    return new UnwrittenBody(size, WireResponse.of(ctx).isEncoded());
  }

  /**
   * Returns what is still known after it was written, for a handler that skipped {@link #of}. It
   * does not change the body.
   *
   * @param written the bytes sent so far; all of them if nothing compresses them
   */
  static UnwrittenBody afterwards(Context ctx, long written) {
    if (!(ctx.resultInputStream() instanceof ByteArrayInputStream held)) {
      return new UnwrittenBody(WireResponse.UNKNOWN_SIZE, true);
    }
    int unread = held.available();
    held.reset();
    int size = held.available();
    long reread = held.skip(size - unread);
    return new UnwrittenBody(size, size == written || reread < 0);
  }
}
