package io.millrace.it;

import io.millrace.model.recommend.ItemDescription;
import io.millrace.model.recommend.ItemNotice;
import io.millrace.stream.demo.ActivitySettings;
import io.millrace.stream.demo.ActivitySimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is said of simulated items, as the lines of a CSV file: each when it comes, and of one in
 * {@value #WITHDRAWN_EACH} two days later that it is withdrawn.
 *
 * @param notices in the order of time
 */
record ItemLines(List<ItemNotice> notices) {
  private static final String HEADER = "item_id,title,price,categories,withdrawn,from";
  private static final int WITHDRAWN_EACH = 9;
  private static final long LATER = Duration.ofDays(2).toMillis();

  static ItemLines simulated(ActivitySettings settings) {
    List<ItemNotice> notices = new ArrayList<>(new ActivitySimulator(settings).notices());
    int items = notices.size();
    for (int i = 0; i < items; i += WITHDRAWN_EACH) {
      ItemNotice notice = notices.get(i);
      long time = notice.time() + LATER;
      notices.add(new ItemNotice(notice.item(), true, time, ItemDescription.NONE));
    }
    notices.sort(Comparator.comparingLong(ItemNotice::time));
    return new ItemLines(notices);
  }

  /** The section {@code items} of a pipeline file that reads them. */
  static String source(String topic) {
    return "{topic: %s, format: json, item: item_id, withdrawn: withdrawn, title: title,"
            .formatted(topic)
        + " categories: categories, separator: '|', price: price,"
        + " time: {field: from, format: epoch_seconds}}";
  }

  Path write(Path file) throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    for (ItemNotice notice : notices) lines.add(line(notice));
    return Files.write(file, lines);
  }

  private static String line(ItemNotice notice) {
    ItemDescription about = notice.about();
    String price = Double.isNaN(about.price()) ? "" : Double.toString(about.price());
    String categories = String.join("|", about.categories());
    return String.join(
        ",",
        notice.item(),
        about.title(),
        price,
        categories,
        Boolean.toString(notice.withdrawn()),
        Long.toString(notice.time() / 1000));
  }
}
