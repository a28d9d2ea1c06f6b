package io.millrace.stream.config;

import io.millrace.model.feature.Take;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a history is asked for, as written: {@code count}, {@code mean(amount)}.
 *
 * @param field the number or text spoken of; null where the take speaks of neither
 */
record TakeText(Take take, String field) {
  private static final Pattern TEXT = Pattern.compile("([a-z_]+)(?:\\(([^()]+)\\))?");

  /**
   * @throws IllegalArgumentException saying what was expected
   */
  static TakeText parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches() || !words().contains(matcher.group(1))) {
      String word = matcher.matches() ? matcher.group(1) : text;
      throw new IllegalArgumentException(
          "one of " + String.join(", ", forms()) + Nearest.hint(word, words()));
    }
    Take take = Take.valueOf(matcher.group(1).toUpperCase(Locale.ROOT));
    String field = matcher.group(2);
    if (take.ofNumber() && field == null) {
      throw new IllegalArgumentException(
          word(take) + " of a number of the event, e.g. " + word(take) + "(amount)");
    }
    if (take.ofText() && field == null) {
      throw new IllegalArgumentException(
          word(take) + " of a text of the event, e.g. " + word(take) + "(country)");
    }
    if (!isOfField(take) && field != null) {
      throw new IllegalArgumentException(word(take) + " alone: it speaks of no field");
    }
    return new TakeText(take, field);
  }

  /** The canonical writing, part of feature names. */
  String text() {
    return field == null ? word(take) : word(take) + "(" + field + ")";
  }

  static List<String> words() {
    List<String> words = new ArrayList<>();
    for (Take take : Take.values()) {
      words.add(word(take));
    }
    return words;
  }

  private static boolean isOfField(Take take) {
    return take.ofNumber() || take.ofText();
  }

  private static List<String> forms() {
    List<String> forms = new ArrayList<>();
    for (Take take : Take.values()) {
      forms.add(isOfField(take) ? word(take) + "(FIELD)" : word(take));
    }
    return forms;
  }

  private static String word(Take take) {
    return take.name().toLowerCase(Locale.ROOT);
  }
}
