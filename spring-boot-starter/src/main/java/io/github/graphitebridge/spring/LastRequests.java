// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;

/**
 * Lets Boot close the registries after the last requests, so these count.
 *
 * <p>Boot closes every registry when the context begins to close. Only then does the web server
 * wait for the running requests, and a closed registry creates no meter for a new route. So this
 * class delays the event until everything else has stopped.
 *
 * <p>A stop alone closes nothing, because Spring may start the context again.
 *
 * <p>Thread-safety: Spring's threads may call it. An event after the stop is passed on at once. An
 * event at that moment, from a multicaster with its own threads, may be lost. Spring then closes
 * the registries as beans a moment later.
 */
final class LastRequests implements SmartLifecycle, ApplicationListener<ContextClosedEvent> {
  /** The bean in Boot 3 and 4 that closes the registries. */
  private static final String CLOSER = "meterRegistryCloser";

  private final ConfigurableApplicationContext context;
  private final ApplicationEventMulticaster late = new SimpleApplicationEventMulticaster();
  private volatile boolean running;
  private volatile @Nullable ContextClosedEvent heldBack;

  LastRequests(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Removes Boot's listener from the context. */
  @Override
  public void start() {
    running = true;
    if (context.containsLocalBean(CLOSER)) {
      ApplicationListener<?> closer = context.getBean(CLOSER, ApplicationListener.class);
      late.addApplicationListener(closer);
      ApplicationEventMulticaster early =
          context.getBean(
              AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME,
              ApplicationEventMulticaster.class);
      early.removeApplicationListener(closer);
      early.removeApplicationListenerBean(CLOSER);
    }
  }

  @Override
  public void onApplicationEvent(ContextClosedEvent event) {
    if (!running) {
      late.multicastEvent(event);
    } else if (event.getApplicationContext() == context) {
      heldBack = event;
    }
  }

  @Override
  public void stop() {
    running = false;
    ContextClosedEvent event = heldBack;
    if (event != null) {
      late.multicastEvent(event);
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Stops last. */
  @Override
  public int getPhase() {
    return Integer.MIN_VALUE;
  }
}
