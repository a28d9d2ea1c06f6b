package io.millrace.stream.demo;

import static java.util.Comparator.comparing;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.stream.observe.NewestLists;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Shows the demo while it runs: a picture that is drawn anew in place where a terminal shows it,
 * else one line now and then, with the newest alerts under it.
 */
public final class LiveView {
  private static final int BAR = 30;

  /** Narrow enough for any terminal: a line that wraps would spoil the drawing in place. */
  private static final int WIDTH = 79;

  private static final long LINE_EVERY_NANOS = 5_000_000_000L;
  private static final int ALERTS_A_LINE = 2;
  private static final String BOLD = "\033[1m";
  private static final String DIM = "\033[2m";
  private static final String RED = "\033[31m";
  private static final String PLAIN = "\033[0m";

  private final PrintStream out;
  private final boolean terminal;
  private int drawn;
  private long lastLine;
  private boolean begun;

  /** Event ids of the alerts that the line before knew. */
  private Set<String> told = Set.of();

  /**
   * @param terminal whether {@code out} understands ANSI's sequences
   */
  public LiveView(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  boolean isTerminal() {
    return terminal;
  }

  /** Says something that stays. */
  public void say(String text) {
    erase();
    out.println(text);
    out.flush();
  }

  void show(DemoMoment now, boolean last) {
    if (terminal) {
      draw(picture(now));
      if (last) drawn = 0;
      return;
    }
    long nanos = System.nanoTime();
    boolean streaming = now.passed().compareTo(now.length()) <= 0;
    if (streaming && (!begun || nanos - lastLine >= LINE_EVERY_NANOS)) {
      begun = true;
      lastLine = nanos;
      out.println(line(now));
      unheard(now).forEach(alert -> out.println(alertLine(alert)));
      now.lists().newest().ifPresent(list -> out.println("      list   " + list(list)));
      out.flush();
    }
  }

  /** The newest alerts that no line has told, few of them. */
  private List<JsonNode> unheard(DemoMoment now) {
    Set<String> before = told;
    told = now.newest().stream().map(LiveView::eventId).collect(Collectors.toSet());
    List<JsonNode> unheard =
        now.newest().stream().filter(alert -> !before.contains(eventId(alert))).toList();
    return unheard.subList(Math.max(0, unheard.size() - ALERTS_A_LINE), unheard.size());
  }

  private static String eventId(JsonNode alert) {
    return alert.path("event_id").asText();
  }

  static String alertLine(JsonNode alert) {
    return String.format(
        Locale.ROOT,
        "      alert  %s  event %s  score %.3f: %s",
        minute(alert),
        eventId(alert),
        alert.path("score").asDouble(),
        reasons(alert));
  }

  private static String minute(JsonNode alert) {
    return cut(alert.path("event_time").asText(), 16).replace('T', ' ');
  }

  private static String reasons(JsonNode alert) {
    StringBuilder reasons = new StringBuilder();
    for (JsonNode reason : alert.path("reasons")) {
      reasons
          .append(reasons.length() == 0 ? "" : ", ")
          .append(reason.path("feature").asText())
          .append(" = ")
          .append(reason.path("value").asText())
          .append(String.format(Locale.ROOT, " (%+.1f)", reason.path("contribution").asDouble()));
    }
    return reasons.toString();
  }

  private void draw(List<String> lines) {
    StringBuilder text = new StringBuilder();
    if (drawn > 0) text.append("\033[").append(drawn).append("A\r");
    for (String line : lines) text.append(line).append("\033[K\n");
    text.append("\033[J");
    out.print(text);
    out.flush();
    drawn = lines.size();
  }

  private void erase() {
    if (drawn > 0) out.print("\033[" + drawn + "A\r\033[J");
    drawn = 0;
  }

  static String line(DemoMoment now) {
    return String.format(
        Locale.ROOT,
        "%3ds of %ds  day %d  %,d events sent (%,.0f/s)  scored %,d  learnt %,d from labels, %,d"
            + " assumed  AUC %s  AP %s  log loss %s  alerts %,d  version %,d  lag %,d"
            + "  |  %,d lists, hit rate %s, version %,d",
        now.passed().toSeconds(),
        now.length().toSeconds(),
        now.day(),
        now.sent(),
        now.eventsPerSecond(),
        now.scored(),
        now.fromLabels(),
        now.assumed(),
        number(now.quality().aucRoc()),
        number(now.quality().averagePrecision()),
        number(now.quality().logLoss()),
        now.alerts(),
        now.version(),
        Math.max(0, now.lag()),
        now.lists().told(),
        number(now.lists().hitRate()),
        now.lists().version());
  }

  /** Who, and what is listed first with what speaks for it, as a sentence. */
  static String list(NewestLists.MadeList list) {
    StringBuilder said = new StringBuilder(list.user());
    String before = ": ";
    for (NewestLists.Item item : list.items()) {
      said.append(before).append(item.item());
      if (!item.because().isEmpty()) said.append(" because of ").append(item.because());
      before = "; ";
    }
    return said.toString();
  }

  private static List<String> picture(DemoMoment now) {
    List<String> lines = new ArrayList<>();
    double share =
        Math.min(1, now.passed().toMillis() / (double) Math.max(1, now.length().toMillis()));
    int done = (int) (share * BAR);
    lines.add(
        String.format(
            Locale.ROOT,
            "%sMillrace%s  %s  [%s%s] %d of %d s",
            BOLD,
            PLAIN,
            now.doing(),
            "#".repeat(done),
            ".".repeat(BAR - done),
            Math.min(now.passed().toSeconds(), now.length().toSeconds()),
            now.length().toSeconds()));
    lines.add("");
    lines.add(
        row(
            "stream",
            "%,d events, %,.0f a second; it is %s, simulated day %d",
            now.sent(),
            now.eventsPerSecond(),
            now.clock().toString().substring(0, 16).replace('T', ' '),
            now.day()));
    lines.add(
        row(
            "scored",
            "%,d, %,d of them alerts; %,d odd records, put in on purpose",
            now.scored(),
            now.alerts(),
            now.odd()));
    lines.add(
        row(
            "learnt",
            "%,d from labels a week late, %,d from a week of silence",
            now.fromLabels(),
            now.assumed()));
    lines.add(
        row(
            "quality",
            "AUC ROC %s  average precision %s  log loss %s, last %,d",
            number(now.quality().aucRoc()),
            number(now.quality().averagePrecision()),
            number(now.quality().logLoss()),
            now.quality().examples()));
    lines.add(
        row(
            "model",
            "version %,d, lag %s, alerts from a score of %.3f",
            now.version(),
            now.lag() < 0 ? "?" : String.format(Locale.ROOT, "%,d records", now.lag()),
            now.threshold()));
    lines.add(row("metrics", "http://%s/metrics", now.address()));
    lines.add("");
    lines.add("  recommendations: a second pipeline, of what shoppers do");
    lines.add(
        row(
            "lists",
            "%,d after %,d activities, of %,d items",
            now.lists().told(),
            now.lists().sent(),
            now.lists().items()));
    lines.add(
        row(
            "quality",
            "taken of the first 10 %s, as told %s, of %,d purchases",
            number(now.lists().hitRate()),
            number(now.lists().shownHitRate()),
            now.lists().tests()));
    lines.add(
        row(
            "model",
            "version %,d, lag %s; curl http://%s/v1/recommendations/u1",
            now.lists().version(),
            now.lists().lag() < 0 ? "?" : Long.toString(now.lists().lag()),
            now.address()));
    now.lists().newest().ifPresent(list -> lines.add(row("newest", "%s", list(list))));
    lines.add("");
    lines.add("  newest alerts");
    now.newest().stream()
        .sorted(comparing((JsonNode alert) -> alert.path("event_time").asText()).reversed())
        .forEach(alert -> addAlert(alert, lines));
    return lines;
  }

  private static String row(String name, String format, Object... values) {
    return "  "
        + DIM
        + String.format(Locale.ROOT, "%-8s", name)
        + PLAIN
        + cut(String.format(Locale.ROOT, format, values), WIDTH - 10);
  }

  private static void addAlert(JsonNode alert, List<String> lines) {
    lines.add(
        String.format(
            Locale.ROOT,
            "  %s  event %-8s score %s%.3f%s",
            minute(alert),
            eventId(alert),
            RED,
            alert.path("score").asDouble(),
            PLAIN));
    lines.add("      " + cut(reasons(alert), WIDTH - 6));
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
  }

  private static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, width);
  }
}
