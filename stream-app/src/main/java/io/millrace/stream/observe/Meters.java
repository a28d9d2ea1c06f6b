package io.millrace.stream.observe;

import static io.millrace.stream.observe.MeterKind.COUNTER;
import static io.millrace.stream.observe.MeterKind.GAUGE;
import static io.millrace.stream.observe.MeterKind.TIMER;

import java.util.List;
import java.util.Locale;

/**
 * Every metric of Millrace: name, unit and help. Dashboards, rules and docs hold to {@link
 * #published}, which is what Prometheus sees. All carry the tag {@code pipeline} beside their own.
 *
 * <p>Counters count what an instance did, work of aborted transactions included; exact counts come
 * from the topics. What follows from the training log is a gauge, equal on every instance at the
 * same version: aggregate it by max.
 */
public enum Meters {
  EVENTS(COUNTER, "millrace.events", "Events read and understood"),
  LABELS(COUNTER, "millrace.labels", "Labels read and understood"),
  DLQ(COUNTER, "millrace.dlq", "Records sent to the dead letter topic", "stage", "reason"),
  DUPLICATE_EVENTS(COUNTER, "millrace.duplicate.events", "Events whose id had been scored before"),
  REDELIVERED_EVENTS(
      COUNTER,
      "millrace.redelivered.events",
      "Events that came to a history again after a crash and went on to a second score"),
  SCORES(COUNTER, "millrace.scores", "Events given a score"),
  LISTS(COUNTER, "millrace.lists", "Activities answered with a list"),
  ALERTS(COUNTER, "millrace.alerts", "Scores at or above their threshold"),
  OUTCOMES(COUNTER, "millrace.outcomes", "What became of events and labels", "outcome"),
  EXAMPLES(
      COUNTER,
      "millrace.examples",
      "Examples written to the training log; source: label, assumed (silence), provisional"
          + " (negative ahead of its label), reversal (a positive that takes such a lesson back)",
      "source"),
  FEEDBACK(
      COUNTER, "millrace.feedback", "Label facts taken into the histories of an entity", "entity"),
  EXPIRED_HISTORIES(
      COUNTER,
      "millrace.expired.histories",
      "Histories dropped because nothing in them counts any more",
      "entity"),
  LATENCY(
      TIMER,
      "millrace.latency",
      "From the event's Kafka timestamp to its score; older than an hour is a replay, left out"),
  SCORING(TIMER, "millrace.scoring", "The replica's part of a score, reasons included"),
  RECOMMENDING(
      TIMER,
      "millrace.recommending",
      "The replica's part of a list after an activity, its wait for a lesson included"),
  LEARNING(
      TIMER,
      "millrace.learning",
      "A lesson of a pipeline that recommends, the test of its list included; also of those that an"
          + " instance learns again when it starts"),
  ANSWERING(
      TIMER,
      "millrace.answering",
      "From a request for a user's list over HTTP to the answer, another instance's part included"),
  REPLICA_VERSION(
      GAUGE,
      "millrace.replica.version",
      "Offset in the training log of the last record learnt; -1 for none"),
  REPLICA_LAG(
      GAUGE,
      "millrace.replica.lag",
      Unit.RECORDS,
      "Records of the training log not learnt yet by this instance"),
  REPLICA_EXAMPLES(GAUGE, "millrace.replica.examples", "Examples the replica has learnt"),
  SETTINGS_DIFFER(
      GAUGE,
      "millrace.settings.differ",
      "Settings in which this instance's pipeline file differs from those in force; not ready above"
          + " 0"),
  COMMANDS_PENDING(
      GAUGE, "millrace.commands.pending", "Commands that are not in the training log yet"),
  COMMANDS_REPEATED(
      GAUGE,
      "millrace.commands.repeated",
      "Records of the commands topic whose id an earlier one had; they do nothing"),
  THRESHOLD(GAUGE, "millrace.threshold", "Raw score from which an event is an alert"),
  SNAPSHOT_AGE(
      GAUGE,
      "millrace.snapshot.age",
      Unit.SECONDS,
      "Since the newest snapshot this instance knows was written; NaN for none"),
  AUC_ROC(
      GAUGE,
      "millrace.quality.auc.roc",
      "Prequential area under the ROC curve over the sliding window"),
  AVERAGE_PRECISION(
      GAUGE,
      "millrace.quality.average.precision",
      "Prequential average precision over the sliding window"),
  LOG_LOSS(
      GAUGE,
      "millrace.quality.log.loss",
      Unit.NATS,
      "Prequential log loss over the sliding window"),
  BRIER(GAUGE, "millrace.quality.brier", "Prequential Brier score over the sliding window"),
  CALIBRATION_ERROR(
      GAUGE,
      "millrace.quality.calibration.error",
      "Prequential expected calibration error over the sliding window"),
  BASELINE_AVERAGE_PRECISION(
      GAUGE,
      "millrace.quality.baseline.average.precision",
      "Average precision of a constant rate, which knows nothing of an event, over the sliding"
          + " window: the share of positives"),
  BASELINE_LOG_LOSS(
      GAUGE,
      "millrace.quality.baseline.log.loss",
      Unit.NATS,
      "Log loss of a constant rate over the sliding window"),
  QUALITY_EXAMPLES(GAUGE, "millrace.quality.examples", "Examples in the sliding quality window"),
  ITEMS(GAUGE, "millrace.items", "Items the model knows"),
  DESCRIBED(
      GAUGE,
      "millrace.items.described",
      "Items of which a title, categories or a price is known, taken by somebody or not; at most"
          + " recommend.items of them are held, those with the newest notices"),
  WITHDRAWN(
      GAUGE,
      "millrace.items.withdrawn",
      "Items that are withdrawn and never listed; at most recommend.items of them are held, those"
          + " with the newest notices"),
  HIT_RATE(
      GAUGE,
      "millrace.list.hit.rate",
      "Share of tests whose item was among the first 10, which is also recall at 10 as each test"
          + " has one item; list: after_the_fact as the model would have listed just before,"
          + " as_shown as it was told, new_users and new_items as after_the_fact; over: window or"
          + " start",
      "list",
      "over"),
  MRR(
      GAUGE,
      "millrace.list.mrr",
      "Mean of 1 / rank of the item taken, 0 beyond 10; tags as for the hit rate",
      "list",
      "over"),
  NDCG(
      GAUGE,
      "millrace.list.ndcg",
      "Normalised discounted cumulative gain at 10; tags as for the hit rate",
      "list",
      "over"),
  LIST_TESTS(GAUGE, "millrace.list.tests", "Tests that the rates are of", "list", "over"),
  GREEDY_HIT_RATE(
      GAUGE,
      "millrace.list.greedy.hit.rate",
      "Where places of lists are given to chance: the hit rate at 10 that lists without chance"
          + " would have had, estimated from those shown",
      "estimator",
      "over"),
  GREEDY_ERROR(
      GAUGE, "millrace.list.greedy.error", "Standard error of that estimate", "estimator", "over"),
  GREEDY_TESTS(GAUGE, "millrace.list.greedy.tests", "Tests that those estimates are of", "over"),
  LIST_AGE(
      GAUGE,
      "millrace.list.age",
      Unit.SECONDS,
      "Age of the list that a user had been shown, by event time, when something was taken; the"
          + " last 1,000 tests",
      "share"),
  LIST_COVERAGE(
      GAUGE,
      "millrace.list.coverage",
      "Share of the items the model knows that were among the first 10 of the last 1,000 tested"
          + " lists"),
  LIST_NOVELTY(
      GAUGE,
      "millrace.list.novelty",
      "Mean of -log2 of an item's share of all activity, bits, over what those lists had"),
  GENERATOR_SHARE(
      GAUGE,
      "millrace.generator.share",
      "Share of the places of those lists for which this generator spoke most",
      "generator"),
  IMPORTANCE(
      GAUGE,
      "millrace.importance",
      "Mean of what a feature adds to the log odds, up or down, over the last 1,000 examples",
      "feature"),
  CHAMPION(GAUGE, "millrace.champion", "1 of the learner that serves, 0 of the others", "learner"),
  PROMOTIONS(GAUGE, "millrace.promotions", "Changes of champion since the log began"),
  EVIDENCE(
      GAUGE,
      "millrace.evidence",
      "Evidence that a challenger is better, in what it takes to be promoted; 0 of the one that"
          + " serves",
      "learner"),
  LEARNER_BRIER(
      GAUGE,
      "millrace.learner.brier",
      "Prequential Brier score of a learner over the sliding window",
      "learner"),
  LEARNER_CALIBRATION_ERROR(
      GAUGE,
      "millrace.learner.calibration.error",
      "Prequential expected calibration error of a learner over the sliding window",
      "learner"),
  ALERT_BUDGET(
      GAUGE,
      "millrace.alert.budget",
      "Alerts a day that the pipeline file asks for; NaN for a fixed threshold"),
  BUDGET_USED(
      GAUGE,
      "millrace.alert.budget.used.ratio",
      "What the alerts of the newest day of event time that is over were of this instance's part of"
          + " the budget; NaN before, and for a fixed threshold"),
  LABEL_AGE(
      GAUGE,
      "millrace.label.age",
      Unit.SECONDS,
      "Since this instance last read a label; NaN before the first"),
  LABEL_DELAY(
      TIMER,
      "millrace.label.delay",
      "From an event to when its first label was known, by the times they carry; assumed ones left"
          + " out",
      "channel"),
  LABEL_PAUSE(
      GAUGE,
      "millrace.label.pause",
      Unit.SECONDS,
      "The longest usual pause between labels on this instance, of the last hundred pauses"),
  DRIFT_PSI(
      GAUGE,
      "millrace.drift.psi",
      "Population stability index of the newest window against the reference; NaN without one",
      "feature"),
  DRIFT_KS(
      GAUGE,
      "millrace.drift.ks",
      "Kolmogorov-Smirnov distance of the newest window from the reference; NaN without one",
      "feature"),
  DRIFT_MISSING(
      GAUGE,
      "millrace.drift.missing.ratio",
      "Share of events without a value, newest window; NaN without a reference",
      "feature"),
  DRIFT_UNSEEN(
      GAUGE,
      "millrace.drift.unseen.ratio",
      "Share of events with a category that the reference has not, newest window",
      "feature"),
  DRIFT_LISTS(
      GAUGE,
      "millrace.drift.lists.ratio",
      "Of the newest window of lists that this instance made; measure: coverage, the share of the"
          + " items known that were listed, or concentration, the share of the places that the 1 %"
          + " listed most had",
      "measure"),
  DRIFT_ACTIVE(GAUGE, "millrace.drift.active", "Episodes of drift that last, by kind", "kind"),
  DRIFT_EPISODES(COUNTER, "millrace.drift.episodes", "Episodes of drift that began", "kind"),
  RATE_RAISED(
      GAUGE,
      "millrace.rate.raised",
      "By how much the learning rates are raised because of a drift; 1 where they are not"),
  HISTORIES(
      GAUGE,
      "millrace.histories",
      "Histories held on this instance, counted; an estimate until all were looked at once after a"
          + " start",
      "entity"),
  JOIN_ENTRIES(
      GAUGE,
      "millrace.join.entries",
      "Event ids held by the label join on this instance: an estimate of the store, which counts a"
          + " key for each time it was written of late"),
  JOIN_PENDING(
      GAUGE,
      "millrace.join.pending",
      "Scored events on this instance that wait for their label or their horizon; exact, once a"
          + " task that came here has counted its own"),
  JOIN_DUES(
      GAUGE,
      "millrace.join.dues",
      "Deadlines held by the label join on this instance: an estimate of the store, too low where"
          + " many came and went within a commit"),
  RESTORED_RECORDS(
      COUNTER,
      "millrace.restored.records",
      "Records of changelogs read to rebuild local stores; warm copies for other instances not"
          + " among them",
      "application"),
  STORES_RESTORING(
      GAUGE,
      "millrace.stores.restoring",
      "Local stores that are being rebuilt from their changelogs; their tasks wait",
      "application"),
  LABEL_CLOCK(
      GAUGE,
      "millrace.label.clock",
      Unit.SECONDS,
      "Label clock, epoch seconds: labels known by then have been read"),
  LABEL_CLOCK_REACHED(
      GAUGE,
      "millrace.label.clock.reached",
      Unit.SECONDS,
      "Epoch seconds up to which the slowest label join task here has done all that was due"),
  BROKER_SILENT(
      GAUGE,
      "millrace.broker.silent",
      Unit.SECONDS,
      "Since a broker answered this instance last; a few seconds are usual"),
  STATE(
      GAUGE,
      "millrace.state",
      Unit.BYTES,
      "Size of a local store on the disk of this instance, all its tasks together",
      "store"),
  STATE_DISK_FREE(
      GAUGE,
      "millrace.state.disk.free",
      Unit.BYTES,
      "What the disk of the local stores still takes"),
  HANGING_TRANSACTIONS(
      COUNTER,
      "millrace.hanging.transactions",
      "Transactions that a partition held open and their coordinator had forgotten; result: ended,"
          + " or refused at each attempt",
      "result"),
  OPEN_TRANSACTION(
      GAUGE,
      "millrace.open.transaction",
      Unit.SECONDS,
      "How long the transaction that is open longest has held readers back in a topic that the"
          + " pipeline reads or writes, by a look every 10 s; 0 where none is"),
  DEAD_THREADS(
      COUNTER,
      "millrace.dead.threads",
      "Threads of an application that died and were replaced",
      "application"),
  SERVING(
      GAUGE,
      "millrace.serving",
      "1 while this instance's generation tells the scores, 0 while another one does"),
  READY(GAUGE, "millrace.ready", "1 while the pipeline scores and learns, else 0");

