package io.millrace.stream.training;

import io.millrace.model.champion.Challenge;
import io.millrace.model.champion.Change;
import io.millrace.model.drift.QualityDrift;
import io.millrace.model.drift.QualityEpisode;
import io.millrace.model.drift.Reaction;
import io.millrace.model.evaluate.ConstantRate;
import io.millrace.model.replica.Contest;
import io.millrace.model.replica.Member;
import io.millrace.model.replica.Replica;
import io.millrace.stream.topic.PipelineTopics;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Who serves at a version, who challenges, and what they have shown.
 *
 * @param learners in the order of the settings
 * @param bar evidence that it takes to be promoted now
 * @param held whether only commands promote
 * @param history changes of champion, and those that were refused
 * @param episodes of worse quality, oldest first; empty where nothing watches
 * @param reaction to each of them
 * @param raised by how much the learners' rates are raised now; 1 where they are not
 * @param importance of each feature to the one that serves, the most important first
 * @param baseline what a constant rate reaches on the last examples of the one that serves
 */
public record Standing(
    List<Learner> learners,
    double bar,
    boolean held,
    List<Change> history,
    List<QualityEpisode> episodes,
    Reaction reaction,
    double raised,
    List<Importance> importance,
    ConstantRate.Result baseline) {
  public Standing {
    learners = List.copyOf(learners);
    history = List.copyOf(history);
    episodes = List.copyOf(episodes);
    importance = List.copyOf(importance);
  }

  /**
   * How much a feature moves scores.
   *
   * @param mean of what it adds to the logit, up or down, log odds; see {@link Replica#importance}
   */
  public record Importance(String feature, double mean) {}

  /**
   * One learner.
   *
   * @param examples that it has been tested on
   * @param brier of its probabilities over the last examples; so are the others
   * @param loss mean Brier loss of late on the examples that it and the champion have scored, about
   *     the last 20,000; NaN of the champion
   * @param championLoss the champion's on the same examples
   * @param evidence against the champion; NaN of the champion
   * @param alertRatio its alerts of late, in the champion's; NaN of the champion
   * @param refusal why it may not take over; empty if it may, or serves
   */
  public record Learner(
      String name,
      boolean serves,
      long examples,
      double aucRoc,
      double averagePrecision,
      double brier,
      double calibrationError,
      double loss,
      double championLoss,
      double evidence,
      double alertRatio,
      String refusal) {}

  /** Of a replica as it is. */
  public static Standing of(Replica replica) {
    Contest contest = replica.contest();
    List<Learner> learners =
        replica.members().stream().map(member -> learner(replica, member)).toList();
    return new Standing(
        learners,
        contest.bar(),
        contest.held(),
        contest.history(),
        replica.qualityDrift().map(QualityDrift::episodes).orElse(List.of()),
        replica.qualityDrift().map(QualityDrift::reaction).orElse(Reaction.NONE),
        replica.raised(),
        importance(replica),
        ConstantRate.inHindsight(replica.quality().positiveRate()));
  }

  /** The last change that an operator asked for, done or refused. */
  public Optional<Change> lastCommanded() {
    return history.stream()
        .filter(change -> change.cause() != Change.Cause.EVIDENCE)
        .reduce((before, after) -> after);
  }

  private static List<Importance> importance(Replica replica) {
    double[] means = replica.importance();
    return IntStream.range(0, means.length)
        .filter(i -> means[i] > 0)
        .mapToObj(i -> new Importance(replica.features().features().get(i).name(), means[i]))
        .sorted(Comparator.comparingDouble(Importance::mean).reversed())
        .toList();
  }

  private static Learner learner(Replica replica, Member member) {
    boolean serves = member == replica.champion();
    Challenge challenge = replica.contest().of(member);
    return new Learner(
        member.name(),
        serves,
        member.totals().examples(),
        member.quality().auc(),
        member.quality().averagePrecision(),
        member.quality().brier(),
        member.quality().calibrationError(),
        serves ? Double.NaN : challenge.loss(),
        serves ? Double.NaN : challenge.championLoss(),
        serves ? Double.NaN : challenge.evidence(),
        serves ? Double.NaN : challenge.alertRatio(),
        serves ? "" : replica.contest().refusal(member));
  }

  /**
   * At the end of a log, under the settings in force there: a snapshot is restored, and the log
   * after it learnt; of importance see {@link PastModel#atEnd}.
   *
   * @param log topic id of the training log
   * @throws IllegalStateException saying why this release cannot bring that version back
   */
  public static Standing atEnd(
      Map<String, Object> client, PipelineTopics topics, String log, Progress progress) {
    return of(PastModel.atEnd(client, topics, log, progress).replica());
  }
}
