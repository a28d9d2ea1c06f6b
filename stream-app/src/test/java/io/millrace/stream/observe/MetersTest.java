package io.millrace.stream.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The metrics")
class MetersTest {
  private static String scrape;

  @BeforeAll
  static void scrape() {
    scrape = ScrapeFixture.scrape();
  }

  @Test
  void areExactlyThoseOfTheList() {
    Set<String> listed =
        Arrays.stream(Meters.values())
            .flatMap(meter -> meter.published().stream())
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(ScrapeFixture.names(scrape))
        .filteredOn(name -> name.startsWith("millrace"))
        .containsExactlyElementsOf(listed);
  }

  @Test
  void carryTheirPipelineAndTheTagsOfTheList() {
    for (Meters meter : Meters.values()) {
      Set<String> listed = new TreeSet<>(meter.tags());
      listed.add("pipeline");
      Set<String> labels = labels(meter.published().get(0));
      labels.remove("le");

      assertThat(labels).as(meter.name()).isEqualTo(listed);
    }
  }

  private static Set<String> labels(String name) {
    Matcher series = Pattern.compile("(?m)^" + name + "\\{([^}]*)}").matcher(scrape);
    assertThat(series.find()).as(name).isTrue();
    Matcher label = Pattern.compile("(\\w+)=\"").matcher(series.group(1));
    return label
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void explainThemselves() {
    for (Meters meter : Meters.values()) {
      assertThat(scrape).containsPattern("(?m)^# HELP millrace_\\w+ \\Q" + meter.help() + "\\E$");
    }
  }

  @Test
  void ofKafkaStreamsAreFewEnoughToBeRead() {
    assertThat(ScrapeFixture.names(scrape))
        .filteredOn(name -> name.startsWith("kafka"))
        .hasSizeBetween(10, 30);
  }
}
