// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task whose failure is logged: a scheduler would keep it to itself and never run the task again.
 *
 * @param name says which one failed
 * @param task what it does
 */
record LoggedTask(String name, Runnable task) implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(LoggedTask.class);

  @Override
  public void run() {
    try {
      task.run();
    } catch (RuntimeException | AssertionError e) {
      LOG.warn("The quickstart's {} failed; it is tried again the next time.", name, e);
    }
  }
}
