// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.spring;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * A property that switches something on or off, and the property that decides where the first is
 * not set; on where neither is. Boot has annotations of this kind, in other packages in 3 and 4.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Conditional(ConditionalOnSwitch.OnSwitch.class)
@interface ConditionalOnSwitch {

  /** The switch's key. */
  String value();

  /** The key that Boot has for all switches of the kind. */
  String otherwise();

  /** Looks the switch up. */
  final class OnSwitch extends SpringBootCondition {
    @Override
    public ConditionOutcome getMatchOutcome(
        ConditionContext context, AnnotatedTypeMetadata metadata) {
      MergedAnnotation<ConditionalOnSwitch> annotation =
          metadata.getAnnotations().get(ConditionalOnSwitch.class);
      Environment environment = context.getEnvironment();
      String key = annotation.getString("value");
      if (!environment.containsProperty(key)) {
        key = annotation.getString("otherwise");
      }
      boolean on = environment.getProperty(key, Boolean.class, true);
      return new ConditionOutcome(
          on, ConditionMessage.forCondition(ConditionalOnSwitch.class).because(key + " is " + on));
    }
  }
}
