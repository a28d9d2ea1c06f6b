package io.millrace.model.recommend;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * What comes next, by what came last: a Markov chain over items, each of the last few of which
 * speaks of its successors. When a user takes item i, the item at distance p before it counts
 * {@code decay^p} towards i, never the other way round. The score of c is the sum over the last
 * items j of {@code fade^p T[j][c] / (T[j] + shrink)}, T[j] being the sum of the row, over {@code
 * (n_c + shrink)^b}.
 *
 * <p>Cost: O(last) entries changed an event, O(last * row) a question; at most 2 * keep entries of
 * 16 to 32 bytes an item. Blind to what was taken longer ago.
 *
 * <p>S. Rendle, C. Freudenthaler, L. Schmidt-Thieme, Factorizing personalized Markov chains for
 * next-basket recommendation, WWW 2010, 3; several last items as in D. Jannach, M. Ludewig, RecSys
 * 2017, 3.1 (sequential rules).
 */
final class Markov implements Generator {
  private final SparseRows rows;
  private final float[] decays;
  private final float[] fades;
  private final Discount source;
  private final Discount target;

  Markov(GeneratorConfig.Markov config) {
    rows = new SparseRows(config.keep());
    decays = Powers.of(config.decay(), config.last());
    fades = Powers.of(config.fade(), config.last());
    source = new Discount(1, config.shrink());
    target = new Discount(config.b(), config.shrink());
  }

  @Override
  public void score(Query query, Scores out) {
    int last = Math.min(query.size(), fades.length);
    out.expect(rows.entries(query, last));
    for (int p = 0; p < last; p++) {
      SparseRow row = rows.row(query.item(p));
      if (row != null) {
        row.addTo(out, fades[p] * source.of(query.item(p)), target.factors());
      }
    }
  }

  @Override
  public int because(Query query, int item) {
    int last = Math.min(query.size(), fades.length);
    int best = -1;
    float most = 0;
    for (int p = 0; p < last; p++) {
      SparseRow row = rows.row(query.item(p));
      float part = row == null ? 0 : fades[p] * source.of(query.item(p)) * row.get(item);
      if (part > most) {
        most = part;
        best = p;
      }
    }
    return best;
  }

  @Override
  public void learn(Query past, int item, float weight) {
    target.count(item, weight);
    int last = Math.min(past.size(), decays.length);
    for (int p = 0; p < last; p++) {
      int before = past.item(p);
      if (before != item) {
        rows.add(before, item, decays[p] * weight);
        source.count(before, decays[p] * weight);
      }
    }
  }

  @Override
  public void renumber(int[] to) {
    rows.renumber(to);
    source.renumber(to);
    target.renumber(to);
  }

  @Override
  public void write(StateWriter out) {
    rows.write(out);
    source.write(out);
    target.write(out);
  }

  @Override
  public void read(StateReader in) {
    rows.read(in);
    source.read(in);
    target.read(in);
  }
}
