package io.millrace.model.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Every generator")
class EveryGeneratorTest {
  @Test
  void keepsTheContractInATestOfItsOwn() {
    var classes = new ClassFileImporter().importPackages("io.millrace.model.recommend");
    Set<String> generators = new TreeSet<>();
    Set<String> tested = new TreeSet<>();
    for (JavaClass known : classes) {
      if (known.isTopLevelClass() && !known.isInterface()) {
        if (known.isAssignableTo(Generator.class)) {
          generators.add(known.getSimpleName());
        } else if (known.isAssignableTo(GeneratorContract.class)) {
          tested.add(known.getSimpleName().replace("Test", ""));
        }
      }
    }
    tested.remove("GeneratorContract");

    assertThat(generators).hasSizeGreaterThan(5).isEqualTo(tested);
  }
}
