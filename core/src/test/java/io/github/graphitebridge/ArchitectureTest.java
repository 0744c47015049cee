// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.request.RequestRecorder;
import io.github.graphitebridge.rules.CarbonName;
import io.github.graphitebridge.rules.Leaf;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A value passes the packages in one direction: request, registry, carbon; the rules lie below. */
class ArchitectureTest {
  private static final String ROOT = "io.github.graphitebridge";

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT, CarbonName.class.getPackageName());

  /** With the testkit, which this module has on its class path. */
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(
              location -> !location.contains("/test-classes/") && !location.contains("/out/test/"))
          .importPackages(ROOT);

  @ParameterizedTest
  @ValueSource(
      classes = {GraphiteBridgeConfig.class, CarbonSender.class, RequestRecorder.class, Leaf.class})
  void classes_ofAllPackages_areThere(Class<?> one) {
    assertThat(MAIN.contain(one)).isTrue();
  }

  @Test
  void carbon_knowsOfOurs_theSafeNamesAlone() {
    only(CarbonSender.class.getPackageName(), type(CarbonName.class));
  }

  @Test
  void request_knowsOfOurs_theWordsOfTheLeavesAlone() {
    only(RequestRecorder.class.getPackageName(), type(Leaf.class));
  }

  @Test
  void rules_knowNothingButTheJdk() {
    classes()
        .that()
        .resideInAPackage(CarbonName.class.getPackageName())
        .should()
        .onlyDependOnClassesThat(
            resideInAPackage("java..")
                .or(resideInAPackage("org.jspecify.annotations"))
                .or(resideInAPackage(CarbonName.class.getPackageName())))
        .check(MAIN);
  }

  @Test
  void packages_haveNoCircle() {
    slices().matching(ROOT + ".(*)").should().beFreeOfCycles().check(MAIN);
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".carbon", ROOT + ".request", ROOT + ".rules")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT)
        .check(MAIN);
  }

  /**
   * log4j2's async loggers need a Disruptor of their own, which a user of this must not be given.
   */
  @Test
  void core_needsNoDisruptor() {
    noClasses().should().dependOnClassesThat().resideInAPackage("com.lmax..").check(MAIN);
  }

  /** Digits and letters on the wire, in files and in settings are the same in every locale. */
  @Test
  void code_spellsNothingByTheLocaleOfTheMachine() {
    noClasses()
        .should()
        .callMethod(String.class, "format", String.class, Object[].class)
        .orShould()
        .callMethod(String.class, "formatted", Object[].class)
        .orShould()
        .callMethod(String.class, "toLowerCase")
        .orShould()
        .callMethod(String.class, "toUpperCase")
        .orShould()
        .callMethod(PrintStream.class, "printf", String.class, Object[].class)
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("java.text")
        .because("it follows the locale of the machine")
        .check(OURS.that(DescribedPredicate.not(type(CarbonName.class))));
  }

  private static void only(String name, DescribedPredicate<JavaClass> ofOurs) {
    classes()
        .that()
        .resideInAPackage(name)
        .should()
        .onlyDependOnClassesThat(
            DescribedPredicate.not(resideInAPackage(ROOT + ".."))
                .or(resideInAPackage(name))
                .or(ofOurs))
        .check(MAIN);
  }
}
