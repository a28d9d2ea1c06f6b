package io.millrace.stream.recommend;

import io.millrace.model.recommend.Propensities;
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

    /** Of the items, best first; {@link Propensities#NONE} where nothing is left to chance. */
    Propensities chances() {
      if (items.isEmpty() || items.get(0).propensity() == 0) return Propensities.NONE;
      float[] values = new float[items.size()];
      boolean[] drawn = new boolean[items.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = items.get(i).propensity();
        drawn[i] = items.get(i).drawn();
      }
      return new Propensities(values, drawn);
    }
  }

  /**
   * The list that a user is shown.
   *
   * @param view of the user after an activity
   * @param k at most so many items
   */
  Answer ask(UserView view, int k);
}
