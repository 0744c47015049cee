// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection each step of which a test decides, and carbon's end of it: it keeps whole lines, and
 * forgets an unfinished one with its connection.
 */
final class FakeConnection implements Connection {
  /** Whether it is open, and what the next attempts will make of it. */
  boolean open = true;

  boolean over;

  /** Whether the end of the line has to be the last. */
  boolean due;

  /** Whether no acknowledgement is awaited. */
  boolean settled = true;

  /** Whether carbon is asked at all. */
  boolean acknowledges = true;

  /** How many bytes it still takes. */
  int room = Integer.MAX_VALUE;

  /** Whether it breaks when it has taken what it has room for. */
  boolean breaksWhenFull;

  /** Runs before each write. */
  Runnable onWrite = () -> {};

  /** Runs at each wait. */
  Runnable onAwait = () -> {};

  private boolean woken;

  final List<String> lines = new ArrayList<>();
  final List<String> events = new ArrayList<>();
  private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();

  /** Takes and forgets the lines that arrived. */
  List<String> takeLines() {
    List<String> taken = List.copyOf(lines);
    lines.clear();
    return taken;
  }

  /** Breaks, as carbon's end does: the next step notices. */
  void breakOff() {
    open = false;
    unfinished.reset();
  }

  /** Returns whether carbon has the beginning of a line. */
  boolean isWithinLine() {
    return unfinished.size() > 0;
  }

  @Override
  public boolean isUp() {
    return open;
  }

  @Override
  public boolean isDue() {
    return due;
  }

  @Override
  public void retire() {
    events.add("retire");
    due = false;
  }

  @Override
  public boolean isSettled() {
    return settled;
  }

  @Override
  public boolean acknowledges() {
    return acknowledges;
  }

  @Override
  public boolean advance(boolean pointsWait) throws IOException {
    if (!open) {
      unfinished.reset();
      throw new IOException("refused");
    }
    return true;
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    onWrite.run();
    while (bytes.hasRemaining() && room > 0) {
      room--;
      take(bytes.get());
    }
    if (bytes.hasRemaining() && breaksWhenFull) {
      breakOff();
      throw new IOException("broken");
    }
  }

  private void take(byte next) {
    if (next == '\n') {
      lines.add(unfinished.toString(StandardCharsets.US_ASCII));
      unfinished.reset();
    } else {
      unfinished.write(next);
    }
  }

  @Override
  public void abandon() {
    events.add("abandon");
    unfinished.reset();
  }

  @Override
  public void retryNow() {
    events.add("retryNow");
  }

  @Override
  public boolean isProven() {
    return open;
  }

  @Override
  public boolean isOver() {
    return over;
  }

  @Override
  public boolean await(long nanos, boolean untilWritable) {
    events.add("await " + nanos / 1_000_000 + " ms" + (untilWritable ? " until writable" : ""));
    onAwait.run();
    boolean ended = woken;
    woken = false;
    return ended;
  }

  @Override
  public void wakeUp() {
    events.add("wakeUp");
    woken = true;
  }

  @Override
  public String target() {
    return "fake:2023";
  }

  @Override
  public void close() {
    events.add("close");
  }
}
