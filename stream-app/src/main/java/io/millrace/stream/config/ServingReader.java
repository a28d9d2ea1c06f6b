package io.millrace.stream.config;

import io.millrace.model.calibrate.Calibration;
import io.millrace.model.calibrate.PriorShift;
import io.millrace.model.champion.Promotion;
import io.millrace.model.champion.Serving;
import io.millrace.model.drift.DriftConfig;
import io.millrace.model.drift.QualityDetector;
import io.millrace.model.drift.Reaction;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Reads what is made of raw scores: {@code calibrate, prior, promote} and {@code drift}. */
final class ServingReader {
  private static final List<String> CALIBRATIONS =
      Arrays.stream(Calibration.values()).map(Calibration::word).toList();

  private static final List<String> DETECTORS =
      Arrays.stream(QualityDetector.values()).map(QualityDetector::word).toList();
  private static final List<String> REACTIONS =
      Arrays.stream(Reaction.Kind.values()).map(Reaction.Kind::word).toList();
  private static final String EVERY = "10000 to 1000000000000 examples; start at 1000000";

  private final Node root;
  private final Problems problems;

  ServingReader(Node root, Problems problems) {
    this.root = root;
    this.problems = problems;
  }

  /** Null if anything of it was refused. */
  Serving read(Section top) {
    String word = top.has("calibrate") ? top.word("calibrate", CALIBRATIONS) : "none";
    if (top.has("promote") && !top.has("learners")) {
      top.refuse("promote", "no such key beside one learner alone; list several in learners");
    }
    Integer follow = top.has("prior") ? follow(top) : Integer.valueOf(0);
    Promotion promotion = top.has("promote") ? promotion(top) : Promotion.DEFAULT;
    DriftConfig drift = top.has("drift") ? drift(top) : null;
    if (word == null || follow == null || promotion == null) return null;
    if (top.has("drift") && drift == null) return null;
    Calibration calibrate = Calibration.valueOf(word.toUpperCase(Locale.ROOT));
    return top.make("", () -> new Serving(calibrate, follow, promotion, drift));
  }

  private Integer follow(Section top) {
    Section s = Section.of(root, top.node("prior"), "prior", Grammar.PRIOR.keys(), problems);
    int follow = s.whole("follow", PriorShift.LEAST + " to " + PriorShift.MOST + "; start at 5000");
    return s.make("", () -> follow);
  }

  private DriftConfig drift(Section top) {
    Section s = Section.of(root, top.node("drift"), "drift", Grammar.DRIFT.keys(), problems);
    String word = s.word("detector", DETECTORS);
    double every = s.numberOr("every", DriftConfig.DEFAULT_EVERY, EVERY);
    if (word == null) return null;
    QualityDetector detector = QualityDetector.valueOf(word.toUpperCase(Locale.ROOT));
    if (s.has("every") && !detector.hasRunLength()) {
      s.refuse("every", "no such key beside " + word + ", whose false alarms cannot be set");
      return null;
    }
    Supplier<Reaction> reaction = reaction(s);
    if (reaction == null) return null;
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

  private Promotion promotion(Section top) {
    Promotion usual = Promotion.DEFAULT;
    Section s = Section.of(root, top.node("promote"), "promote", Grammar.PROMOTE.keys(), problems);
    String by = s.has("by") ? s.word("by", List.of("evidence", "command")) : "evidence";
    double level = s.numberOr("level", usual.level(), "0.000001 to 0.5");
    double margin = s.numberOr("margin", usual.margin(), "0 to 0.5");
    double error = s.numberOr("calibration_error", usual.calibrationError(), "above 0, at most 1");
    double alerts = s.numberOr("alerts", usual.alerts(), "1 to 1000");
    return s.make("", () -> new Promotion("evidence".equals(by), level, margin, error, alerts));
  }
}
