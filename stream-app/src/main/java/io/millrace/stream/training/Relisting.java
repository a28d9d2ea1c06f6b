package io.millrace.stream.training;

import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Asker;
import io.millrace.model.recommend.Lesson;
import io.millrace.model.recommend.Recommender;
import io.millrace.model.recommend.Suggestion;
import io.millrace.model.recommend.UserView;
import io.millrace.stream.topic.RecommendTopics;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes lists again, by the version that made them and of what was known of their users, and sets
 * both side by side. One thread's.
 */
final class Relisting {
  private final RecommendTopics topics;

  /** Asked last; many lists of one way through the log ask it. */
  private Recommender model;

  private Asker asker;

  Relisting(RecommendTopics topics) {
    this.topics = topics;
  }

  /**
   * The result for one list.
   *
   * @param lesson what its activity taught; empty if that was not found
   * @param past the version that the list says made it
   */
  ListAuditResult of(PublishedList list, Optional<Lesson> lesson, Replay.Past past) {
    if (lesson.isEmpty()) return missing(list.eventId(), untaught(list));
    RecommendPipeline then = (RecommendPipeline) past.then().pipeline();
    UserView view = lesson.get().after(then.listing().asking(), then.listing().remember());
    int length = Math.max(list.items().size(), leastLength(past.pupil().history()));
    List<Suggestion> again =
        asker(past.pupil().model(Recommender.class)).suggestToShow(view, length);
    return new ListAuditResult(
        list.eventId(),
        Optional.empty(),
        list.user(),
        Optional.of(list.version()),
        list.items(),
        again,
        past.replayed(),
        past.from()
            .map(snapshot -> OptionalLong.of(snapshot.version().offset()))
            .orElse(OptionalLong.empty()));
  }

  /** A list that could not be made again. */
  static ListAuditResult missing(String id, String what) {
    return new ListAuditResult(
        id, Optional.of(what), "", Optional.empty(), List.of(), List.of(), 0, OptionalLong.empty());
  }

  /** For messages. */
  static String made(String id) {
    return "the list for activity " + id + " was made";
  }

  private Asker asker(Recommender asked) {
    if (asked != model) {
      model = asked;
      asker = asked.asker();
    }
    return asker;
  }

  /**
   * How many items the list had to have if so many were known. {@code k} holds at once, so the log
   * does not say which one held then: the least of the one in the log's file and the present one.
   */
  private int leastLength(LogHistory history) {
    int now = topics.pipeline().listing().k();
    return history
        .inForce()
        .flatMap(PastPipeline::file)
        .map(then -> Math.min(now, ((RecommendPipeline) then).listing().k()))
        .orElse(now);
  }

  /** Where the version is there, so is every record after it. */
  private String untaught(PublishedList list) {
    return "what activity "
        + list.eventId()
        + " taught is not in "
        + topics.trainingLog().name()
        + ", which has every record after offset "
        + list.version().offset()
        + ": a replay in lockstep still holds it, or no instance of this generation made that list";
  }
}
