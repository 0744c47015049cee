// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import io.javalin.http.HandlerType;
import io.javalin.plugin.Plugin;
import io.javalin.router.InternalRouter;

/**
 * The version of Javalin that the plugin needs. An older one would never call it, or fail at each
 * request.
 */
final class RequiredJavalin {

  private RequiredJavalin() {}

  /**
   * Checks that the newest method that the plugin calls exists.
   *
   * @throws IllegalStateException if it does not
   */
  static void check() {
    try {
      InternalRouter.class.getMethod("findFirstHttpHandlerEntry", HandlerType.class, String.class);
    } catch (ReflectiveOperationException | LinkageError e) {
      String version = Plugin.class.getPackage().getImplementationVersion();
      throw new IllegalStateException(
          "GraphitePlugin needs Javalin 7.2 or newer; this is "
              + (version == null ? "an older one" : version),
          e);
    }
  }
}
