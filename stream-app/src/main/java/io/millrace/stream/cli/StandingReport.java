package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.champion.Change;
import io.millrace.model.drift.QualityEpisode;
import io.millrace.model.drift.Reaction;
import io.millrace.stream.training.Standing;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;

/** Champion, challengers, evidence, history and drift, for people and for programs. */
final class StandingReport {
  private StandingReport() {}

  static void put(ObjectNode root, Standing standing) {
    root.put("promotes", standing.held() ? "command" : "evidence");
    root.put("evidence_needed", standing.bar());
    root.putArray("learners");
    for (Standing.Learner learner : standing.learners()) {
      ObjectNode node =
          root.withArray("learners")
              .addObject()
              .put("name", learner.name())
              .put("serves", learner.serves())
              .put("examples", learner.examples());
      put(node, "auc_roc", learner.aucRoc());
      put(node, "average_precision", learner.averagePrecision());
      put(node, "brier", learner.brier());
      put(node, "calibration_error", learner.calibrationError());
      put(node, "loss", learner.loss());
      put(node, "champion_loss", learner.championLoss());
      put(node, "evidence", learner.evidence());
      put(node, "alert_ratio", learner.alertRatio());
      node.put("refusal", learner.refusal());
    }
    root.set("baseline", Qualities.json(standing.baseline()));
    root.putArray("importance");
    for (Standing.Importance one : standing.importance()) {
      root.withArray("importance")
          .addObject()
          .put("feature", one.feature())
          .put("mean", one.mean());
    }
    root.putArray("drift");
    for (QualityEpisode episode : standing.episodes()) {
      put(root.withArray("drift"), episode, standing.reaction());
    }
    root.put("rate_raised", standing.raised());
    root.putArray("promotions");
    for (Change change : standing.history()) {
      root.withArray("promotions")
          .addObject()
          .put("after_examples", change.after())
          .put("label_known", Instant.ofEpochMilli(change.knownAt()).toString())
          .put("from", change.from())
          .put("to", change.to())
          .put("cause", change.cause().name().toLowerCase(Locale.ROOT))
          .put("evidence", change.evidence())
          .put("refusal", change.refusal());
    }
  }

  private static void put(ArrayNode episodes, QualityEpisode episode, Reaction reaction) {
    ObjectNode node =
        episodes
            .addObject()
            .put("after_examples", episode.after())
            .put("label_known", Instant.ofEpochMilli(episode.started()).toString())
            .put("loss_before", episode.before())
            .put("loss", episode.risen())
            .put("end", episode.end().name().toLowerCase(Locale.ROOT))
            .put("reaction", reaction.kind().word());
    if (episode.until() > 0) node.put("reaction_until_examples", episode.until());
    if (episode.isOpen()) return;
    node.put("ended_after_examples", episode.over())
        .put("ended_label_known", Instant.ofEpochMilli(episode.ended()).toString())
        .put("ended_loss", episode.last());
  }

  private static void put(ObjectNode node, String key, double value) {
    if (Double.isFinite(value)) {
      node.put(key, value);
    } else {
      node.putNull(key);
    }
  }

  static void print(PrintWriter out, Standing standing) {
    out.printf(
        Locale.ROOT,
        "%n%-16s %11s %8s %8s %8s %8s %8s %12s %7s  %s%n",
        "learner",
        "examples",
        "auc",
        "ap",
        "brier",
        "ece",
        "loss",
        "evidence",
        "alerts",
        standing.held() ? "promoted by command only" : "of " + said(standing.bar()) + " needed");
    for (Standing.Learner learner : standing.learners()) {
      out.printf(
          Locale.ROOT,
          "%-16s %,11d %8.4f %8.4f %8.5f %8.5f %8s %12s %7s  %s%n",
          learner.name(),
          learner.examples(),
          learner.aucRoc(),
          learner.averagePrecision(),
          learner.brier(),
          learner.calibrationError(),
          Double.isNaN(learner.loss()) ? "" : beside(learner),
          learner.serves() ? "" : said(learner.evidence()),
          learner.serves() ? "" : String.format(Locale.ROOT, "x%.2f", learner.alertRatio()),
          learner.serves() ? "serves" : learner.refusal());
    }
    out.printf(
        Locale.ROOT,
        "%-16s %11s %8.4f %8.4f %8.5f%n",
        "constant rate",
        "",
        standing.baseline().aucRoc(),
        standing.baseline().averagePrecision(),
        standing.baseline().brier());
    for (Change change : standing.history()) {
      out.printf(
          Locale.ROOT,
          "after %,d examples (%s): %s to %s by %s, evidence %s%s%n",
          change.after(),
          Instant.ofEpochMilli(change.knownAt()),
          change.from(),
          change.to().isEmpty() ? "the one before" : change.to(),
          change.cause().name().toLowerCase(Locale.ROOT),
          said(change.evidence()),
          change.holds() ? "" : "; REFUSED: " + change.refusal());
    }
    standing.episodes().forEach(episode -> print(out, episode, standing.reaction()));
    if (standing.raised() != 1) {
      out.printf(Locale.ROOT, "learning rates are x%s%n", said(standing.raised()));
    }
    if (!standing.importance().isEmpty()) {
      out.println("what moves scores, log odds on average over the last 1,000 examples:");
    }
    for (Standing.Importance one : standing.importance()) {
      out.printf(Locale.ROOT, "%12.4f  %s%n", one.mean(), one.feature());
    }
    out.println();
  }

  private static void print(PrintWriter out, QualityEpisode episode, Reaction reaction) {
    String end =
        episode.isOpen()
            ? "lasts"
            : String.format(Locale.ROOT, "until %,d: %s", episode.over(), episode.ending().cause());
    out.printf(
        Locale.ROOT,
        "drift after %,d examples (%s): %s; %s%s%n",
        episode.after(),
        Instant.ofEpochMilli(episode.started()),
        episode.beginning().cause(),
        end,
        done(episode, reaction));
  }

  private static String done(QualityEpisode episode, Reaction reaction) {
    return switch (reaction.kind()) {
      case NONE -> "";
      case RAISE_RATE ->
          String.format(
              Locale.ROOT, "; rates x%s until %,d", said(reaction.factor()), episode.until());
      case RESET_CHALLENGER -> "; challengers began anew";
    };
  }

  /** How much more or less than the champion's its loss is. */
  private static String beside(Standing.Learner learner) {
    double share = learner.loss() / learner.championLoss() - 1;
    return String.format(Locale.ROOT, "%+.1f%%", 100 * share);
  }

  private static String said(double evidence) {
    return String.format(Locale.ROOT, "%.3g", evidence);
  }
}
