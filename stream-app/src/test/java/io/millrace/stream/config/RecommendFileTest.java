package io.millrace.stream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.millrace.model.drift.DriftConfig;
import io.millrace.model.drift.QualityDetector;
import io.millrace.model.pipeline.ItemSource;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Activity;
import io.millrace.model.recommend.Diversity;
import io.millrace.model.recommend.ExplorationConfig;
import io.millrace.model.recommend.GeneratorConfig;
import io.millrace.model.recommend.Lesson;
import io.millrace.model.recommend.UserHistory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A pipeline file of the kind recommend")
class RecommendFileTest {
  private static final String WHOLE =
      """
      pipeline: shop
      kind: recommend
      generation: 2
      activity: {topic: activity, format: json, user: who.id, item: item, type: did, value: much, time: {field: at, format: epoch_seconds}, types: [{type: view, weight: 0.2, positive: false}, {type: rating, of: 5, power: 2}]}
      recommend: {k: 5, positive: 4, repeats: {show: true, except: same_timestamp}, recent: 50, remember: 1000}
      generators:
        - {kind: popularity, half_life: 7d}
        - {kind: co_occurrence, last: 20, decay: 0.9}
        - {kind: markov}
        - {kind: user_neighbours}
        - {kind: bpr, factors: 8}
        - {kind: content, popular: 1, most_events: 20, half_life: 30d}
        - {kind: embeddings, factors: 8}
        - {kind: isgd, factors: 8}
      blend: {candidates: 40, rate: 0.2}
      output: {recommendations: lists}
      """;

  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema());

  @Test
  void isReadIntoWhatItSays() {
    RecommendPipeline read = read(WHOLE);

    assertThat(read.name()).isEqualTo("shop");
    assertThat(read.generation()).isEqualTo(2);
    assertThat(read.activity().userPath()).isEqualTo("who.id");
    assertThat(read.listing().k()).isEqualTo(5);
    assertThat(read.listing().asking().showsRepeats()).isTrue();
    assertThat(read.listing().asking().exceptSameTime()).isTrue();
    assertThat(read.recommender().generators())
        .extracting(GeneratorConfig::kind)
        .containsExactly(
            "popularity",
            "co_occurrence",
            "markov",
            "user_neighbours",
            "bpr",
            "content",
            "embeddings",
            "isgd");
    assertThat(read.recommender().blend().candidates()).isEqualTo(40);
    assertThat(read.output()).isEqualTo("lists");
  }

  @Test
  void holdsPopularItemsBackWhereTheFileSaysSo() {
    RecommendPipeline held =
        read(WHOLE.replace("recent: 50", "recent: 50, popularity_penalty: 0.25"));

    assertThat(held.recommender().popularityPenalty()).isEqualTo(.25);
    assertThat(held.canonicalSettings()).contains("popularity_penalty = 0.25");
    assertThat(read(WHOLE).recommender().popularityPenalty()).isZero();
    // Logs of before say nothing of it, and are still those of the same settings.
    assertThat(read(WHOLE).canonicalSettings()).doesNotContain("popularity_penalty");
  }

  @Test
  void leavesPlacesToChanceWhereTheFileSaysSo() throws IOException {
    String text =
        WHOLE.replace("recent: 50", "recent: 50, explore: {kind: epsilon, share: 0.05, seed: 3}");
    RecommendPipeline read = read(text);

    assertThat(read.recommender().exploration()).isEqualTo(new ExplorationConfig(.05, 50, 3));
    assertThat(read.canonicalSettings()).contains("explore = ");
    assertThat(SCHEMA.validate(new YAMLMapper().readTree(text))).isEmpty();
    assertThat(read(WHOLE).recommender().exploration()).isNull();
    // Logs of before say nothing of it, and are still those of the same settings.
    assertThat(read(WHOLE).canonicalSettings()).doesNotContain("explore");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{kind: epsilon, share: 0} | recommend.explore.share = 0.0",
        "{kind: epsilon, share: 0.6} | above 0, at most 0.5; start at 0.05",
        "{kind: epsilon, share: 0.1, pool: 0} | recommend.explore.pool = 0",
        "{kind: thompson, share: 0.1} | epsilon",
        "{kind: epsilon} | share",
        "{kind: epsilon, share: 0.1, rate: 2} | rate",
      })
  void refusesToLeaveToChanceWhatItCannot(String explore, String said) {
    String text = WHOLE.replace("recent: 50", "recent: 50, explore: " + explore);
    assertThatThrownBy(() -> read(text)).hasMessageContaining(said);
  }

  @Test
  void listsDifferWhereTheFileSaysSo() throws IOException {
    String text = WHOLE.replace("recent: 50", "recent: 50, diversity: {mmr: 0.8}");

    assertThat(read(text).recommender().diversity()).isEqualTo(new Diversity(.8, 100));
    assertThat(read(text).canonicalSettings()).contains("diversity = Diversity[mmr=0.8");
    assertThat(read(WHOLE).canonicalSettings()).doesNotContain("diversity");
    assertThat(SCHEMA.validate(new YAMLMapper().readTree(text))).isEmpty();
    assertThatThrownBy(() -> read(WHOLE.replace("recent: 50", "recent: 50, diversity: {mmr: 0}")))
        .hasMessageContaining("recommend.diversity.mmr = 0.0, expected above 0, at most 1");
  }

  @Test
  void hearsOfItemsWhereTheFileSaysSo() throws IOException {
    String text =
        WHOLE
            + "items: {topic: wares, format: json, item: sku, withdrawn: gone.for_good,"
            + " time: {field: at, format: iso}}\n";
    RecommendPipeline read = read(text);

    assertThat(read.items().topic()).isEqualTo("wares");
    assertThat(read.items().withdrawnPath()).isEqualTo("gone.for_good");
    assertThat(read.canonicalSettings()).isEqualTo(read(WHOLE).canonicalSettings());
    assertThat(SCHEMA.validate(new YAMLMapper().readTree(text))).isEmpty();
    assertThat(read(WHOLE).items()).isNull();
  }

  @Test
  void hearsWhatItemsAreWhereTheFileSaysSo() throws IOException {
    String text =
        WHOLE
            + "items: {topic: wares, format: json, item: sku, title: name, categories: about.kinds,"
            + " separator: '|', price: cost}\n";
    ItemSource items = read(text).items();

    assertThat(items.withdrawnPath()).isNull();
    assertThat(items.titlePath()).isEqualTo("name");
    assertThat(items.categoriesPath()).isEqualTo("about.kinds");
    assertThat(items.separator()).isEqualTo("|");
    assertThat(items.pricePath()).isEqualTo("cost");
    assertThat(SCHEMA.validate(new YAMLMapper().readTree(text))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          {topic: w, format: json, item: sku}; items = sku and nothing said of it, expected at least one of withdrawn, title
          {topic: w, format: json, item: sku, title: t, separator: ','}; separator = ,, expected one character or more beside categories
          {topic: w, format: json, item: sku, title: sku.name}; expected fields that are not inside each other
          {topic: w, format: json, item: sku, titel: name}; items.titel: unknown key
          """)
  void refusesWhatItemsCannotMean(String items, String message) {
    assertThatThrownBy(() -> read(WHOLE + "items: " + items + "\n")).hasMessageContaining(message);
  }

  @Test
  void weighsAnActivityByItsTypeOrItsValue() {
    RecommendPipeline read = read(WHOLE);

    assertThat(read.activity().weight(did("view", 1))).isEqualTo(.2f);
    assertThat(read.activity().weight(did("rating", 4))).isEqualTo(.64f);
    assertThat(read.activity().weight(did("rating", 50))).isEqualTo(1);
    assertThat(read.activity().weight(did("rating", Double.NaN))).isZero();
  }

  @Test
  void testsTheListOnlyByWhatIsPositive() {
    RecommendPipeline read = read(WHOLE);
    UserHistory history = read.newHistory();
    history.add(did("view", 1), 1);

    assertThat(lesson(read, "rating", 4, history).test()).isTrue();
    assertThat(lesson(read, "rating", 3.5, history).test()).isFalse();
    assertThat(lesson(read, "view", 9, history).test()).isFalse();
  }

  private static Lesson lesson(
      RecommendPipeline pipeline, String type, double value, UserHistory history) {
    return pipeline.lesson(new Activity("u", "other", type, value, 2), history);
  }

  private static Activity did(String type, double value) {
    return new Activity("u", "i", type, value, 1);
  }

  @Test
  void saysItsKind() {
    assertThat(PipelineFile.kind(Path.of("recommendations.yaml"), Map.of())).isEqualTo("recommend");
    assertThat(PipelineFile.kind(Path.of("fraud.yaml"), Map.of())).isEqualTo("classify");
  }

  @Test
  void theShippedOneIsReadAndFitsTheSchema() throws IOException {
    RecommendPipeline shipped =
        RecommendFile.read(Path.of("recommendations.yaml"), Map.of("recommend.positive", "4"));

    assertThat(shipped.listing().positive()).isEqualTo(4);
    try (InputStream in =
        PipelineFile.class.getResourceAsStream("/pipelines/recommendations.yaml")) {
      assertThat(SCHEMA.validate(new YAMLMapper().readTree(in))).isEmpty();
    }
  }

  @Test
  void theWholeFileFitsTheSchema() throws IOException {
    assertThat(SCHEMA.validate(new YAMLMapper().readTree(WHOLE))).isEmpty();
  }

  @Test
  void equalFilesShapeEqualModels() {
    String settings = read(WHOLE).canonicalSettings();

    assertThat(read(WHOLE).canonicalSettings()).isEqualTo(settings);
    assertThat(read(WHOLE.replace("decay: 0.9", "decay: 0.8")).canonicalSettings())
        .isNotEqualTo(settings);
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        Arguments.of("pipeline: shop", "pipelin: shop", "p.yaml:1:1: pipelin: unknown key"),
        Arguments.of("user: who.id, ", "", "p.yaml:4:11: activity.user is missing, expected"),
        Arguments.of("weight: 0.2", "weight: 2", "activity.types[0].weight = 2.0, expected 0 to 1"),
        Arguments.of(
            "weight: 0.2",
            "weight: 0.2, of: 5",
            "activity.types[0].weight = 0.2, expected no such key beside of"),
        Arguments.of(
            "kind: markov",
            "kind: markow",
            "p.yaml:9:12: generators[2].kind = markow, expected one of popularity, co_occurrence,"
                + " markov, user_neighbours, bpr, content, embeddings, isgd; did you mean markov?"),
        Arguments.of("last: 20", "last: 0", "generators[1].last = 0, expected 1 to 1000"),
        Arguments.of(
            "decay: 0.9", "decai: 0.9", "generators[1].decai: unknown key, expected one of kind"),
        Arguments.of(
            "half_life: 7d", "half_life: week", "generators[0].half_life = week, expected"),
        Arguments.of(
            "except: same_timestamp",
            "except: same_day",
            "recommend.repeats.except = same_day, expected one of same_timestamp"),
        Arguments.of("k: 5", "k: 0", "recommend.k = 0, expected 1 to 100; start at 10"),
        Arguments.of("rate: 0.2}", "rate: 0}", "blend.rate = 0.0, expected above 0, at most 1"),
        Arguments.of(
            "recommendations: lists",
            "lists: lists",
            "output.lists: unknown key, expected one of"));
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource("broken")
  void whatIsWrongIsSaidWithPlaceKeyFoundAndExpected(String whole, String broken, String message) {
    String text = WHOLE.replace(whole, broken);

    assertThatThrownBy(() -> read(text)).hasMessageContaining(message);
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource("broken")
  void theSchemaRefusesItToo(String whole, String broken, String message) throws IOException {
    assertThat(SCHEMA.validate(new YAMLMapper().readTree(WHOLE.replace(whole, broken))))
        .as(message)
        .isNotEmpty();
  }

  @Test
  void hitsAreWatchedWhereTheFileSaysSo() {
    RecommendPipeline watched = read(WHOLE + "drift: {detector: adwin, every: 200000}\n");

    assertThat(watched.drift()).isEqualTo(new DriftConfig(QualityDetector.ADWIN, 200_000));
    assertThat(watched.canonicalSettings())
        .isEqualTo(
            read(WHOLE).canonicalSettings() + "drift.detector = adwin\ndrift.every = 200000\n");
    assertThatThrownBy(() -> read(WHOLE + "drift: {detector: adwin, reaction: raise_rate}\n"))
        .hasMessageContaining("drift.reaction: unknown key, expected one of detector, every");
    assertThatThrownBy(() -> read(WHOLE + "drift: {detector: adwim}\n"))
        .hasMessageContaining("drift.detector = adwim, expected one of adwin");
  }

  @Test
  void theTopicsMustDiffer() {
    assertThatThrownBy(() -> read(WHOLE.replace("lists}", "activity}")))
        .hasMessageContaining(
            "output.recommendations = activity, expected a topic other than that of");
  }

  private static RecommendPipeline read(String text) {
    return RecommendFile.read("p.yaml", text, Map.of());
  }

  private static com.fasterxml.jackson.databind.JsonNode schema() {
    try (InputStream in = PipelineFile.class.getResourceAsStream("/pipeline.schema.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
