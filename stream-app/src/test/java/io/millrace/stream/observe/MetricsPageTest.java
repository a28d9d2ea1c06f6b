package io.millrace.stream.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The metrics page")
class MetricsPageTest {
  private static final Path PAGE = Path.of("..", "src", "docs", "metrics.md");
  private static final Pattern OTHERS = Pattern.compile("`((?:kafka|jvm|process|system)_\\w+)`");

  @Test
  void listsExactlyTheMetricsThereAre() throws Exception {
    List<String> listed =
        Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| `millrace_")).toList();

    assertThat(listed)
        .containsExactlyElementsOf(
            Arrays.stream(Meters.values()).map(MetricsPageTest::row).toList());
  }

  private static String row(Meters meter) {
    String type = meter.kind() == MeterKind.TIMER ? "histogram" : lower(meter.kind());
    List<String> tags = new ArrayList<>(List.of("pipeline"));
    tags.addAll(meter.tags());
    return "| %s | %s | %s | %s | %s |"
        .formatted(
            quoted(meter.published()), type, meter.unit(), String.join(", ", tags), meter.help());
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String quoted(List<String> names) {
    return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }

  @Test
  void namesOnlyPublishedOnesOfKafkaAndTheJvm() throws Exception {
    Matcher other = OTHERS.matcher(Files.readString(PAGE));
    List<String> named = other.results().map(found -> found.group(1)).toList();

    assertThat(named).isNotEmpty();
    assertThat(ScrapeFixture.names(ScrapeFixture.scrape())).containsAll(named);
  }
}
