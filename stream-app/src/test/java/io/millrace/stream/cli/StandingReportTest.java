package io.millrace.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.drift.QualityEpisode;
import io.millrace.model.drift.Reaction;
import io.millrace.model.evaluate.ConstantRate;
import io.millrace.stream.training.Standing;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What models says of drift")
class StandingReportTest {
  private static final long NOON = 1_532_520_000_000L;
  private static final QualityEpisode OVER =
      new QualityEpisode(
          40_500,
          NOON,
          0.05,
          0.125,
          52_000,
          NOON + 60_000,
          0.06,
          QualityEpisode.End.RECOVERED,
          60_500);
  private static final QualityEpisode LASTS =
      new QualityEpisode(90_000, NOON, 0.05, 0.1, -1, -1, 0.1, QualityEpisode.End.LASTS, 110_000);

  @Test
  void areItsEpisodesAndWhatWasDoneAboutThem() {
    assertThat(printed(standing(Reaction.raiseRate(4, 20_000), 4)))
        .contains(
            "drift after 40,500 examples (2018-07-25T12:00:00Z): prequential log loss rose from"
                + " 0.0500 to 0.1250; until 52,000: recovered: prequential log loss 0.0600; rates"
                + " x4.00 until 60,500")
        .contains("rose from 0.0500 to 0.1000; lasts; rates x4.00 until 110,000")
        .contains("learning rates are x4.00");
    assertThat(printed(standing(Reaction.RESET_CHALLENGER, 1)))
        .contains("lasts; challengers began anew")
        .doesNotContain("learning rates");
    assertThat(printed(standing(Reaction.NONE, 1))).contains("to 0.1000; lasts\n");
  }

  @Test
  void isForProgramsToo() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    StandingReport.put(root, standing(Reaction.raiseRate(4, 20_000), 4));
    assertThat(root.path("rate_raised").asDouble()).isEqualTo(4);
    assertThat(root.at("/drift/0/after_examples").asLong()).isEqualTo(40_500);
    assertThat(root.at("/drift/0/ended_after_examples").asLong()).isEqualTo(52_000);
    assertThat(root.at("/drift/0/end").asText()).isEqualTo("recovered");
    assertThat(root.at("/drift/0/reaction").asText()).isEqualTo("raise_rate");
    assertThat(root.at("/drift/0/reaction_until_examples").asLong()).isEqualTo(60_500);
    assertThat(root.at("/drift/1/end").asText()).isEqualTo("lasts");
    assertThat(root.at("/drift/1").has("ended_loss")).isFalse();
  }

  @Test
  void tellsWhatAConstantRateReaches() {
    Standing standing = standing(Reaction.NONE, 1);
    assertThat(printed(standing)).containsPattern("constant rate +0.5000 +0.2500 +0.18750\n");
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    StandingReport.put(root, standing);
    assertThat(root.at("/baseline/model").asText()).isEqualTo("constant_rate");
    assertThat(root.at("/baseline/average_precision").asDouble()).isEqualTo(0.25);
    assertThat(root.at("/baseline/log_loss").asDouble()).isCloseTo(0.5623, within(1e-4));
  }

  private static Standing standing(Reaction reaction, double raised) {
    return new Standing(
        List.of(),
        40,
        false,
        List.of(),
        List.of(OVER, LASTS),
        reaction,
        raised,
        List.of(),
        ConstantRate.inHindsight(0.25));
  }

  private static String printed(Standing standing) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    StandingReport.print(out, standing);
    out.flush();
    return text.toString();
  }
}
