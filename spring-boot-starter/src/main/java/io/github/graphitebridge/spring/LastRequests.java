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
 * Has Boot close the registries after the last requests, so that these are counted.
 *
 * <p>By itself Boot closes every registry when the context begins to close. Only then does the web
 * server let the running requests end: a closed registry takes no meter for a route that is new. So
 * the event that closes the registries is held back here until everything else has stopped.
 *
 * <p>A stop alone closes nothing: Spring also stops a context to start it again.
 *
 * <p>Thread-safety: Spring's threads may call it. An event that comes after the stop is handed on
 * at once. One that comes just then, from a multicaster with threads of its own, may be lost:
 * Spring closes the registries as beans a moment later.
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

  /** Takes Boot's listener out of the context's. */
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
