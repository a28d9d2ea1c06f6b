package io.millrace.stream.accounting;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.event.Label;
import io.millrace.model.event.Outcome;
import io.millrace.model.event.OutcomeRecord;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.config.ServiceConfig.Guarantee;
import io.millrace.stream.parse.DeadLetter;
import io.millrace.stream.parse.EventParser;
import io.millrace.stream.parse.LabelParser;
import io.millrace.stream.parse.RejectedException;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.OutcomeEntry;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.ScoredRecord;
import io.millrace.stream.topic.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Counts a pipeline's topics as a read_committed consumer finds them. Under {@code guarantee:
 * fast}, where a crash may write scores, features and dead letters twice, ids are held against ids.
 * It means something when nothing is under way: the feed has ended, everything is scored,
 * everything due is learnt.
 *
 * <p>Of scores, outcomes, features and examples, those of the pipeline's generation count; inputs
 * and dead letters are those of all generations, which is the same while there is one. Labels and
 * events that retention has deleted are missing from the count.
 *
 * <p>Cost: reads every topic once, some 300,000 records a second; about 150 bytes of memory an
 * event id.
 */
public final class Accounting {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Pipeline pipeline;
  private final Guarantee guarantee;
  private final PipelineTopics topics;
  private final TopicScan scan;
  private final EventParser events;
  private final LabelParser labels;
  private final Consumer<String> telling;

  private final Map<String, Seen> ids = new HashMap<>();
  private final Set<String> deadEvents = new HashSet<>();
  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
  private final long[] clocks;
  private long recordsIn;
  private long undead;
  private long scored;
  private long featureRecords;
  private long eventLetters;
  private long labelLetters;
  private long labelsIn;
  private long held;
  private long noLongerEarly;
  private long examples;
  private long alerts;

  /** What the topics say of one event id. */
  private static final class Seen {
    private boolean sent;
    private int scores;
    private int features;
    private int finals;
    private int examples;
    private boolean labelled;
    private boolean orphaned;
    private int partition;
    private long time;
  }

  /**
   * @param client settings of every Kafka client
   * @param telling is told the name of each topic when its reading begins
   */
  private Accounting(
      Pipeline pipeline,
      Guarantee guarantee,
      Map<String, Object> client,
      Consumer<String> telling) {
    this.pipeline = pipeline;
    this.guarantee = guarantee;
    events = new EventParser(pipeline);
    this.telling = telling;
    topics = new PipelineTopics(pipeline);
    scan = new TopicScan(client);
    labels = new LabelParser(pipeline);
    clocks = new long[pipeline.partitions()];
    Arrays.fill(clocks, Long.MIN_VALUE);
  }

  /**
   * Counts all of it.
   *
   * @param guarantee that scoring ran under
   */
  public static Account of(
      Pipeline pipeline,
      Guarantee guarantee,
      Map<String, Object> client,
      Consumer<String> telling) {
    return new Accounting(pipeline, guarantee, client, telling).count();
  }

  private Account count() {
    read(topics.dlq(), this::deadLetter);
    read(topics.events(), this::event);
    read(topics.scores(), this::score);
    read(topics.featureLog(), this::features);
    read(topics.outcomes(), this::outcome);
    read(topics.trainingLog(), this::example);
    read(topics.labels(), this::label);
    read(topics.alerts(), record -> alerts += isOurs(record.value()) ? 1 : 0);
    return account();
  }

  private <K, V> void read(Topic<K, V> topic, Consumer<ConsumerRecord<K, V>> record) {
    telling.accept(topic.name());
    scan.read(topic, record);
  }

  private void event(ConsumerRecord<byte[], byte[]> record) {
    recordsIn++;
    if (guarantee != Guarantee.FAST) return;
    String place = place(Integer.toString(record.partition()), Long.toString(record.offset()));
    if (deadEvents.contains(place)) return;
    try {
      seen(events.parse(record.value(), record.timestamp()).id()).sent = true;
    } catch (RejectedException dead) {
      undead++;
    }
  }

  private void score(ConsumerRecord<String, byte[]> record) {
    if (!isOurs(record.value())) return;
    scored++;
    seen(record.key()).scores++;
  }

  private boolean isOurs(byte[] score) {
    try {
      return JSON.readTree(score).path("version").path("generation").asInt()
          == pipeline.generation();
    } catch (IOException notOurs) {
      return false;
    }
  }

