package io.millrace.stream.training;

import io.millrace.model.recommend.Suggestion;
import io.millrace.model.replica.ModelVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

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
    OptionalLong snapshot)
    implements Audited {
  public ListAuditResult {
    published = List.copyOf(published);
    recomputed = List.copyOf(recomputed);
  }

  @Override
  public boolean madeAgain() {
    return missing.isEmpty();
  }

  @Override
  public boolean equal() {
    return madeAgain() && published.equals(recomputed);
  }

  /** Where it is not the same items, nothing of them is compared. */
  @Override
  public List<String> differing() {
    if (!madeAgain()) return List.of();
    if (published.size() != recomputed.size()) return List.of("length");
    if (differ(Suggestion::item)) return List.of(sameItems() ? "order" : "items");
    List<String> names = new ArrayList<>();
    if (differ(Suggestion::score)) names.add("scores");
    if (differ(item -> List.of(item.generator(), item.because()))) names.add("reasons");
    if (differ(item -> List.of(item.title(), item.becauseTitle()))) names.add("titles");
    if (differ(Suggestion::price)) names.add("prices");
    if (differ(item -> List.of(item.propensity(), item.drawn()))) names.add("chances");
    return names;
  }

  private boolean differ(Function<Suggestion, Object> what) {
    return !published.stream().map(what).toList().equals(recomputed.stream().map(what).toList());
  }

  private boolean sameItems() {
    return sorted(published).equals(sorted(recomputed));
  }

  private static List<String> sorted(List<Suggestion> list) {
    return list.stream().map(Suggestion::item).sorted().toList();
  }
}
