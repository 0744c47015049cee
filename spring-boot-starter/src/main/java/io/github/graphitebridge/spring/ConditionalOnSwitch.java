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
 * Matches if a property is true. If that is not set, a second property decides; without both it
 * matches. Boot has such annotations, but Boot 3 and 4 have them in different packages.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Conditional(ConditionalOnSwitch.OnSwitch.class)
@interface ConditionalOnSwitch {

  /** The key of the switch. */
  String value();

  /** Boot's key for all switches of this kind. */
  String otherwise();

  /** Reads the switch. */
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
