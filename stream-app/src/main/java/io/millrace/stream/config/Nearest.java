package io.millrace.stream.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which word was meant. */
final class Nearest {
  private Nearest() {}

  /** {@code ", did you mean rate?"}, or nothing where no known word is near. */
  static String hint(String word, Collection<String> known) {
    return of(word, known).map(k -> "; did you mean " + k + "?").orElse("");
  }

  /** The known word that fewest edits make of {@code word}, if those are few for its length. */
  static Optional<String> of(String word, Collection<String> known) {
    return known.stream()
        .filter(
            k -> distance(word, k) <= Math.max(1, (word.length() + 1) / 3) || k.startsWith(word))
        .min(Comparator.comparingInt((String k) -> distance(word, k)).thenComparing(k -> k));
  }

  /** V. I. Levenshtein's distance (1966), by two rows. */
  private static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, 1 + Math.min(row[j - 1], above[j]));
      }
      above = row;
    }
    return above[b.length()];
  }
}
