package io.millrace.model;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.millrace.model.metric.LogitScale;
import java.time.Clock;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The model")
class ArchitectureTest {
  private static final JavaClasses MODEL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.millrace.model");

  @Test
  void knowsTheJavaLibraryOnly() {
    classes()
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage("io.millrace.model..", "java.."))
        .because("it must run without Kafka, Micrometer, JSON or a log")
        .check(MODEL);
  }

  @Test
  void hasNoPackageCycles() {
    slices().matching("io.millrace.model.(*)..").should().beFreeOfCycles().check(MODEL);
  }

  @Test
  void readsNoClock() {
    noClasses()
        .should()
        .callMethodWhere(calls("java\\.lang\\.System", "currentTimeMillis|nanoTime"))
        .orShould()
        .callMethodWhere(calls("java\\.time\\..*", "now"))
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .because("time comes in as an argument")
        .check(MODEL);
  }

  @Test
  void knowsOfNoThread() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ThreadLocal.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("java.util.concurrent..")
        .because("a replica has one owner; who has more than one thread guards it")
        .check(MODEL);
    noMethods().should().haveModifier(JavaModifier.SYNCHRONIZED).check(MODEL);
  }

  @Test
  void drawsNothingAtRandom() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Random.class)
        .orShould()
        .callMethodWhere(calls("java\\.lang\\.Math", "random"))
        .orShould()
        .callMethodWhere(calls("java\\.util\\.UUID", "randomUUID"))
        .orShould()
        .callMethodWhere(calls("java\\.lang\\.System", "identityHashCode"))
        .because("the same input gives the same bits")
        .check(MODEL);
  }

  /** Their last bit may differ between machines; {@link LogitScale} corrects what it gets. */
  @Test
  void asksStrictMathForWhatMathMayRoundElsewise() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(LogitScale.class)
        .should()
        .callMethodWhere(
            calls(
                "java\\.lang\\.Math",
                "a?(sin|cos|tan)h?|atan2|exp|expm1|log|log10|log1p|pow|cbrt|hypot"))
        .check(MODEL);
  }

  private static DescribedPredicate<JavaMethodCall> calls(String owner, String names) {
    return describe(
        names + " of " + owner,
        call -> call.getTargetOwner().getName().matches(owner) && call.getName().matches(names));
  }
}
