package io.millrace.stream.training;

import io.millrace.stream.topic.Ends;
import io.millrace.stream.topic.PipelineTopics;
import io.millrace.stream.topic.ScoredRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Finds what the feature log has of many published scores, in one pass. */
final class ClaimedFeatures {
  /** A score is committed with its features; this is room for clocks and slow brokers. */
  private static final Duration MARGIN = Duration.ofMinutes(10);

  private final Map<String, Object> client;
  private final PipelineTopics topics;
  private final int partitions;

  ClaimedFeatures(Map<String, Object> client, PipelineTopics topics, int partitions) {
    this.client = client;
    this.topics = topics;
    this.partitions = partitions;
  }

  /**
   * The features of each, by the same version; of those that are missing there are none. Under
   * {@code fast} an event may have been scored twice by one version, with other histories: those
   * with the score that is claimed, if there are any, else the first.
   *
   * @param home the partition that most of them will be in
   */
  Map<Claim, ScoredRecord> of(List<Claim> claims, int home, Progress progress) {
    Map<String, List<Claim>> sought = new HashMap<>();
    claims.forEach(c -> sought.computeIfAbsent(c.eventId(), id -> new ArrayList<>(1)).add(c));
    Map<Claim, ScoredRecord> found = new IdentityHashMap<>();
    for (int i = 0; i < partitions && !sought.isEmpty(); i++) {
      look((home + i) % partitions, Period.of(claims), sought, found, progress);
    }
    return found;
  }

  /** Between which times they were published; empty where that is not known. */
  private record Period(Optional<Instant> from, Optional<Instant> to) {
    static Period of(List<Claim> claims) {
      if (claims.stream().anyMatch(claim -> claim.at().isEmpty())) {
        return new Period(Optional.empty(), Optional.empty());
      }
      List<Instant> times = claims.stream().map(claim -> claim.at().orElseThrow()).toList();
      return new Period(
          times.stream().min(Instant::compareTo).map(at -> at.minus(MARGIN)),
          times.stream().max(Instant::compareTo).map(at -> at.plus(MARGIN)));
    }
  }

  private void look(
      int number,
      Period period,
      Map<String, List<Claim>> sought,
      Map<Claim, ScoredRecord> found,
      Progress progress) {
    String what = topics.featureLog().name() + "-" + number;
    try (Partition<String, ScoredRecord> partition =
        new Partition<>(client, topics.featureLog(), number)) {
      long begin = period.from().map(partition::at).orElseGet(partition::begin);
      long end = period.to().flatMap(partition::firstAt).orElseGet(() -> decided(number));
      partition.read(
          begin,
          end,
          record -> {
            progress.at(what, record.offset() - begin, end - begin);
            match(record, sought, found);
            return !sought.isEmpty();
          });
    }
  }

  /**
   * After what is in open transactions, too: a score can be read a moment before the features that
   * were committed with it.
   */
  private long decided(int number) {
    TopicPartition partition = new TopicPartition(topics.featureLog().name(), number);
    return Ends.of(client, List.of(partition)).get(partition);
  }

  private static void match(
      ConsumerRecord<String, ScoredRecord> record,
      Map<String, List<Claim>> sought,
      Map<Claim, ScoredRecord> found) {
    List<Claim> claims = sought.get(record.key());
    if (claims == null || record.value() == null) return;
    claims.removeIf(
        claim -> {
          if (!claim.version().equals(record.value().version())) return false;
          found.putIfAbsent(claim, record.value());
          double stored = Rescoring.stored(record.value()).score();
          if (Double.compare(stored, claim.said().score()) != 0) return false;
          found.put(claim, record.value());
          return true;
        });
    if (claims.isEmpty()) sought.remove(record.key());
  }
}
