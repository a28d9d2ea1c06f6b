package io.millrace.model.learner;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Every learner")
class EveryLearnerHasAContractTest {
  @Test
  void isHeldToTheContractByATestOfItsOwn() throws ReflectiveOperationException {
    List<JavaClass> learners =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.millrace")
                .stream()
                .filter(c -> c.isAssignableTo(OnlineLearner.class))
                .filter(c -> !c.getModifiers().contains(JavaModifier.ABSTRACT))
                .toList();
    assertThat(learners).hasSizeGreaterThanOrEqualTo(2);
    for (JavaClass learner : learners) {
      Class<?> test = Class.forName(learner.getName() + "ContractTest");
      assertThat(test).isAssignableTo(OnlineLearnerContract.class);
      Method fresh = test.getDeclaredMethod("fresh");
      assertThat(fresh.getReturnType().getName()).isEqualTo(learner.getName());
    }
  }
}
