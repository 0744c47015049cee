// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class NameLookupTest {
  private final CountDownLatch done = new CountDownLatch(1);

  @Test
  void addresses_hostIsKnown_areTheResolversInTheirOrder() throws Exception {
    InetAddress[] known = FakeResolver.addresses("10.0.0.2", "10.0.0.1");

    NameLookup lookup = lookup(host -> known);

    assertThat(lookup.addresses()).containsExactly(known);
    assertThat(lookup.hasFailed()).isFalse();
  }

  @Test
  void isDone_resolverHangs_isFalseUntilItAnswers() throws Exception {
    FakeResolver resolver = new FakeResolver("10.0.0.1");
    resolver.hang();

    NameLookup lookup = NameLookup.start(resolver, "carbon.test", done::countDown);
    boolean before = lookup.isDone();
    resolver.release();
    done.await();

    assertThat(before).isFalse();
    assertThat(lookup.isDone()).isTrue();
  }

  @Test
  void addresses_hostIsUnknown_failsAsTheResolverDoes() throws Exception {
    UnknownHostException unknown = new UnknownHostException("carbon.test");

    NameLookup lookup =
        lookup(
            host -> {
              throw unknown;
            });

    assertThat(lookup.hasFailed()).isTrue();
    assertThatThrownBy(lookup::addresses).isSameAs(unknown);
  }

  @Test
  void addresses_resolverThrowsAnything_failsWithItAsTheCause() throws Exception {
    NameLookup lookup =
        lookup(
            host -> {
              throw new NoClassDefFoundError("a resolver of the application's");
            });

    assertThat(lookup.hasFailed()).isTrue();
    assertThatThrownBy(lookup::addresses)
        .isInstanceOf(IOException.class)
        .hasMessage("the look-up failed")
        .hasCauseInstanceOf(NoClassDefFoundError.class);
  }

  @Test
  void addresses_resolverGivesNone_failsWithTheHost() throws Exception {
    NameLookup lookup = lookup(host -> new InetAddress[0]);

    assertThatThrownBy(lookup::addresses)
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("carbon.test has no address");
  }

  @Test
  void mayHold_addresses_areThoseFoundOrAnyIfNoneWas() throws Exception {
    InetAddress[] two = FakeResolver.addresses("10.0.0.1", "10.0.0.2");
    NameLookup found = lookup(host -> new InetAddress[] {two[0]});
    NameLookup failed = lookup(new FakeResolver());

    assertThat(found.mayHold(two[0])).isTrue();
    assertThat(found.mayHold(two[1])).isFalse();
    assertThat(failed.mayHold(two[1])).isTrue();
  }

  @Test
  void start_resolver_isAskedOnADaemonThreadOfItsOwn() throws Exception {
    Thread[] asked = new Thread[1];

    lookup(
        host -> {
          asked[0] = Thread.currentThread();
          return FakeResolver.addresses("10.0.0.1");
        });

    assertThat(asked[0]).isNotSameAs(Thread.currentThread()).matches(Thread::isDaemon);
  }

  /** Returns a look-up that is done. */
  private static NameLookup lookup(NameLookup.Resolver resolver) throws InterruptedException {
    CountDownLatch answered = new CountDownLatch(1);
    NameLookup lookup = NameLookup.start(resolver, "carbon.test", answered::countDown);
    answered.await();
    assertThat(lookup.isDone()).isTrue();
    return lookup;
  }
}
