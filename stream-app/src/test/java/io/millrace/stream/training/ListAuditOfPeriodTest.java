package io.millrace.stream.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.model.recommend.Suggestion;
import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.topic.RecommendTopics;
import io.millrace.stream.training.AuditOfPeriod.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The audit of the lists of a period")
class ListAuditOfPeriodTest {
  private static final int GOOD = 8;
  private static final List<String> BAD =
      List.of("short", "swapped", "off", "changed", "another-users", "nobodys", "never", "gone");
  private static EmbeddedKafka broker;
  private static Map<String, Object> client;
  private static ListLog log;

  /** What the audit of one says, by activity. */
  private static Map<String, ListAuditResult> alone;

  @BeforeAll
  static void tell() throws Exception {
    broker = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
    client = Map.of("bootstrap.servers", broker.bootstrap());
    log = new ListLog(client, "period", Map.of());
    log.teach(200);
    tellGoodOnes("before");
    log.deploy(Map.of("recommend.recent", "3"));
    tellGoodOnes("after");
    tellBadOnes();
    alone = ids().collect(Collectors.toMap(Function.identity(), id -> alone(log, id)));
  }

  private static Stream<String> ids() {
    Stream<String> good =
        IntStream.range(0, GOOD).boxed().flatMap(i -> Stream.of("before" + i, "after" + i));
    return Stream.concat(good, BAD.stream());
  }

  @AfterAll
  static void stop() {
    log.close();
    broker.close();
  }

  private static void tellGoodOnes(String name) throws Exception {
    for (int i = 0; i < GOOD; i++) {
      String user = "u" + i % 7;
      ListLog.Made made = log.make(name + i, user, "i" + i);
      log.tell(name + i, user, made.items(), made.version());
      log.teach(i % 3);
    }
  }

  private static void tellBadOnes() throws Exception {
    ListLog.Made made = log.make("short", "u0", "i20");
    log.tell("short", "u0", made.items().subList(0, 6), made.version());

    made = log.make("swapped", "u0", "i21");
    List<Suggestion> swapped = new ArrayList<>(made.items());
    Collections.swap(swapped, 3, 4);
    log.tell("swapped", "u0", swapped, made.version());

    made = log.make("off", "u0", "i22");
    log.tell("off", "u0", offByABit(made.items()), made.version());

    made = log.make("changed", "u0", "i23");
    List<Suggestion> changed = new ArrayList<>(made.items());
    changed.set(0, named(changed.get(0), "i999"));
    log.tell("changed", "u0", changed, made.version());

    made = log.make("another-users", "u0", "i24");
    log.tell("another-users", "u1", made.items(), made.version());
    log.tell("nobodys", "u0", made.items(), made.version());
    log.tell("never", "u0", made.items(), log.version(1_000_000));
    log.tell("gone", "u0", made.items(), new ModelVersion("older", 1, 5));

    log.tell("other-generation", "u0", made.items(), new ModelVersion(log.prepared.log(), 2, 5));
    log.publish("u0", "not a list");
    log.publish("u0", "[]");
  }

  private static List<Suggestion> offByABit(List<Suggestion> items) {
    List<Suggestion> off = new ArrayList<>(items);
    Suggestion last = off.remove(off.size() - 1);
    off.add(
        new Suggestion(
            last.item(),
            last.fingerprint(),
            last.title(),
            last.price(),
            Math.nextUp(last.score()),
            last.generator(),
            last.because(),
            last.becauseTitle()));
    return off;
  }