  private void features(ConsumerRecord<String, ScoredRecord> record) {
    featureRecords++;
    Seen seen = seen(record.key());
    seen.features++;
    seen.partition = record.partition();
    seen.time = record.value().event().eventTime();
  }

  private void outcome(ConsumerRecord<String, OutcomeEntry> record) {
    OutcomeEntry entry = record.value();
    if (entry.generation() != pipeline.generation()) return;
    if (entry instanceof OutcomeEntry.ClockReached reached) {
      clocks[reached.partition()] = Math.max(clocks[reached.partition()], reached.at());
      return;
    }
    OutcomeRecord told = ((OutcomeEntry.Told) entry).outcome();
    outcomes.merge(told.outcome(), 1L, Long::sum);
    if (told.wasEarly()) noLongerEarly++;
    switch (told.outcome()) {
      case LEARNT_FROM_LABEL,
          LEARNT_ASSUMED,
          SAMPLED_OUT_FROM_LABEL,
          SAMPLED_OUT_ASSUMED,
          UNLABELLED ->
          seen(told.id()).finals++;
      case ORPHAN -> seen(told.id()).orphaned = true;
      default -> {}
    }
  }

  private void example(ConsumerRecord<String, LogRecord> record) {
    if (record.value() instanceof LogRecord.Lesson lesson && lesson.example().tests()) {
      examples++;
      seen(lesson.example().eventId()).examples++;
    }
  }

  private void label(ConsumerRecord<byte[], byte[]> record) {
    labelsIn++;
    try {
      Label label = labels.parse(record.value(), record.timestamp(), record.offset());
      Seen seen = seen(label.eventId());
      // The label join's partition of an id is that of its features.
      boolean waits =
          record.headers().lastHeader(PipelineTopics.HOLD_HEADER) != null
              && seen.scores > 0
              && label.knownAt() > clocks[seen.partition];
      if (waits) held++;
      else seen.labelled = true;
    } catch (RejectedException dead) {
      // Counted among the dead letters.
    }
  }

  private void deadLetter(ConsumerRecord<byte[], byte[]> record) {
    if (text(record, DeadLetter.TOPIC).equals(topics.labels().name())) {
      labelLetters++;
    } else if (guarantee != Guarantee.FAST
        || deadEvents.add(
            place(text(record, DeadLetter.PARTITION), text(record, DeadLetter.OFFSET)))) {
      eventLetters++;
    }
  }

  private static String place(String partition, String offset) {
    return partition + ":" + offset;
  }

  private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
    Header found = record.headers().lastHeader(header);
    return found == null ? "" : new String(found.value(), StandardCharsets.UTF_8);
  }

  private Seen seen(String id) {
    return ids.computeIfAbsent(id, unseen -> new Seen());
  }

  private Account account() {
    return new Account(
        guarantee,
        recordsIn,
        count(seen -> seen.sent),
        undead,
        scored,
        count(seen -> seen.scores > 0),
        outcomes(Outcome.DUPLICATE_SCORE),
        outcomes(Outcome.DUPLICATE_EVENT),
        eventLetters,
        outcomes(Outcome.LEARNT_FROM_LABEL),
        outcomes(Outcome.LEARNT_ASSUMED),
        outcomes(Outcome.SAMPLED_OUT_FROM_LABEL),
        outcomes(Outcome.SAMPLED_OUT_ASSUMED),
        outcomes(Outcome.UNLABELLED),
        count(seen -> seen.scores > 0 && seen.finals == 0),
        count(this::mustBePending),
        labelsIn,
        outcomes(Outcome.WAITING_EARLY) - noLongerEarly,
        held,
        outcomes(Outcome.DUPLICATE),
        outcomes(Outcome.CONTRADICTING),
        outcomes(Outcome.CORRECTED),
        outcomes(Outcome.LATE),
        outcomes(Outcome.ORPHAN),
        labelLetters,
        featureRecords,
        count(seen -> seen.features > 0),
        examples,
        count(seen -> seen.examples > 0),
        count(seen -> seen.scores == 0 && (seen.finals > 0 || seen.examples > 0)),
        alerts);
  }

  private boolean mustBePending(Seen seen) {
    if (seen.scores == 0 || (seen.labelled && !seen.orphaned)) return false;
    return seen.time + pipeline.labels().policy().horizon().toMillis() > clocks[seen.partition];
  }

  private long count(Predicate<Seen> which) {
    return ids.values().stream().filter(which).count();
  }

  private long outcomes(Outcome outcome) {
    return outcomes.getOrDefault(outcome, 0L);
  }
}
