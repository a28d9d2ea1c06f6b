package io.millrace.stream.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.model.recommend.Suggestion;
import io.millrace.stream.topic.RecommendTopics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The audit of a list")
class ListAuditTest {
  private static EmbeddedKafka broker;
  private static Map<String, Object> client;

  private ListLog log;

  @BeforeAll
  static void start() {
    broker = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
    client = Map.of("bootstrap.servers", broker.bootstrap());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @AfterEach
  void closeLog() {
    log.close();
  }

  @Test
  void provesItByTheSettingsThatItWasMadeByWhateverWasDeployedSince() throws Exception {
    Map<String, String> then = Map.of("recommend.repeats.show", "true", "recommend.recent", "50");
    told("deployed", then, ListLog.ITEMS);

    assertThat(audited("deployed", then).equal()).isTrue();
    assertThat(audited("deployed", Map.of("recommend.recent", "1")).equal()).isTrue();
    assertThat(
            audited("deployed", Map.of("recommend.recent", "1", "recommend.remember", "2")).equal())
        .isTrue();
  }

  @Test
  void findsThatItWasToldShort() throws Exception {
    told("short", Map.of(), 6);

    ListAuditResult result = audited("short", Map.of());

    assertThat(result.published()).hasSize(6);
    assertThat(result.recomputed())
        .hasSize(10)
        .startsWith(result.published().toArray(Suggestion[]::new));
    assertThat(result.equal()).isFalse();
  }

  @Test
  void takesItForWholeWhereItsLengthMayHaveBeenAnother() throws Exception {
    told("resized", Map.of("recommend.k", "6"), 6);

    assertThat(audited("resized", Map.of("recommend.k", "6")).equal()).isTrue();
    assertThat(audited("resized", Map.of("recommend.k", "10")).equal()).isTrue();
    assertThat(audited("resized", Map.of("recommend.k", "4")).equal()).isTrue();
  }

  @Test
  void saysOfAListThatItDidNotFindWhatIsGoneAndWhetherItLookedTooLate() throws Exception {
    told("trimmed", Map.of(), ListLog.ITEMS);
    assertThat(missing("other", Optional.empty()))
        .isEqualTo(
            "no list for activity other is in trimmed-lists, which has every record: it was never"
                + " answered by this generation; look at the id and at `generation:`");

    log.tell("last", ListLog.USER, List.of(), log.version(1));
    TopicPartition lists = new TopicPartition("trimmed-lists", 0);
    try (Admin admin = Admin.create(client)) {
      admin.deleteRecords(Map.of(lists, RecordsToDelete.beforeOffset(1))).all().get();
    }
    Instant since = Held.of(client, log.topics.recommendations(), 0).since().orElseThrow();
    assertThat(missing("other", Optional.empty()))
        .isEqualTo(
            "no list for activity other is in trimmed-lists: of its partition 0, offsets 0 to 0"
                + " were deleted, it holds what was told since "
                + since
                + "; it was never answered by this generation, or before "
                + since
                + ". Only a copy of that topic brings it back; a longer retention.ms of it keeps"
                + " more from now on");
    Instant at = since.plus(Duration.ofHours(1));
    assertThat(missing("last", Optional.of(at)))
        .isEqualTo(
            "no list for activity last is in trimmed-lists after "
                + at.minus(Duration.ofMinutes(10))
                + "; its partition 0 holds what was told since "
                + since
                + ": try without --at");
  }

  private String missing(String id, Optional<Instant> at) {
    return new ListAudit(client, log.topics, log.prepared)
        .of(id, at, Progress.NONE)
        .missing()
        .orElseThrow();
  }

  private ListAuditResult audited(String name, Map<String, String> now) {
    return new ListAudit(client, new RecommendTopics(ListLog.pipeline(name, now)), log.prepared)
        .of("last", Optional.empty(), Progress.NONE);
  }

  /** A log of lessons, and the list after the last one, of which the first items were told. */
  private void told(String name, Map<String, String> settings, int length) throws Exception {
    log = new ListLog(client, name, settings);
    log.teach(10 * ListLog.ITEMS);
    ListLog.Made made = log.make("last", ListLog.USER, "i29");
    assertThat(made.items()).hasSize(log.topics.pipeline().listing().k());
    List<Suggestion> told = made.items().subList(0, Math.min(length, made.items().size()));
    log.tell("last", ListLog.USER, told, made.version());
  }
}
