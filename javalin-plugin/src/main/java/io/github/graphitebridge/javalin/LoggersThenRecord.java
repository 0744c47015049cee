// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import io.javalin.http.RequestLogger;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/**
 * An application's request loggers, also those that it adds later, and then the plugin's. The
 * plugin's comes last because a logger that throws changes the answer.
 *
 * <p>Thread-safety: as Javalin's list; it changes before requests come.
 */
final class LoggersThenRecord extends AbstractList<RequestLogger> {

  private final List<RequestLogger> loggers;
  private final RequestLogger last;

  LoggersThenRecord(List<RequestLogger> loggers, RequestLogger last) {
    this.loggers = new ArrayList<>(loggers);
    this.last = last;
  }

  @Override
  public int size() {
    return loggers.size() + 1;
  }

  @Override
  public RequestLogger get(int index) {
    return index == loggers.size() ? last : loggers.get(index);
  }

  @Override
  public RequestLogger set(int index, RequestLogger logger) {
    return index == loggers.size() ? last : loggers.set(index, logger);
  }

  @Override
  public void add(int index, RequestLogger logger) {
    loggers.add(Math.min(index, loggers.size()), logger);
    modCount++;
  }

  @Override
  public RequestLogger remove(int index) {
    if (index == loggers.size()) {
      return last;
    }
    modCount++;
    return loggers.remove(index);
  }
}
