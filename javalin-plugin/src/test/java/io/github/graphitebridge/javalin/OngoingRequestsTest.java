// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class OngoingRequestsTest {

  private final OngoingRequests requests = new OngoingRequests();

  @Test
  void request_added_isFoundUntilRemoved() {
    HttpServletResponse response = response();
    OngoingRequest added = requests.add(context(response));

    assertThat(requests.get(response())).isNull();
    assertThat(requests.get(response)).isSameAs(added);
    assertThat(requests.remove(response)).isSameAs(added);
    assertThat(requests.get(response)).isNull();
    assertThat(requests.size()).isZero();
  }

  @Test
  void response_usedAgain_isTheLaterRequests() {
    HttpServletResponse response = response();
    requests.add(context(response));

    OngoingRequest later = requests.add(context(response));

    assertThat(requests.get(response)).isSameAs(later);
    assertThat(requests.size()).isEqualTo(1);
  }

  @Test
  void request_thatNeverEnds_goesWithItsResponse() {
    for (int i = 0; i < 100; i++) {
      requests.add(context(response()));
    }

    await()
        .atMost(TestApp.PATIENCE)
        .until(
            () -> {
              System.gc();
              requests.add(context(response()));
              return requests.size() < 50;
            });
  }

  private static HttpServletResponse response() {
    return proxy(HttpServletResponse.class, (self, method, arguments) -> null);
  }

  private static Context context(HttpServletResponse response) {
    return proxy(
        Context.class,
        (self, method, arguments) -> method.getName().equals("res") ? response : "/path");
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
