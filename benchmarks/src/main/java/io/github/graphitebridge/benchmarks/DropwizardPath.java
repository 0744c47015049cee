// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import com.codahale.metrics.graphite.GraphiteSender;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * One of Dropwizard's senders, called by the thread that has the lines. It takes values as text;
 * they are made before the clock starts.
 */
final class DropwizardPath implements LinePath {
  private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private final SinkProcess sink;
  private final GraphiteSender sender;
  private final LongSupplier sentBytes;
  private final long patienceNanos;
  private final Lines lines = new Lines();
  private final ThreadTime time = ThreadTime.ofCurrent();
  private String[] values = {};
  private long sent;

  /**
   * Connects a sender.
   *
   * @param sentBytes tells what went into its socket, or -1 where only lines can be counted
   * @param patience so long without a line at the sink, and what is on the way is lost
   */
  DropwizardPath(SinkProcess sink, GraphiteSender sender, LongSupplier sentBytes, Duration patience)
      throws IOException {
    this.sink = sink;
    this.sender = sender;
    this.sentBytes = sentBytes;
    this.patienceNanos = patience.toNanos();
    sender.connect();
  }

  @Override
  public void prepare(int count) {
    if (values.length != count) {
      values = new String[count];
      for (int i = 0; i < count; i++) {
        double value = lines.value(i);
        values[i] =
            value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
      }
    }
  }

  @Override
  public void send(int count) throws IOException {
    long second = System.currentTimeMillis() / 1000;
    for (int i = 0; i < count; i++) {
      sender.send(lines.name(lines.chosen(i)), values[i], second);
    }
    sender.flush();
    sent += count;
  }

  @Override
  public long lost() {
    long bytes = sentBytes.getAsLong();
    long expected = bytes < 0 ? sent : bytes;
    long arrived = arrived(bytes);
    long progress = System.nanoTime();
    while (arrived < expected && System.nanoTime() - progress < patienceNanos) {
      LockSupport.parkNanos(LOOK_NANOS);
      long now = arrived(bytes);
      if (now > arrived) {
        arrived = now;
        progress = System.nanoTime();
      }
    }
    long missing = expected - arrived;
    return bytes < 0 ? missing : missing * sent / Math.max(1, bytes);
  }

  @Override
  public long cpuNanos() {
    return time.nanos();
  }

  @Override
  public void close() throws IOException {
    sender.close();
  }

  private long arrived(long bytes) {
    return bytes < 0 ? sink.counts().lines() : sink.counts().bytes();
  }
}
