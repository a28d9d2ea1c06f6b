package io.millrace.stream.training;

import io.millrace.model.pipeline.Difference;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.Member;
import io.millrace.model.replica.Replica;
import io.millrace.model.state.StateWriter;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A model for a pipeline to begin with that was learnt elsewhere.
 *
 * @param from where it comes from, for people
 * @param learners names of those of the pipeline that begin with it
 * @param state as {@link Replica#writeStart} wrote it
 */
@SuppressWarnings("ArrayRecordComponent") // Made for one reader; megabytes.
public record Beginning(String from, List<String> learners, byte[] state) {
  private static final int TOLD = 8;

  /** What of settings has nothing to do with what a learner knows. */
  private static final List<String> OF_THE_LOG =
      List.of(
          "format",
          "pipeline",
          "generation",
          "partitions",
          "events.",
          "labels.",
          "decide.",
          "calibrate",
          "prior.",
          "promote.",
          "drift.");

  /**
   * What a version of another pipeline, or of another generation, knows: all its learners that the
   * pipeline has, too, by their settings.
   *
   * @throws IllegalArgumentException saying what differs, if the learner that serves first has no
   *     such, or the features are others
   */
  public static Beginning of(Pipeline pipeline, PastModel past) {
    List<Member> shared =
        past.replica().members().stream()
            .filter(member -> !named(pipeline, member.settings()).isEmpty())
            .toList();
    String first = pipeline.learner().canonical();
    boolean serves = shared.stream().anyMatch(member -> member.settings().equals(first));
    String features = pipeline.features().canonical();
    if (!serves || !features.equals(past.pipeline().features().canonical())) {
      throw new IllegalArgumentException(
          said(past)
              + " knows another model:\n  "
              + differences(pipeline, past)
              + "\nexpected the same features, and the settings of learner "
              + pipeline.learners().first().name()
              + " among its learners");
    }
    return of(pipeline, past.replica(), shared, said(past));
  }

  /**
   * What some learners of a replica know.
   *
   * @param replica of the pipeline's features
   */
  public static Beginning of(
      Pipeline pipeline, Replica replica, List<Member> members, String from) {
    StateWriter state = replica.newState();
    replica.writeStart(state, members);
    List<String> names =
        members.stream().flatMap(member -> named(pipeline, member.settings()).stream()).toList();
    return new Beginning(from, names, state.toBytes());
  }

  private static List<String> named(Pipeline pipeline, String settings) {
    return pipeline.learners().all().stream()
        .filter(named -> named.config().canonical().equals(settings))
        .map(named -> named.name())
        .toList();
  }

  private static String said(PastModel past) {
    return "version "
        + past.version().offset()
        + " of "
        + past.pipeline().name()
        + ", generation "
        + past.version().generation()
        + " (log "
        + past.version().log()
        + ", "
        + past.replica().examples()
        + " examples)";
  }

  private static String differences(Pipeline pipeline, PastModel past) {
    List<Difference> all =
        pipeline.differences(past.pipeline().canonicalSettings()).stream()
            .filter(difference -> OF_THE_LOG.stream().noneMatch(difference.key()::startsWith))
            .toList();
    String more = all.size() > TOLD ? "\n  and " + (all.size() - TOLD) + " more" : "";
    return all.stream()
            .limit(TOLD)
            .map(d -> d.key() + ": " + d.ours() + " here, " + d.theirs() + " there")
            .collect(Collectors.joining("\n  "))
        + more;
  }
}
