package io.millrace.stream.observe;

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
  EVENTS(Kind.COUNTER, "millrace.events", "", "Events read and understood"),
  LABELS(Kind.COUNTER, "millrace.labels", "", "Labels read and understood"),
  DLQ(Kind.COUNTER, "millrace.dlq", "", "Records sent to the dead letter topic", "stage", "reason"),
  DUPLICATE_EVENTS(
      Kind.COUNTER, "millrace.duplicate.events", "", "Events whose id had been scored before"),
  REDELIVERED_EVENTS(
      Kind.COUNTER,
      "millrace.redelivered.events",
      "",
      "Events that came to a history again after a crash and went on to a second score"),
  SCORES(Kind.COUNTER, "millrace.scores", "", "Events given a score"),
  LISTS(Kind.COUNTER, "millrace.lists", "", "Activities answered with a list"),
  ALERTS(Kind.COUNTER, "millrace.alerts", "", "Scores at or above their threshold"),
  OUTCOMES(Kind.COUNTER, "millrace.outcomes", "", "What became of events and labels", "outcome"),
  EXAMPLES(
      Kind.COUNTER,
      "millrace.examples",
      "",
      "Examples written to the training log; source: label, assumed (silence), provisional"
          + " (negative ahead of its label), reversal (a positive that takes such a lesson back)",
      "source"),
  FEEDBACK(
      Kind.COUNTER,
      "millrace.feedback",
      "",
      "Label facts taken into the histories of an entity",
      "entity"),
  EXPIRED_HISTORIES(
      Kind.COUNTER,
      "millrace.expired.histories",
      "",
      "Histories dropped because nothing in them counts any more",
      "entity"),
  LATENCY(
      Kind.TIMER,
      "millrace.latency",
      "seconds",
      "From the event's Kafka timestamp to its score; older than an hour is a replay, left out"),
  SCORING(
      Kind.TIMER, "millrace.scoring", "seconds", "The replica's part of a score, reasons included"),
  RECOMMENDING(
      Kind.TIMER,
      "millrace.recommending",
      "seconds",
      "The replica's part of a list after an activity, its wait for a lesson included"),
  LEARNING(
      Kind.TIMER,
      "millrace.learning",
      "seconds",
      "A lesson of a pipeline that recommends, the test of its list included; also of those that an"
          + " instance learns again when it starts"),
  ANSWERING(
      Kind.TIMER,
      "millrace.answering",
      "seconds",
      "From a request for a user's list over HTTP to the answer, another instance's part included"),
  REPLICA_VERSION(
      Kind.GAUGE,
      "millrace.replica.version",
      "",
      "Offset in the training log of the last record learnt; -1 for none"),
  REPLICA_LAG(
      Kind.GAUGE,
      "millrace.replica.lag",
      "records",
      "Records of the training log not learnt yet by this instance"),
  REPLICA_EXAMPLES(Kind.GAUGE, "millrace.replica.examples", "", "Examples the replica has learnt"),
  SETTINGS_DIFFER(
      Kind.GAUGE,
      "millrace.settings.differ",
      "",
      "Settings in which this instance's pipeline file differs from those in force; not ready above"
          + " 0"),
  COMMANDS_PENDING(
      Kind.GAUGE, "millrace.commands.pending", "", "Commands that are not in the training log yet"),
  COMMANDS_REPEATED(
      Kind.GAUGE,
      "millrace.commands.repeated",
      "",
      "Records of the commands topic whose id an earlier one had; they do nothing"),
  THRESHOLD(Kind.GAUGE, "millrace.threshold", "", "Raw score from which an event is an alert"),
  SNAPSHOT_AGE(
      Kind.GAUGE,
      "millrace.snapshot.age",
      "seconds",
      "Since the newest snapshot this instance knows was written; NaN for none"),
  AUC_ROC(
      Kind.GAUGE,
      "millrace.quality.auc.roc",
      "",
      "Prequential area under the ROC curve over the sliding window"),
  AVERAGE_PRECISION(
      Kind.GAUGE,
      "millrace.quality.average.precision",
      "",
      "Prequential average precision over the sliding window"),
  LOG_LOSS(
      Kind.GAUGE,
      "millrace.quality.log.loss",
      "nats",
      "Prequential log loss over the sliding window"),
  BRIER(
      Kind.GAUGE, "millrace.quality.brier", "", "Prequential Brier score over the sliding window"),
  CALIBRATION_ERROR(
      Kind.GAUGE,
      "millrace.quality.calibration.error",
      "",
      "Prequential expected calibration error over the sliding window"),
  BASELINE_AVERAGE_PRECISION(
      Kind.GAUGE,
      "millrace.quality.baseline.average.precision",
      "",
      "Average precision of a constant rate, which knows nothing of an event, over the sliding"
          + " window: the share of positives"),
  BASELINE_LOG_LOSS(
      Kind.GAUGE,
      "millrace.quality.baseline.log.loss",
      "nats",
      "Log loss of a constant rate over the sliding window"),
  QUALITY_EXAMPLES(
      Kind.GAUGE, "millrace.quality.examples", "", "Examples in the sliding quality window"),
  ITEMS(Kind.GAUGE, "millrace.items", "", "Items the model knows"),
  DESCRIBED(
      Kind.GAUGE,
      "millrace.items.described",
      "",
      "Items of which a title, categories or a price is known, taken by somebody or not; at most"
          + " recommend.items of them are held, those with the newest notices"),
  WITHDRAWN(
      Kind.GAUGE,
      "millrace.items.withdrawn",
      "",
      "Items that are withdrawn and never listed; at most recommend.items of them are held, those"
          + " with the newest notices"),
  HIT_RATE(
      Kind.GAUGE,
      "millrace.list.hit.rate",
      "",
      "Share of tests whose item was among the first 10, which is also recall at 10 as each test"
          + " has one item; list: after_the_fact as the model would have listed just before, as_shown as it was told, new_users and new_items as"
          + " after_the_fact; over: window or start",
      "list",
      "over"),
  MRR(
      Kind.GAUGE,
      "millrace.list.mrr",
      "",
      "Mean of 1 / rank of the item taken, 0 beyond 10; tags as for the hit rate",
      "list",
      "over"),
  NDCG(
      Kind.GAUGE,
      "millrace.list.ndcg",
      "",
      "Normalised discounted cumulative gain at 10; tags as for the hit rate",
      "list",
      "over"),
  LIST_TESTS(Kind.GAUGE, "millrace.list.tests", "", "Tests that the rates are of", "list", "over"),
  GREEDY_HIT_RATE(
      Kind.GAUGE,
      "millrace.list.greedy.hit.rate",
      "",
      "Where places of lists are given to chance: the hit rate at 10 that lists without chance"
          + " would have had, estimated from those shown",
      "estimator",
      "over"),
  GREEDY_ERROR(
      Kind.GAUGE,
      "millrace.list.greedy.error",
      "",
      "Standard error of that estimate",
      "estimator",
      "over"),
  GREEDY_TESTS(
      Kind.GAUGE, "millrace.list.greedy.tests", "", "Tests that those estimates are of", "over"),
  LIST_AGE(
      Kind.GAUGE,
      "millrace.list.age",
      "seconds",
      "Age of the list that a user had been shown, by event time, when something was taken; the"
          + " last 1,000 tests",
      "share"),
  LIST_COVERAGE(
      Kind.GAUGE,
      "millrace.list.coverage",
      "",
      "Share of the items the model knows that were among the first 10 of the last 1,000 tested"
          + " lists"),
  LIST_NOVELTY(
      Kind.GAUGE,
      "millrace.list.novelty",
      "",
      "Mean of -log2 of an item's share of all activity, bits, over what those lists had"),
  GENERATOR_SHARE(
      Kind.GAUGE,
      "millrace.generator.share",
      "",
      "Share of the places of those lists for which this generator spoke most",
      "generator"),
  IMPORTANCE(
      Kind.GAUGE,
      "millrace.importance",
      "",
      "Mean of what a feature adds to the log odds, up or down, over the last 1,000 examples",
      "feature"),
  CHAMPION(
      Kind.GAUGE,
      "millrace.champion",
      "",
      "1 of the learner that serves, 0 of the others",
      "learner"),
  PROMOTIONS(Kind.GAUGE, "millrace.promotions", "", "Changes of champion since the log began"),
  EVIDENCE(
      Kind.GAUGE,
      "millrace.evidence",
      "",
      "Evidence that a challenger is better, in what it takes to be promoted; 0 of the one that"
          + " serves",
      "learner"),
  LEARNER_BRIER(
      Kind.GAUGE,
      "millrace.learner.brier",
      "",
      "Prequential Brier score of a learner over the sliding window",
      "learner"),
  LEARNER_CALIBRATION_ERROR(
      Kind.GAUGE,
      "millrace.learner.calibration.error",
      "",
      "Prequential expected calibration error of a learner over the sliding window",
      "learner"),
  ALERT_BUDGET(
      Kind.GAUGE,
      "millrace.alert.budget",
      "",
      "Alerts a day that the pipeline file asks for; NaN for a fixed threshold"),
  BUDGET_USED(
      Kind.GAUGE,
      "millrace.alert.budget.used.ratio",
      "",
      "What the alerts of the newest day of event time that is over were of this instance's part of the budget; NaN before, and for a fixed threshold"),
  LABEL_AGE(
      Kind.GAUGE,
      "millrace.label.age",
      "seconds",
      "Since this instance last read a label; NaN before the first"),
  LABEL_DELAY(
      Kind.TIMER,
      "millrace.label.delay",
      "seconds",
      "From an event to when its first label was known, by the times they carry; assumed ones left"
          + " out",
      "channel"),
  LABEL_PAUSE(
      Kind.GAUGE,
      "millrace.label.pause",
      "seconds",
      "The longest usual pause between labels on this instance, of the last hundred pauses"),
  DRIFT_PSI(
      Kind.GAUGE,
      "millrace.drift.psi",
      "",
      "Population stability index of the newest window against the reference; NaN without one",
      "feature"),
  DRIFT_KS(
      Kind.GAUGE,
      "millrace.drift.ks",
      "",
      "Kolmogorov-Smirnov distance of the newest window from the reference; NaN without one",
      "feature"),
  DRIFT_MISSING(
      Kind.GAUGE,
      "millrace.drift.missing.ratio",
      "",
      "Share of events without a value, newest window; NaN without a reference",
      "feature"),
  DRIFT_UNSEEN(
      Kind.GAUGE,
      "millrace.drift.unseen.ratio",
      "",
      "Share of events with a category that the reference has not, newest window",
      "feature"),
  DRIFT_LISTS(
      Kind.GAUGE,
      "millrace.drift.lists.ratio",
      "",
      "Of the newest window of lists that this instance made; measure: coverage, the share of the items known that were listed, or concentration, the share of the places that the 1 % listed most had",
      "measure"),
  DRIFT_ACTIVE(
      Kind.GAUGE, "millrace.drift.active", "", "Episodes of drift that last, by kind", "kind"),
  DRIFT_EPISODES(
      Kind.COUNTER, "millrace.drift.episodes", "", "Episodes of drift that began", "kind"),
  RATE_RAISED(
      Kind.GAUGE,
      "millrace.rate.raised",
      "",
      "By how much the learning rates are raised because of a drift; 1 where they are not"),
  HISTORIES(
      Kind.GAUGE,
      "millrace.histories",
      "",
      "Histories held on this instance, counted; an estimate until all were looked at once after a"
          + " start",
      "entity"),
  JOIN_ENTRIES(
      Kind.GAUGE,
      "millrace.join.entries",
      "",
      "Event ids held by the label join on this instance: an estimate of the store, which counts a"
          + " key for each time it was written of late"),
  JOIN_PENDING(
      Kind.GAUGE,
      "millrace.join.pending",
      "",
      "Scored events on this instance that wait for their label or their horizon; exact, once a"
          + " task that came here has counted its own"),
  JOIN_DUES(
      Kind.GAUGE,
      "millrace.join.dues",
      "",
      "Deadlines held by the label join on this instance: an estimate of the store, too low where"
          + " many came and went within a commit"),
  RESTORED_RECORDS(
      Kind.COUNTER,
      "millrace.restored.records",
      "",
      "Records of changelogs read to rebuild local stores; warm copies for other instances not"
          + " among them",
      "application"),
  STORES_RESTORING(
      Kind.GAUGE,
      "millrace.stores.restoring",
      "",
      "Local stores that are being rebuilt from their changelogs; their tasks wait",
      "application"),
  LABEL_CLOCK(
      Kind.GAUGE,
      "millrace.label.clock",
      "seconds",
      "Label clock, epoch seconds: labels known by then have been read"),
  LABEL_CLOCK_REACHED(
      Kind.GAUGE,
      "millrace.label.clock.reached",
      "seconds",
      "Epoch seconds up to which the slowest label join task here has done all that was due"),
  BROKER_SILENT(
      Kind.GAUGE,
      "millrace.broker.silent",
      "seconds",
      "Since a broker answered this instance last; a few seconds are usual"),
  STATE(
      Kind.GAUGE,
      "millrace.state",
      "bytes",
      "Size of a local store on the disk of this instance, all its tasks together",
      "store"),
  STATE_DISK_FREE(
      Kind.GAUGE,
      "millrace.state.disk.free",
      "bytes",
      "What the disk of the local stores still takes"),
  HANGING_TRANSACTIONS(
      Kind.COUNTER,
      "millrace.hanging.transactions",
      "",
      "Transactions that a partition held open and their coordinator had forgotten; result: ended,"
          + " or refused at each attempt",
      "result"),
  DEAD_THREADS(
      Kind.COUNTER,
      "millrace.dead.threads",
      "",
      "Threads of an application that died and were replaced",
      "application"),
  SERVING(
      Kind.GAUGE,
      "millrace.serving",
      "",
      "1 while this instance's generation tells the scores, 0 while another one does"),
  READY(Kind.GAUGE, "millrace.ready", "", "1 while the pipeline scores and learns, else 0");

  enum Kind {
    COUNTER,
    TIMER,
    GAUGE
  }

  private final Kind kind;
  private final String id;
  private final String unit;
  private final String help;
  private final List<String> tags;

  Meters(Kind kind, String id, String unit, String help, String... tags) {
    this.kind = kind;
    this.id = id;
    this.unit = unit;
    this.help = help;
    this.tags = List.of(tags);
  }

  Kind kind() {
    return kind;
  }

  /** Micrometer's name of it. */
  public String id() {
    return id;
  }

  /** Its base unit; empty for a plain number. */
  public String unit() {
    return unit;
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
    String name = id.replace('.', '_') + (unit.isEmpty() ? "" : "_" + unit);
    return switch (kind) {
      case COUNTER -> List.of(name + "_total");
      case GAUGE -> List.of(name);
      case TIMER -> List.of(name + "_bucket", name + "_count", name + "_sum", name + "_max");
    };
  }

  /** A value of a tag as Prometheus people write it: lower case, words joined by {@code _}. */
  public static String tagValue(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
