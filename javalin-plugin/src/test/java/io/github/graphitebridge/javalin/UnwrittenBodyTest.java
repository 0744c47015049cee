// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class UnwrittenBodyTest {

  @Test
  void afterwards_bodyThatWasRead_isMeasuredAndLeftWhereItWas() {
    ByteArrayInputStream stream = new ByteArrayInputStream(new byte[100]);
    assertThat(stream.skip(70)).isEqualTo(70);

    UnwrittenBody body = UnwrittenBody.afterwards(context(stream), 10);

    assertThat(body).isEqualTo(new UnwrittenBody(100, false));
    assertThat(stream.available()).isEqualTo(30);
  }

  @Test
  void afterwards_allThatWasHeldWentOut_isTakenForEncodedByTheHandler() {
    ByteArrayInputStream stream = new ByteArrayInputStream(new byte[100]);

    assertThat(UnwrittenBody.afterwards(context(stream), 100).encoded()).isTrue();
  }

  @Test
  void afterwards_streamOfAnyKind_isUnknown() {
    assertThat(UnwrittenBody.afterwards(context(InputStream.nullInputStream()), 0).size())
        .isEqualTo(WireResponse.UNKNOWN_SIZE);
  }

  private static Context context(InputStream body) {
    return (Context)
        Proxy.newProxyInstance(
            Context.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (self, method, arguments) -> body);
  }
}