  /** What a number is counted in. */
  enum Unit {
    PLAIN,
    SECONDS,
    BYTES,
    RECORDS,
    NATS
  }

  private final MeterKind kind;
  private final String id;
  private final Unit unit;
  private final String help;
  private final List<String> tags;

  /** A timer's unit is seconds, whatever else is a plain number. */
  Meters(MeterKind kind, String id, String help, String... tags) {
    this(kind, id, kind == TIMER ? Unit.SECONDS : Unit.PLAIN, help, tags);
  }

  Meters(MeterKind kind, String id, Unit unit, String help, String... tags) {
    this.kind = kind;
    this.id = id;
    this.unit = unit;
    this.help = help;
    this.tags = List.of(tags);
  }

  MeterKind kind() {
    return kind;
  }

  /** Micrometer's name of it. */
  public String id() {
    return id;
  }

  /** Its base unit; empty for a plain number. */
  public String unit() {
    return unit == Unit.PLAIN ? "" : tagValue(unit);
  }

  public String help() {
    return help;
  }

  /** Its tags beside {@code pipeline}; each has few values. */
  public List<String> tags() {
    return tags;
  }

  /** The names of its series as Prometheus sees them. */
  public List<String> published() {
    String name = id.replace('.', '_') + (unit == Unit.PLAIN ? "" : "_" + unit());
    return kind.published(name);
  }

  /** A value of a tag as Prometheus people write it: lower case, words joined by {@code _}. */
  public static String tagValue(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
