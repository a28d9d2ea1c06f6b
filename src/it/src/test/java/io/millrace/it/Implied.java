package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.model.event.Example;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.accounting.Account;
import io.millrace.stream.accounting.Accounting;
import io.millrace.stream.accounting.Identity;
import io.millrace.stream.config.ServiceConfig.Guarantee;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.ScoredRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What an input implies, whatever happened meanwhile: who is scored, who is learnt, from what, that
 * repeats say the same, and that every replica is the same.
 *
 * @param lines all of them sent, only the frauds among them told, {@link Feeding#DELAY} late
 */
record Implied(TransactionLines lines, Pipeline pipeline, Guarantee guarantee) {

  /** Fails unless the topics hold it and the survivors' replicas equal a fresh one. */
  Account assertHolds(Broker broker, ServiceProcess... survivors) {
    Committed found = new Committed(broker.bootstrap(), pipeline);
    assertOutcomes(found);
    Account account =
        Accounting.of(
            pipeline, guarantee, Map.of("bootstrap.servers", broker.bootstrap()), topic -> {});
    assertThat(account.identities()).allMatch(Identity::holds);
    assertSurvivors(found.digestOfFreshReplica(), survivors);
    return account;
  }

  private void assertOutcomes(Committed found) {
    Instant end = lines.timeOf(lines.size() - 1);
    Map<String, String> implied = new TreeMap<>();
    for (int row = 0; row < lines.size(); row++) {
      String lesson = lines.isFraud(row) ? "label" : "silence";
      boolean due = !lines.timeOf(row).plus(Feeding.DELAY).isAfter(end);
      implied.put(lines.id(row), due ? lesson : "nothing yet");
    }
    assertEach(keys(found.of(found.topics().scores())), implied.keySet());
    List<ConsumerRecord<String, ScoredRecord>> features = found.of(found.topics().featureLog());
    assertEach(keys(features), implied.keySet());
    Map<String, List<ScoredEvent>> scored = assertRepeatsSayTheSame(features);
    Map<String, String> learnt = new TreeMap<>();
    for (LogRecord.Lesson lesson : found.lessons()) {
      Example example = lesson.example();
      assertThat(example.positive()).isEqualTo(!example.assumed());
      assertTeaches(example, scored.get(example.eventId()).get(0));
      String before = learnt.put(example.eventId(), example.assumed() ? "silence" : "label");
      assertThat(before).as("an earlier lesson of %s", example.eventId()).isNull();
    }
    implied.values().removeIf("nothing yet"::equals);
    assertThat(learnt).hasSizeGreaterThan(lines.size() / 2);
    assertThat(differences(learnt, implied))
        .as("lessons that are not those that the input implies")
        .isEmpty();
  }

  private static List<String> differences(Map<String, String> found, Map<String, String> implied) {
    Set<String> ids = new TreeSet<>(implied.keySet());
    ids.addAll(found.keySet());
    return ids.stream()
        .filter(id -> !Objects.equals(found.get(id), implied.get(id)))
        .map(id -> id + " learnt from " + found.get(id) + ", expected " + implied.get(id))
        .toList();
  }

  /** Once under exactly-once; at least once under fast. */
  private void assertEach(List<String> found, Set<String> expected) {
    if (guarantee == Guarantee.EXACTLY_ONCE) assertThat(found).hasSameSizeAs(expected);
    assertThat(new TreeSet<>(found).equals(expected)).as("the ids are those sent").isTrue();
  }

  /** Bit for bit, where features and version are the same. */
  private static Map<String, List<ScoredEvent>> assertRepeatsSayTheSame(
      List<ConsumerRecord<String, ScoredRecord>> features) {
    Map<String, List<ScoredEvent>> scored = new HashMap<>();
    for (ConsumerRecord<String, ScoredRecord> record : features) {
      ScoredEvent event = record.value().event();
      List<ScoredEvent> before = scored.computeIfAbsent(event.eventId(), id -> new ArrayList<>());
      for (ScoredEvent other : before) {
        boolean same =
            other.version() == event.version() && Arrays.equals(other.values(), event.values());
        if (same) assertThat(event.rawScores()).as(event.eventId()).isEqualTo(other.rawScores());
      }
      before.add(event);
    }
    return scored;
  }

  /** The first record of an id in the feature log is the one that is learnt. */
  private static void assertTeaches(Example example, ScoredEvent first) {
    assertThat(example.values()).as("features of %s", first.eventId()).isEqualTo(first.values());
    assertThat(example.rawScores())
        .as("scores of %s", first.eventId())
        .isEqualTo(first.rawScores());
    assertThat(example.version()).as("version of %s", first.eventId()).isEqualTo(first.version());
  }

  private static List<String> keys(List<? extends ConsumerRecord<String, ?>> records) {
    return records.stream().map(ConsumerRecord::key).toList();
  }

  /** One that was not heard of for some seconds may have the end of the log still to learn. */
  static void assertSurvivors(String digest, ServiceProcess... survivors) {
    for (ServiceProcess survivor : survivors) {
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () -> {
                JsonNode replica = survivor.replica();
                assertThat(replica.path("sha256").asText()).as("%s", replica).isEqualTo(digest);
              });
    }
  }
}
