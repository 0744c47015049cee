// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of names whose answers a test decides. */
final class FakeResolver implements NameLookup.Resolver {
  private final Set<Thread> threadsBefore = threads();
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile String[] addresses;
  private volatile boolean hangs;

  /** Creates one that knows these addresses; none is a failure. */
  FakeResolver(String... addresses) {
    this.addresses = addresses;
  }

  void answer(String... with) {
    addresses = with;
  }

  /** Has look-ups hang from now on. */
  void hang() {
    hangs = true;
  }

  /** Has the look-ups that hang answer, and those that follow answer at once. */
  void release() {
    hangs = false;
    released.countDown();
  }

  int asked() {
    return asked.get();
  }

  /** Waits for the ends of the look-ups that run, which are on threads of their own. */
  void awaitAnswers() throws InterruptedException {
    for (Thread thread : threads()) {
      if (thread.getName().equals("graphite-bridge-resolver") && !threadsBefore.contains(thread)) {
        thread.join();
      }
    }
  }

  /** Returns those of the test's group, without their stacks, which would take a millisecond. */
  private static Set<Thread> threads() {
    Thread[] room = new Thread[2 * Thread.activeCount() + 10];
    return Set.copyOf(Arrays.asList(room).subList(0, Thread.enumerate(room)));
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    asked.incrementAndGet();
    String[] known = addresses;
    if (hangs) {
      hangUntilReleased();
    }
    if (known.length == 0) {
      throw new UnknownHostException(host);
    }
    return addresses(known);
  }

  static InetAddress[] addresses(String... literals) throws UnknownHostException {
    InetAddress[] addresses = new InetAddress[literals.length];
    for (int i = 0; i < literals.length; i++) {
      addresses[i] = InetAddress.getByName(literals[i]);
    }
    return addresses;
  }

  private void hangUntilReleased() throws UnknownHostException {
    try {
      released.await();
    } catch (InterruptedException e) {
      throw new UnknownHostException("interrupted");
    }
  }
}
