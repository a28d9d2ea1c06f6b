package io.millrace.stream.recommend;

import io.millrace.model.recommend.Suggestion;
import io.millrace.model.recommend.UserView;
import io.millrace.model.replica.ModelVersion;
import java.util.List;

/** The model that serves now; it may learn between two calls, never within one. Thread-safe. */
@FunctionalInterface
public interface ListModel {
  /**
   * What one version of the model lists.
   *
   * @param items best first
   */
  record Answer(List<Suggestion> items, ModelVersion version) {
    public Answer {
      items = List.copyOf(items);
    }

    /** Fingerprints of the items, best first. */
    long[] fingerprints() {
      return items.stream().mapToLong(Suggestion::fingerprint).toArray();
    }
  }

  /**
   * @param k at most so many items
   */
  Answer ask(UserView view, int k);
}
