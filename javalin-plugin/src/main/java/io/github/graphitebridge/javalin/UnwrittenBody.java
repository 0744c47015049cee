// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import io.javalin.http.Context;
import java.io.ByteArrayInputStream;

/**
 * The body of a response after its handlers and before it is written: what cannot be told any more
 * once it has been read and, perhaps, compressed.
 *
 * @param size the bytes that Javalin holds of it, or {@link WireResponse#UNKNOWN_SIZE}
 * @param encoded whether the handler says that these are compressed already
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
   * Returns what can still be told of it after it was written, and leaves it as it is: a handler
   * that skips all others skips this too.
   *
   * @param written the bytes that went out so far; all of them if nothing compresses them
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
