package io.millrace.stream.observe;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an expression of Prometheus' query language names; enough of the grammar for ours. */
record PromQl(String expression) {
  private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"");
  private static final Pattern SELECTOR = Pattern.compile("\\{([^}]*)}");
  private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
  private static final Pattern METRIC =
      Pattern.compile("(?<![\\w:.$])[a-zA-Z_:][\\w:]*+(?!\\s*\\()");
  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_]\\w*");
  private static final Set<String> WORDS =
      Set.of("and", "or", "unless", "bool", "offset", "group_left", "group_right");

  /** The metrics it asks for. */
  Set<String> metrics() {
    String bare = without(RANGE, without(SELECTOR, without(GROUPING, withoutTexts())));
    Set<String> found = all(METRIC, bare);
    found.removeAll(WORDS);
    return found;
  }

  /** The labels it selects or groups by. */
  Set<String> labels() {
    Set<String> found = new TreeSet<>();
    for (Pattern place : Set.of(SELECTOR, GROUPING)) {
      Matcher matcher = place.matcher(withoutTexts());
      while (matcher.find()) found.addAll(all(LABEL, matcher.group(1)));
    }
    return found;
  }

  /** Whether a function or aggregation is applied to the metric itself. */
  boolean applies(String function, String metric) {
    String bare = without(RANGE, without(SELECTOR, without(GROUPING, withoutTexts())));
    return Pattern.compile("\\b" + function + "\\s*\\(\\s*" + metric + "\\b").matcher(bare).find();
  }

  private String withoutTexts() {
    return without(TEXT, expression);
  }

  private static String without(Pattern part, String text) {
    return part.matcher(text).replaceAll("");
  }

  private static Set<String> all(Pattern wanted, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = wanted.matcher(text);
    while (matcher.find()) found.add(matcher.group());
    return found;
  }
}
