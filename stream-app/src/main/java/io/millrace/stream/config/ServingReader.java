package io.millrace.stream.config;

import io.millrace.model.calibrate.Calibration;
import io.millrace.model.calibrate.PriorShift;
import io.millrace.model.champion.Promotion;
import io.millrace.model.champion.Serving;
import io.millrace.model.drift.DriftConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Reads what is made of raw scores: {@code calibrate, prior, promote} and {@code drift}. */
final class ServingReader {
  private static final List<String> CALIBRATIONS =
      Arrays.stream(Calibration.values()).map(Calibration::word).toList();

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
    DriftReader reader = new DriftReader(root, problems);
    DriftConfig drift = top.has("drift") ? reader.ofLearners(top) : null;
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

  private Promotion promotion(Section top) {
    Promotion usual = Promotion.DEFAULT;
    Section s = Section.of(root, top.node("promote"), "promote", Grammar.PROMOTE.keys(), problems);
    String by = s.has("by") ? s.word("by", List.of("evidence", "command")) : "evidence";
    double level = s.numberOr("level", usual.level(), "0.000001 to 0.5");
    double margin = s.numberOr("margin", usual.margin(), "0 to 0.5");
    double error = s.numberOr("calibration_error", usual.calibrationError(), "above 0, at most 1");
    double share =
        s.numberOr("calibration_share", usual.calibrationShare(), "above 0, at most 1000");
    double alerts = s.numberOr("alerts", usual.alerts(), "1 to 1000");
    return s.make(
        "", () -> new Promotion("evidence".equals(by), level, margin, error, share, alerts));
  }
}
