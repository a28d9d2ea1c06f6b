package io.millrace.stream.accounting;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.stream.config.ServiceConfig.Guarantee;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What became of every event and every label of a pipeline's generation, counted from its topics.
 *
 * @param guarantee that scoring ran under: it says what must be equal
 * @param recordsIn records of the events topic
 * @param distinctIdsIn event ids among those that are no dead letters; under {@code FAST} only,
 *     else 0
 * @param undead records of the events topic that cannot be read and are no dead letters; under
 *     {@code FAST} only, else 0
 * @param scored records of the scores topic
 * @param distinctIds event ids among them
 * @param duplicateScores second scores of an id, which the label join put aside: repeats that the
 *     first entity's history had forgotten, and under {@code FAST} those that a crash made
 * @param duplicateEvents repeats that the first entity's history knew: no second score
 * @param dlq events among the dead letters; under {@code FAST} each counts once, though a crash may
 *     have written it twice
 * @param learntFromLabel events
 * @param learntAssumed events
 * @param sampledOutFromLabel negative events that others stand for, by their label
 * @param sampledOutAssumed negative events that others stand for, by silence
 * @param unlabelled events whose horizon passed, in a pipeline that assumes nothing
 * @param pending scored ids that have no final outcome
 * @param pendingByInput scored ids that no label names and whose horizon the label clock has not
 *     reached: what {@code pending} must be, from the inputs and not from the outcomes
 * @param labelsIn records of the labels topic
 * @param waitingEarly labels that still wait for their event
 * @param held labels that wait for the label clock
 * @param labelDlq labels among the dead letters
 * @param featureRecords records of the feature log
 * @param featureIds event ids among them
 * @param examples of the training log, without lessons ahead of the label
 * @param distinctExamples event ids among them
 * @param strays outcomes and examples of ids that have no score
 * @param alerts records of the alerts topic
 */
public record Account(
    Guarantee guarantee,
    long recordsIn,
    long distinctIdsIn,
    long undead,
    long scored,
    long distinctIds,
    long duplicateScores,
    long duplicateEvents,
    long dlq,
    long learntFromLabel,
    long learntAssumed,
    long sampledOutFromLabel,
    long sampledOutAssumed,
    long unlabelled,
    long pending,
    long pendingByInput,
    long labelsIn,
    long waitingEarly,
    long held,
    long duplicate,
    long contradicting,
    long corrected,
    long late,
    long orphan,
    long labelDlq,
    long featureRecords,
    long featureIds,
    long examples,
    long distinctExamples,
    long strays,
    long alerts) {

  /** What must be equal if nothing was lost and nothing was done twice. */
  public List<Identity> identities() {
    List<Identity> all = new ArrayList<>();
    all.addAll(guarantee == Guarantee.FAST ? ofFastScores() : ofScores());
    all.add(
        new Identity(
            "distinct_ids = learnt_from_label + learnt_assumed + sampled_out + unlabelled + pending",
            distinctIds,
            learntFromLabel
                + learntAssumed
                + sampledOutFromLabel
                + sampledOutAssumed
                + unlabelled
                + pending));
    all.add(
        new Identity(
            "pending = scored ids that no label names and no horizon has met",
            pending,
            pendingByInput));
    all.add(
        new Identity(
            "labels_in = learnt_from_label + sampled_out_from_label + waiting_early + duplicate"
                + " + contradicting + corrected + late + orphan + label_dlq"
                + (held == 0 ? "" : " + held"),
            labelsIn,
            learntFromLabel
                + sampledOutFromLabel
                + waitingEarly
                + duplicate
                + contradicting
                + corrected
                + late
                + orphan
                + labelDlq
                + held));
    all.add(
        new Identity(
            "examples = learnt_from_label + learnt_assumed",
            examples,
            learntFromLabel + learntAssumed));
    all.add(new Identity("examples = distinct_examples", examples, distinctExamples));
    all.add(new Identity("outcomes and examples without a score = 0", strays, 0));
    return all;
  }

  private List<Identity> ofScores() {
    return List.of(
        new Identity(
            "records_in = scored + duplicate_events + dlq",
            recordsIn,
            scored + duplicateEvents + dlq),
        new Identity(
            "scored = distinct_ids + duplicate_scores", scored, distinctIds + duplicateScores),
        new Identity("feature_records = scored", featureRecords, scored));
  }

  /** Records may repeat after a crash, so ids are counted. */
  private List<Identity> ofFastScores() {
    return List.of(
        new Identity("distinct_ids_in = distinct_ids", distinctIdsIn, distinctIds),
        new Identity("events that are neither read nor dead letters = 0", undead, 0),
        new Identity("feature_ids = distinct_ids", featureIds, distinctIds),
        new Identity(
            "feature_records = feature_ids + duplicate_scores",
            featureRecords,
            featureIds + duplicateScores));
  }

  /** Whether all {@link #identities} hold. */
  public boolean addsUp() {
    return identities().stream().allMatch(Identity::holds);
  }

  /** Every term by its name in the documentation. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("guarantee", guarantee.name().toLowerCase(Locale.ROOT));
    json.put("records_in", recordsIn);
    if (guarantee == Guarantee.FAST) json.put("distinct_ids_in", distinctIdsIn);
    json.put("scored", scored);
    json.put("distinct_ids", distinctIds);
    json.put("duplicate_scores", duplicateScores);
    json.put("duplicate_events", duplicateEvents);
    json.put("dlq", dlq);
    json.put("learnt_from_label", learntFromLabel);
    json.put("learnt_assumed", learntAssumed);
    json.put("sampled_out_from_label", sampledOutFromLabel);
    json.put("sampled_out_assumed", sampledOutAssumed);
    json.put("unlabelled", unlabelled);
    json.put("pending", pending);
    json.put("pending_by_input", pendingByInput);
    json.put("labels_in", labelsIn);
    json.put("waiting_early", waitingEarly);
    json.put("held", held);
    json.put("duplicate", duplicate);
    json.put("contradicting", contradicting);
    json.put("corrected", corrected);
    json.put("late", late);
    json.put("orphan", orphan);
    json.put("label_dlq", labelDlq);
    json.put("feature_records", featureRecords);
    json.put("feature_ids", featureIds);
    json.put("examples", examples);
    json.put("distinct_examples", distinctExamples);
    json.put("strays", strays);
    json.put("alerts", alerts);
    return json;
  }
}
