package io.millrace.stream.config;

import io.millrace.model.pipeline.Measure;
import io.millrace.model.pipeline.PrecisionAt;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code measure:}, a list of metric names and at most one {@code precision_at}. */
final class MeasureReader {
  private static final String EXPECTED =
      "one of " + String.join(", ", Measure.METRICS) + ", {precision_at: K, per, each: day, zone}";

  private final Node root;
  private final Problems problems;
  private final List<String> metrics = new ArrayList<>();
  private PrecisionAt precisionAt;

  MeasureReader(Node root, Problems problems) {
    this.root = root;
    this.problems = problems;
  }

  Measure read(Section top) {
    if (!top.has("measure")) {
      return new Measure(Measure.METRICS, null);
    }
    int before = problems.size();
    List<Node> items = top.items("measure", "a list; of each item: " + EXPECTED);
    for (int i = 0; i < items.size(); i++) {
      readItem(items.get(i), "measure[" + i + "]");
    }
    return problems.size() > before
        ? null
        : problems.made(root, "", () -> new Measure(metrics, precisionAt)).orElse(null);
  }

  private void readItem(Node item, String path) {
    if (item instanceof Node.Mapping) {
      readPrecisionAt(item, path);
    } else if (Measure.METRICS.contains(item.said())) {
      metrics.add(item.said());
    } else {
      String hint = Nearest.hint(item.said(), Measure.METRICS);
      problems.add(item.place(), path, item.said(), EXPECTED + hint);
    }
  }

  private void readPrecisionAt(Node item, String path) {
    Section s = Section.of(root, item, path, Grammar.PRECISION_AT.keys(), problems);
    int k = s.whole("precision_at", "a number of entities, e.g. 100");
    String per = s.text("per", Paths.EXPECTED);
    Paths.require(s, "per", per);
    s.word("each", List.of("day"));
    ZoneId zone = s.zone("zone");
    PrecisionAt read = s.make(path + ".", () -> new PrecisionAt(k, per, zone));
    if (read != null && precisionAt != null) {
      problems.add(item.place(), path, "a second precision_at", "one at most");
    }
    precisionAt = read;
  }
}
