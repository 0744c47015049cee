// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A setting of a {@link CarbonSender}: its key, its default and what it may be.
 *
 * <p>{@link CarbonSenderBuilder} has one for each of its setters, and checks by it. The registry's
 * settings take them over, which is why they are public.
 *
 * <p>Thread-safety: immutable.
 *
 * @param <T> the type of the value
 * @since 0.1
 */
public final class SenderSetting<T> {
  private static final Duration MILLISECOND = Duration.ofMillis(1);

  private final String key;
  private final T defaultValue;
  private final Predicate<T> check;
  private final String allowed;

  SenderSetting(String key, T defaultValue, Predicate<T> check, String allowed) {
    this.key = key;
    this.defaultValue = defaultValue;
    this.check = check;
    this.allowed = allowed;
  }

  static SenderSetting<Boolean> flag(String key, boolean defaultValue) {
    return new SenderSetting<>(key, defaultValue, on -> true, "true or false");
  }

  static SenderSetting<Integer> number(String key, int defaultValue, int least, int most) {
    return new SenderSetting<>(
        key,
        defaultValue,
        number -> number >= least && number <= most,
        "a whole number from " + least + " to " + most);
  }

  static SenderSetting<Duration> time(String key, Duration defaultValue, int mostSeconds) {
    return new SenderSetting<>(
        key,
        defaultValue,
        time -> isWithin(time, MILLISECOND, Duration.ofSeconds(mostSeconds)),
        "a duration from 1ms to " + mostSeconds + "s, such as 100ms or PT0.1S");
  }

  static SenderSetting<Duration> wholeSeconds(String key, Duration defaultValue, Duration most) {
    return new SenderSetting<>(
        key,
        defaultValue,
        time ->
            isWithin(time, Duration.ofSeconds(1), most)
                && time.equals(time.truncatedTo(ChronoUnit.SECONDS)),
        "a duration of whole seconds from 1s to " + most.toDays() + "d, such as 60s or PT1M");
  }

  static boolean isWithin(Duration time, Duration least, Duration most) {
    return time.compareTo(least) >= 0 && time.compareTo(most) <= 0;
  }

  /**
   * Returns the name of the setting, which is that of the builder's setter.
   *
   * @return {@code connectTimeout} for example
   */
  public String key() {
    return key;
  }

  /**
   * Returns what the setting is if nobody sets it.
   *
   * @return a value that is allowed
   */
  public T defaultValue() {
    return defaultValue;
  }

  /**
   * Returns whether the setting may have a value.
   *
   * @param value any value
   * @return false for one that the builder refuses
   */
  public boolean allows(T value) {
    return check.test(value);
  }

  /**
   * Returns what is allowed, in words.
   *
   * @return text to be read after "must be"
   */
  public String allowed() {
    return allowed;
  }

  /** Returns the value; throws with the key, the value and what is allowed if that is refused. */
  T require(@Nullable T value) {
    T given = requireNonNull(value, key);
    if (!allows(given)) {
      throw new IllegalArgumentException(key + " is '" + given + "' but has to be " + allowed);
    }
    return given;
  }
}
