package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.recommend.Suggestion;
import io.millrace.stream.training.ListAuditResult;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What an audit of a list found, for people and as JSON. */
final class ListAuditReport {
  private ListAuditReport() {}

  static ObjectNode json(ListAuditResult result) {
    ObjectNode root = JsonOption.object();
    root.put("event_id", result.eventId());
    root.put("equal", result.equal());
    result.missing().ifPresent(missing -> root.put("missing", missing));
    root.put("user", result.user());
    root.put("examples_replayed", result.replayed());
    result.snapshot().ifPresent(offset -> root.put("snapshot", offset));
    result
        .version()
        .ifPresent(
            version ->
                root.putObject("version")
                    .put("log", version.log())
                    .put("generation", version.generation())
                    .put("offset", version.offset()));
    put(root.putArray("published"), result.published());
    put(root.putArray("recomputed"), result.recomputed());
    return root;
  }

  private static void put(ArrayNode array, List<Suggestion> items) {
    for (Suggestion item : items) {
      array
          .addObject()
          .put("item", item.item())
          .put("title", item.title())
          .put("score", item.score())
          .put("generator", item.generator())
          .put("because", item.because());
    }
  }

  static void print(PrintWriter out, ListAuditResult result) {
    out.printf("activity %s%n", result.eventId());
    result.missing().ifPresent(missing -> out.println("  " + missing));
    if (result.version().isPresent()) {
      out.printf(
          Locale.ROOT,
          "  the list of %s, made by version %s, brought back from %s, %,d lessons learnt again%n",
          result.user(),
          result.version().get(),
          result.snapshot().isPresent()
              ? "the snapshot at " + result.snapshot().getAsLong()
              : "the log's beginning",
          result.replayed());
      for (int i = 0; i < Math.max(result.published().size(), result.recomputed().size()); i++) {
        row(out, i, result);
      }
    }
    out.println(
        result.equal()
            ? "equal, bit for bit"
            : result.missing().isPresent() ? "NOT proved" : "NOT equal");
  }

  private static void row(PrintWriter out, int place, ListAuditResult result) {
    String told = at(result.published(), place);
    String again = at(result.recomputed(), place);
    out.printf(
        "  %2d  %-44s %-44s %s%n",
        place + 1, told, again, told.equals(again) ? "equal" : "DIFFERENT");
  }

  private static String at(List<Suggestion> list, int place) {
    if (place >= list.size()) return "-";
    Suggestion item = list.get(place);
    String because = item.because().isEmpty() ? "" : ", because " + item.because();
    String title = item.title().isEmpty() ? "" : " (" + item.title() + ")";
    return item.item() + title + " " + item.score() + " " + item.generator() + because;
  }
}
