package io.millrace.model.recommend;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;

/**
 * Recency-weighted item-item co-occurrence. When a user takes item i, each of the user's last m
 * different items j, at distance p, gains {@code decay^p} with i, and i gains {@code back} as much
 * with j; back 1 knows no order, back 0 only what came after what. The score of c is the sum over
 * recent j of {@code fade^p w_j C[j][c] / ((n_j + shrink)^a (n_c + shrink)^b)}, w_j being the
 * weight of the user's event.
 *
 * <p>Cost: O(last) entries changed an event, O(last * row) a question; at most 2 * keep entries of
 * 16 to 32 bytes an item, as rows are cut back to the largest. Blind to a first-time user.
 *
 * <p>G. Linden, B. Smith, J. York, Amazon.com recommendations, IEEE Internet Computing 7 (2003);
 * the discounts as in M. Deshpande, G. Karypis, Item-based top-N recommendation algorithms, ACM
 * TOIS 22 (2004), 4.2.
 */
final class CoOccurrence implements Generator {
  private final SparseRows rows;
  private final float[] decays;
  private final float[] fades;
  private final float back;
  private final Discount source;
  private final Discount target;

  CoOccurrence(GeneratorConfig.CoOccurrence config) {
    rows = new SparseRows(config.keep());
    decays = Powers.of(config.decay(), config.last());
    fades = Powers.of(config.fade(), config.last());
    back = (float) config.back();
    source = new Discount(config.a(), config.shrink());
    target = new Discount(config.b(), config.shrink());
  }

  @Override
  public void score(Query query, Scores out) {
    int last = Math.min(query.size(), fades.length);
    out.expect(rows.entries(query, last));
    for (int p = 0; p < last; p++) {
      SparseRow row = rows.row(query.item(p));
      if (row != null) {
        float scale = fades[p] * query.weight(p) * source.of(query.item(p));
        row.addTo(out, scale, target.factors());
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
      float part =
          row == null ? 0 : fades[p] * query.weight(p) * source.of(query.item(p)) * row.get(item);
      if (part > most) {
        most = part;
        best = p;
      }
    }
    return best;
  }

  @Override
  public float likeness(int one, int other) {
    float together = Math.max(together(one, other), together(other, one));
    if (together == 0) return 0;
    return Math.min(1, together / (float) Math.sqrt(source.count(one) * source.count(other)));
  }

  private float together(int one, int other) {
    SparseRow row = rows.row(one);
    return row == null ? 0 : row.get(other);
  }

  @Override
  public void learn(Query past, int item, float weight) {
    source.count(item, weight);
    target.count(item, weight);
    int last = Math.min(past.size(), decays.length);
    for (int p = 0; p < last; p++) {
      int before = past.item(p);
      if (before != item) {
        float gain = decays[p] * weight;
        rows.add(before, item, gain);
        if (back > 0) {
          rows.add(item, before, gain * back);
        }
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
