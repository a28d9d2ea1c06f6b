package io.millrace.stream.training;

import io.millrace.model.recommend.Suggestion;
import io.millrace.model.replica.ModelVersion;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an audit of one list found.
 *
 * @param missing what could not be found, and why that may be; empty if nothing was missing
 * @param user whose list it is; empty if it was not found
 * @param version that made it
 * @param published the list as its topic has it, best first
 * @param recomputed the list that the version makes again
 * @param replayed lessons that were learnt again
 * @param snapshot version of the snapshot they were learnt after; empty if from the log's beginning
 */
public record ListAuditResult(
    String eventId,
    Optional<String> missing,
    String user,
    Optional<ModelVersion> version,
    List<Suggestion> published,
    List<Suggestion> recomputed,
    long replayed,
    OptionalLong snapshot) {
  public ListAuditResult {
    published = List.copyOf(published);
    recomputed = List.copyOf(recomputed);
  }

  /** Whether the list was found, made again, and is the same to the last bit. */
  public boolean equal() {
    return missing.isEmpty() && published.equals(recomputed);
  }
}
