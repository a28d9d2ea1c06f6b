package io.millrace.stream.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.recommend.ItemNotice;
import io.millrace.stream.feed.FeedRow;
import io.millrace.stream.feed.ItemFeed;
import java.util.ArrayList;
import java.util.List;

/** What is said of simulated items as a catalogue would send it; one record cannot be read. */
final class ItemRows {
  /** The section {@code items} of a pipeline file that reads them. */
  static final String SOURCE =
      "{topic: items, format: json, item: item_id, title: title, categories: categories, price:"
          + " price}";

  private static final byte[] POISON =
      "{\"item_id\": \"i0\", \"price\": \"cheap\"}".getBytes(UTF_8);

  private ItemRows() {}

  /**
   * @param notices in the order of time, one at least
   */
  static ItemFeed feed(List<ItemNotice> notices) {
    List<FeedRow> rows = new ArrayList<>();
    for (ItemNotice notice : notices) rows.add(row(notice, json(notice)));
    rows.add(row(notices.get(0), POISON));
    return ItemFeed.of(rows);
  }

  private static FeedRow row(ItemNotice notice, byte[] json) {
    return new FeedRow(null, notice.time(), notice.item(), json, null);
  }

  private static byte[] json(ItemNotice notice) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("item_id", notice.item()).put("title", notice.about().title());
    json.put("price", notice.about().price());
    ArrayNode categories = json.putArray("categories");
    notice.about().categories().forEach(categories::add);
    return json.toString().getBytes(UTF_8);
  }
}
