package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.champion.Change;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.replica.Member;
import io.millrace.model.replica.Replica;
import io.millrace.stream.cli.Main;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.ScoredRecord;
import io.millrace.stream.training.Progress;
import io.millrace.stream.training.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A log on which a challenger takes over by its evidence: three learners side by side on a stream
 * whose concept changes into one that the first cannot learn, a logistic regression, and that the
 * others can, a factorization machine and a forest.
 */
final class TakeOver {
  private static final String FEATURES =
      "[{name: amount, of: amount, as: number, bins: [4]},"
          + " {name: morning, of: datetime, as: hour_between, from: 0, to: 12, zone: UTC},"
          + " {per: customer_id, over: [1d], take: [count, ratio(amount)], bins: [4]},"
          + " {per: terminal_id, over: [7d], take: [label_rate], bins: [4]}]";

  private static final String LEARNERS =
      "[{name: adds, kind: logistic, update: ftrl, rate: 0.2, hash_bits: 14},"
          + " {name: multiplies, kind: factorization_machine, factors: 4, rate: 0.2,"
          + " factor_rate: 0.2, spread: 0.05, hash_bits: 14},"
          + " {name: splits, kind: forest, method: adaptive_random_forest, trees: 3, grace: 50}]";

  private final Reference expected;
  private final Committed found;
  private final Map<String, String> settings;
  private final long place;

  /**
   * @param expected of the same file without a broker
   * @param settings that the pipeline was made of
   */
  TakeOver(Reference expected, Committed found, Map<String, String> settings) {
    this.expected = expected;
    this.found = found;
    this.settings = settings;
    assertThat(expected.promotions()).isNotEmpty();
    assertThat(expected.promotions())
        .allMatch(change -> change.cause() == Change.Cause.EVIDENCE && change.holds());
    place = placeInLog();
  }

  /** Keys of {@code fraud.yaml} beside the names. */
  static Map<String, String> settings(String name) {
    Map<String, String> all = new HashMap<>(Named.settings(name, Map.of("partitions", "1")));
    all.put("features", FEATURES);
    all.put("learner", "null");
    all.put("learners", LEARNERS);
    // Of few days the first seven count, in which all say one half and nothing is an alert.
    all.put("promote", "{calibration_error: 0.5, calibration_share: 1000, alerts: 10}");
    return all;
  }

  /** The concept changes at the beginning of a day, counted from 0. */
  static TransactionLines changed(TransactionLines lines, int day) {
    Instant first =
        lines
            .timeOf(0)
            .atOffset(ZoneOffset.UTC)
            .toLocalDate()
            .atStartOfDay()
            .toInstant(ZoneOffset.UTC);
    return lines.withFraudThatMovesToHoursFrom(first.plus(Duration.ofDays(day)));
  }

  /** Offset of the lesson after which another learner serves first, to a fresh replica. */
  private long placeInLog() {
    Replica fresh = Replica.of(found.pipeline());
    Member first = fresh.champion();
    long changed = -1;
    for (ConsumerRecord<String, LogRecord> record : found.of(found.topics().trainingLog())) {
      if (!(record.value() instanceof LogRecord.Lesson lesson)) continue;
      fresh.learn(lesson.example());
      if (changed < 0 && fresh.champion() != first) changed = record.offset();
    }
    assertThat(fresh.contest().history()).isEqualTo(expected.promotions());
    return changed;
  }

  /** Whoever scored, the first learner served before that place and another one from it on. */
  void assertOneServesBeforeAPlaceInTheLogAndAnotherAfter() {
    Replica fresh = Replica.of(found.pipeline());
    long first = fresh.champion().id();
    int after = 0;
    int before = 0;
    for (ConsumerRecord<String, ScoredRecord> record : found.of(found.topics().featureLog())) {
      ScoredEvent scored = record.value().event();
      boolean other = scored.version() >= place;
      assertThat(scored.models()[0] != first).as("%s", record.value().version()).isEqualTo(other);
      after += other ? 1 : 0;
      before += other ? 0 : 1;
    }
    assertThat(before).isGreaterThan(1_000);
    assertThat(after).isGreaterThan(200);
  }

  /** What {@code models} brings back of snapshot and log. */
  void assertModelsTellTheSame() {
    String log = found.of(found.topics().featureLog()).get(0).value().version().log();
    Map<String, Object> client = Map.of("bootstrap.servers", found.bootstrap());
    Standing standing = Standing.atEnd(client, found.topics(), log, Progress.NONE);
    assertThat(standing.history()).isEqualTo(expected.promotions());
  }

  /** The last score before the place, the first after it, and the last of all. */
  void assertAuditProvesScoresOnBothSides() {
    List<String> ids = new ArrayList<>();
    String last = "";
    for (ConsumerRecord<String, ScoredRecord> record : found.of(found.topics().featureLog())) {
      if (record.value().event().version() >= place && ids.isEmpty()) {
        ids.add(last);
        ids.add(record.key());
      }
      last = record.key();
    }
    ids.add(last);
    for (String id : ids) assertThat(audit(id)).as("audit of %s", id).isZero();
  }

  private int audit(String id) {
    List<String> all = new ArrayList<>(List.of("audit", id, "--pipeline", "fraud.yaml"));
    all.addAll(List.of("--bootstrap", found.bootstrap()));
    settings.forEach((key, value) -> all.addAll(List.of("--set", key + "=" + value)));
    return Main.run(all.toArray(String[]::new));
  }
}
