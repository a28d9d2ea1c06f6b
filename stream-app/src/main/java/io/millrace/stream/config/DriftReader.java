package io.millrace.stream.config;

import io.millrace.model.drift.DriftConfig;
import io.millrace.model.drift.QualityDetector;
import io.millrace.model.drift.Reaction;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Reads what watches the quality: {@code drift}. */
final class DriftReader {
  private static final List<String> DETECTORS =
      Arrays.stream(QualityDetector.values()).map(QualityDetector::word).toList();
  private static final List<String> REACTIONS =
      Arrays.stream(Reaction.Kind.values()).map(Reaction.Kind::word).toList();
  private static final String EVERY = "10000 to 1000000000000 examples; start at 1000000";

  private final Node root;
  private final Problems problems;

  DriftReader(Node root, Problems problems) {
    this.root = root;
    this.problems = problems;
  }

  /** Of a pipeline that scores. Null if anything of it was refused. */
  DriftConfig ofLearners(Section top) {
    Section s = Section.of(root, top.node("drift"), "drift", Grammar.DRIFT.keys(), problems);
    Supplier<Reaction> reaction = reaction(s);
    return reaction == null ? null : read(s, reaction);
  }

  /** Of a pipeline that recommends. Null if anything of it was refused. */
  DriftConfig ofLists(Section top) {
    Section s = Section.of(root, top.node("drift"), "drift", Grammar.LIST_DRIFT.keys(), problems);
    return read(s, () -> Reaction.NONE);
  }

  private static DriftConfig read(Section s, Supplier<Reaction> reaction) {
    String word = s.word("detector", DETECTORS);
    double every = s.numberOr("every", DriftConfig.DEFAULT_EVERY, EVERY);
    if (word == null) return null;
    QualityDetector detector = QualityDetector.valueOf(word.toUpperCase(Locale.ROOT));
    if (s.has("every") && !detector.hasRunLength()) {
      s.refuse("every", "no such key beside " + word + ", whose false alarms cannot be set");
      return null;
    }
    return s.make("", () -> new DriftConfig(detector, Math.round(every), reaction.get()));
  }

  /** Null if anything of it was refused. */
  private static Supplier<Reaction> reaction(Section s) {
    String word = s.has("reaction") ? s.word("reaction", REACTIONS) : Reaction.Kind.NONE.word();
    if (word == null) return null;
    Reaction.Kind kind = Reaction.Kind.valueOf(word.toUpperCase(Locale.ROOT));
    if (kind == Reaction.Kind.RAISE_RATE) {
      double factor = s.numberOr("factor", Reaction.DEFAULT_FACTOR, "above 1, at most 100");
      double examples = s.numberOr("for", Reaction.DEFAULT_EXAMPLES, "1 to 1000000000000");
      return () -> Reaction.raiseRate(factor, Math.round(examples));
    }
    for (String key : List.of("factor", "for")) {
      if (s.has(key)) {
        s.refuse(key, "no such key beside reaction: " + word + "; it belongs to raise_rate");
        return null;
      }
    }
    return () -> kind == Reaction.Kind.RESET_CHALLENGER ? Reaction.RESET_CHALLENGER : Reaction.NONE;
  }
}
