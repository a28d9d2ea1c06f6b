package io.millrace.model.pipeline;

import io.millrace.model.labeljoin.LabelPolicy;
import java.time.Duration;
import java.util.List;

/**
 * Where a pipeline's labels come from and how they are taken.
 *
 * @param topic of the labels, JSON objects
 * @param idPath dotted path of the identity of the event that a label speaks of
 * @param valuePath dotted path of the finding
 * @param positive values that mean positive, compared as text
 * @param negative values that mean negative, compared as text; may be empty
 * @param time when the label was known; null means the Kafka timestamp
 * @param policy of the label join
 * @param channels who labels; null where that is one channel, whose first label counts
 * @param grace how far the label clock stays behind the wall clock while all labels are read
 */
public record LabelSource(
    String topic,
    String idPath,
    String valuePath,
    List<String> positive,
    List<String> negative,
    TimeSource time,
    LabelPolicy policy,
    LabelChannels channels,
    Duration grace) {
  public static final Duration DEFAULT_GRACE = Duration.ofMinutes(1);
  public static final Duration DEFAULT_REMEMBER = Duration.ofDays(30);

  /** Of one channel. */
  public LabelSource(
      String topic,
      String idPath,
      String valuePath,
      List<String> positive,
      List<String> negative,
      TimeSource time,
      LabelPolicy policy,
      Duration grace) {
    this(topic, idPath, valuePath, positive, negative, time, policy, null, grace);
  }

  public LabelSource {
    positive = List.copyOf(positive);
    negative = List.copyOf(negative);
    Settings.requireTopic("labels.topic", topic);
    Settings.requirePath("labels.id", idPath);
    Settings.requirePath("labels.value", valuePath);
    Settings.require(
        !positive.isEmpty(), "labels.positive", positive, "at least one value, e.g. [1, true]");
    for (String value : negative) {
      Settings.require(
          !positive.contains(value),
          "labels.negative",
          value,
          "values that labels.positive does not name too");
    }
    Settings.require(policy != null, "labels.after", null, "a duration, e.g. 7d");
    Settings.require(
        policy.assumeNegative() || !negative.isEmpty(),
        "labels.negative",
        negative,
        "at least one value, or assume: negative; a model of positives alone learns nothing");
    Settings.requireAtLeast(
        "labels.after", policy.horizon(), Duration.ofMillis(1), "more than 0s, e.g. 7d");
    Settings.requireAtLeast(
        "labels.remember", policy.remember(), Duration.ZERO, "0s or more, e.g. 30d");
    Settings.requireAtLeast("labels.grace", grace, Duration.ZERO, "0s or more, e.g. 1m");
  }
}
