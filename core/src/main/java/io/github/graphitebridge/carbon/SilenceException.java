// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.net.SocketTimeoutException;

/** Carbon holds a connection open, but does not read it. */
final class SilenceException extends SocketTimeoutException {
  private static final long serialVersionUID = 1;

  SilenceException(String message) {
    super(message);
  }
}
