// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

/**
 * The points of one trial: two threads offer theirs, a third one takes them, and in the end it is
 * known which were lost, doubled, torn, or out of their thread's order.
 *
 * <p>Point n of a thread has the value n and the second n; the second thread's begin at {@value
 * #SECOND}. So value, second and series tell on their own whose point it is.
 */
final class Delivery implements PointRing.Sink {
  /** What a trial without a fault ends with. */
  static final String SOUND = "sound";

  /** The number of the second thread's first point. */
  static final int SECOND = 32;

  private final Series first;
  private final Series second;

  // A bit for each point. Each field is written by one thread; the arbiter comes after all.
  private long acceptedOfFirst;
  private long acceptedOfSecond;
  private long delivered;

  private int doubled;
  private int torn;
  private int disordered;

  Delivery(Series first, Series second) {
    this.first = first;
    this.second = second;
  }

  /** Offers points of the first thread, from one number to before another. */
  void offerFirst(PointRing ring, int from, int to) {
    for (int n = from; n < to; n++) {
      acceptedOfFirst |= ring.offer(first, n, n) ? 1L << n : 0;
    }
  }

  /** Offers so many points of the second thread. */
  void offerSecond(PointRing ring, int points) {
    for (int n = SECOND; n < SECOND + points; n++) {
      acceptedOfSecond |= ring.offer(second, n, n) ? 1L << n : 0;
    }
  }

  @Override
  public boolean take(Series series, double value, long epochSecond) {
    boolean ofSecond = epochSecond >= SECOND;
    if (value != epochSecond || series != (ofSecond ? second : first)) {
      torn++;
      return true;
    }
    long bit = 1L << epochSecond;
    long same = ofSecond ? delivered >>> SECOND : delivered & (1L << SECOND) - 1;
    doubled += (delivered & bit) == 0 ? 0 : 1;
    disordered += Long.highestOneBit(same) > (ofSecond ? bit >>> SECOND : bit) ? 1 : 0;
    delivered |= bit;
    return true;
  }

  /** Returns how many points the ring has accepted. */
  int accepted() {
    return Long.bitCount(acceptedOfFirst | acceptedOfSecond);
  }

  /**
   * Returns {@link #SOUND}, or what is wrong if so many points of the second thread may be lost.
   */
  String verdict(long givenUp) {
    int lost = Long.bitCount(acceptedOfFirst & ~delivered);
    long lostOfSecond = Long.bitCount(acceptedOfSecond & ~delivered) - givenUp;
    int strange = Long.bitCount(delivered & ~(acceptedOfFirst | acceptedOfSecond));
    return (lost | lostOfSecond | strange | doubled | torn | disordered) == 0
        ? SOUND
        : "lost=%d+%d strange=%d doubled=%d torn=%d disordered=%d"
            .formatted(lost, lostOfSecond, strange, doubled, torn, disordered);
  }
}
