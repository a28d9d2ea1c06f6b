package io.millrace.stream;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The directions of src/docs/architecture.md. */
@DisplayName("The service")
class ArchitectureTest {
  private static final String ROOT = "io.millrace.stream.";
  private static final JavaClasses SERVICE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.millrace.stream");

  private static final String GROUND = "topic config observe store";
  private static final String STAGES = "parse enrich score labeljoin recommend training";

  /** Package -> the packages it may ask. Stages do not know each other. */
  private static final Map<String, Set<String>> MAY_ASK =
      Map.ofEntries(
          Map.entry("topic", Set.of()),
          Map.entry("config", Set.of()),
          Map.entry("observe", Set.of()),
          Map.entry("store", Set.of()),
          Map.entry("http", Set.of()),
          Map.entry("parse", words(GROUND)),
          Map.entry("enrich", words(GROUND)),
          Map.entry("score", words(GROUND)),
          Map.entry("labeljoin", words(GROUND)),
          Map.entry("recommend", words(GROUND)),
          Map.entry("training", words(GROUND)),
          Map.entry("topology", words(GROUND, STAGES)),
          Map.entry("service", words(GROUND, STAGES, "topology")),
          // Feeds a file into the topics from outside: reads a row as the service will.
          Map.entry("feed", words(GROUND, "parse")),
          // Counts the topics from outside: reads a label as the service does.
          Map.entry("accounting", words(GROUND, "parse")),
          // Measures the service beside a bare run of the same shape, settings and due index.
          Map.entry("bench", words(GROUND, "parse service feed labeljoin")),
          // Writes a model for other programs; whoever asks brings it.
          Map.entry("export", Set.of()),
          Map.entry("instance", words(GROUND, "training service http")),
          Map.entry("demo", words(GROUND, STAGES, "service feed http accounting instance")),
          Map.entry(
              "cli",
              words(GROUND, STAGES, "topology service feed http instance demo bench export")));

  private static Set<String> words(String... lists) {
    Set<String> words = new HashSet<>();
    for (String list : lists) words.addAll(Set.of(list.split(" ")));
    return words;
  }

  @Test
  void hasAPlaceForEveryPackage() {
    assertThat(MAY_ASK.keySet()).containsAll(SERVICE.stream().map(ArchitectureTest::part).toList());
  }

  @Test
  void asksAlongTheDataflowOnly() {
    MAY_ASK.forEach(
        (part, others) ->
            classes()
                .that(describe("are of " + part, type -> part(type).equals(part)))
                .should()
                .onlyDependOnClassesThat(
                    describe(
                        "are of " + others,
                        type -> !ofService(type) || mayAsk(part, others, part(type))))
                .allowEmptyShould(true)
                .check(SERVICE));
  }

  private static boolean mayAsk(String part, Set<String> others, String other) {
    return other.equals(part) || others.contains(other);
  }

  private static boolean ofService(JavaClass type) {
    return type.getPackageName().startsWith(ROOT);
  }

  private static String part(JavaClass type) {
    return type.getPackageName().substring(ROOT.length()).split("\\.", 2)[0];
  }

  @Test
  void hasNoPackageCycles() {
    slices().matching("io.millrace.stream.(*)..").should().beFreeOfCycles().check(SERVICE);
  }

  @Test
  void startsABrokerInTheDemoOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.millrace.stream.demo..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.millrace.embedded..")
        .because("the service image comes without it")
        .check(SERVICE);
  }

  @Test
  void knowsNothingOfABrokersInside() {
    noClasses()
        .should()
        .dependOnClassesThat(resideInAnyPackage("kafka..", "org.apache.kafka.server..", "scala.."))
        .check(SERVICE);
  }
}