  private static Suggestion named(Suggestion item, String id) {
    return new Suggestion(
        id,
        item.fingerprint(),
        item.title(),
        item.price(),
        item.score(),
        item.generator(),
        item.because(),
        item.becauseTitle());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 1_000})
  void saysOfEachWhatTheAuditOfOneSays(int atATime) {
    Map<String, ListAuditResult> results = new TreeMap<>();
    Tally tally = all(log, atATime, results);

    assertThat(results.keySet()).isEqualTo(alone.keySet());
    assertThat(tally).isEqualTo(new Tally(2 * GOOD, 4, 4));
    results.forEach(
        (id, result) -> {
          assertThat(result.equal()).as("%s", result).isEqualTo(!BAD.contains(id));
          assertThat(result.missing()).isEqualTo(alone.get(id).missing());
          assertThat(result.published()).isEqualTo(alone.get(id).published());
          assertThat(result.recomputed()).isEqualTo(alone.get(id).recomputed());
        });
  }

  @Test
  void saysInWhatAListDiffers() {
    assertThat(alone.get("short").differing()).containsExactly("length");
    assertThat(alone.get("swapped").differing()).containsExactly("order");
    assertThat(alone.get("off").differing()).containsExactly("scores");
    assertThat(alone.get("changed").differing()).containsExactly("items");
    assertThat(alone.get("after3").differing()).isEmpty();
  }

  @Test
  void saysOfAListThatNobodyMadeWhatIsNotThere() {
    Map<String, ListAuditResult> results = new TreeMap<>();
    all(log, 1_000, results);

    for (String id : List.of("nobodys", "another-users")) {
      assertThat(results.get(id).missing().orElseThrow())
          .startsWith(
              "what activity "
                  + id
                  + " taught is not in period-g1-training-log, which has every record after"
                  + " offset ")
          .endsWith(
              ": a replay in lockstep still holds it, or no instance of this generation made that"
                  + " list");
    }
    assertThat(results.get("never").missing().orElseThrow())
        .startsWith("the list for activity never was made by version " + log.version(1_000_000))
        .contains("which cannot be brought back: period-g1-training-log has no committed record");
    assertThat(results.get("gone").missing().orElseThrow())
        .contains("older/1/5")
        .endsWith("that log was deleted");
  }

  @Test
  void looksOnlyAtThePeriod() throws Exception {
    try (ListLog timed = new ListLog(client, "timed", Map.of())) {
      timed.teach(50);
      ListLog.Made made = timed.make("one", "u0", "i20");
      timed.tell("one", "u0", made.items(), made.version());
      Instant told = Held.of(client, timed.topics.recommendations(), 0).since().orElseThrow();
      Instant later = told.plus(Duration.ofHours(1));

      assertThat(of(timed, Optional.of(told), Optional.of(later))).isEqualTo(new Tally(1, 0, 0));
      assertThat(of(timed, Optional.of(later), Optional.empty())).isEqualTo(new Tally(0, 0, 0));
      assertThat(of(timed, Optional.empty(), Optional.of(told))).isEqualTo(new Tally(0, 0, 0));
    }
  }

  @Test
  void saysOfEachThatWhatItsVersionLearntWasDeleted() throws Exception {
    try (ListLog pruned = new ListLog(client, "pruned", Map.of())) {
      pruned.teach(50);
      for (String id : List.of("one", "other")) {
        ListLog.Made made = pruned.make(id, "u0", "i20");
        pruned.tell(id, "u0", made.items(), made.version());
      }
      RecommendTopics topics = pruned.topics;
      TopicPartition partition = new TopicPartition(topics.trainingLog().name(), 0);
      try (Admin admin = Admin.create(client)) {
        admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(20))).all().get();
      }
      Map<String, ListAuditResult> results = new TreeMap<>();

      assertThat(all(pruned, 1_000, results)).isEqualTo(new Tally(0, 0, 2));
      for (ListAuditResult result : results.values()) {
        assertThat(result.missing()).isEqualTo(alone(pruned, result.eventId()).missing());
        assertThat(result.missing().orElseThrow())
            .contains(
                "which cannot be brought back: pruned-g1-training-log begins at offset 20, what"
                    + " came earlier was deleted (`snapshot prune`), and pruned-g1-snapshots has"
                    + " no snapshot of a version from 19 on");
      }
    }
  }

  private static Tally all(ListLog of, int atATime, Map<String, ListAuditResult> results) {
    return AuditOfPeriod.ofLists(client, of.topics, of.prepared, atATime)
        .of(
            Optional.empty(),
            Optional.empty(),
            result -> results.put(result.eventId(), result),
            Progress.NONE);
  }

  private static Tally of(ListLog of, Optional<Instant> since, Optional<Instant> until) {
    return AuditOfPeriod.ofLists(client, of.topics, of.prepared)
        .of(since, until, result -> {}, Progress.NONE);
  }

  private static ListAuditResult alone(ListLog of, String id) {
    return new ListAudit(client, of.topics, of.prepared).of(id, Optional.empty(), Progress.NONE);
  }
}
