// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.request;

/** The readable part of a hook's class name. */
final class HookName {

  private static final String LAMBDA = "$$Lambda";

  private HookName() {}

  /** Returns the class's name; what the JVM adds to a lambda's differs from run to run and goes. */
  static String of(Class<?> hook) {
    String name = hook.getName();
    int lambda = name.indexOf(LAMBDA);
    if (lambda >= 0) {
      return name.substring(0, lambda) + ".lambda";
    }
    int hidden = name.indexOf('/');
    return hidden < 0 ? name : name.substring(0, hidden);
  }
}
