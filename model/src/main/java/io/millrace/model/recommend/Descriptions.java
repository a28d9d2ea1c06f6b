package io.millrace.model.recommend;

import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of items, met or not, by the fingerprint of their id, in the order of their newest
 * notices.
 *
 * <p>Cost: O(1) a notice and a look-up; some 200 bytes an item and its texts.
 */
final class Descriptions {
  private final int most;
  private final Map<Long, ItemDescription> known = new LinkedHashMap<>();

  /**
   * @param most how many are held, 1 or more: one more, and the one whose notice is oldest goes
   */
  Descriptions(int most) {
    this.most = most;
  }

  /** From now on this is known of the item, and nothing else. */
  void put(long id, ItemDescription about) {
    known.remove(id);
    if (about.isEmpty()) return;
    known.put(id, about);
    if (known.size() > most) {
      Iterator<Long> oldest = known.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** {@link ItemDescription#NONE} where nothing is known. */
  ItemDescription of(long id) {
    return known.isEmpty() ? ItemDescription.NONE : known.getOrDefault(id, ItemDescription.NONE);
  }

  int size() {
    return known.size();
  }

  void write(StateWriter out) {
    out.putInt(known.size());
    known.forEach(
        (id, about) -> {
          out.putLong(id).putText(about.title()).putDouble(about.price());
          out.putInt(about.categories().size());
          about.categories().forEach(out::putText);
        });
  }

  void read(StateReader in) {
    known.clear();
    int items = in.getInt();
    for (int i = 0; i < items; i++) {
      long id = in.getLong();
      String title = in.getText();
      double price = in.getDouble();
      int count = in.getInt();
      List<String> categories = new ArrayList<>();
      for (int c = 0; c < count; c++) categories.add(in.getText());
      known.put(id, new ItemDescription(title, categories, price));
    }
  }
}
