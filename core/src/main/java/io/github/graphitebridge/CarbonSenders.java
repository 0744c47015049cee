// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.carbon.CarbonSender;
import io.micrometer.core.instrument.Clock;

/** The sender that a configuration asks for. */
final class CarbonSenders {
  private CarbonSenders() {}

  static CarbonSender create(GraphiteBridgeConfig config, Clock clock, String exampleName) {
    return CarbonSender.builder()
        .enabled(config.enabled())
        .dryrun(config.dryrun())
        .host(config.host())
        .protocol(config.protocol())
        .port(config.port())
        .autoreconnect(config.autoreconnect())
        .connectTimeout(config.connectTimeout())
        .writeTimeout(config.writeTimeout())
        .flushInterval(config.flushInterval())
        .queueCapacity(config.queueCapacity())
        .backlogCapacity(config.backlogCapacity())
        .maxAge(config.maxAge())
        .sendBuffer(config.sendBuffer())
        .closeTimeout(config.closeTimeout())
        .exampleName(exampleName)
        .clock(clock::wallTime)
        .build();
  }
}
