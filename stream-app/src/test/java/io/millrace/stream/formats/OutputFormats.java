package io.millrace.stream.formats;

import io.millrace.model.drift.Episode;
import io.millrace.model.explain.Explanation;
import io.millrace.model.explain.Reason;
import io.millrace.model.recommend.Suggestion;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.parse.DeadLetterText;
import io.millrace.stream.recommend.ListModel;
import io.millrace.stream.recommend.ListText;
import io.millrace.stream.score.Model;
import io.millrace.stream.score.ScoreJson;
import io.millrace.stream.score.Scored;
import io.millrace.stream.service.EpisodeText;
import io.millrace.stream.topic.LogTopics;
import io.millrace.stream.topic.ScoredRecord;
import io.millrace.stream.topic.Source;
import java.util.List;
import java.util.Map;

/** What is written for others to read: scores, lists, drift and the headers of dead letters. */
final class OutputFormats {
  private static final String PIPELINE = "golden";

  private OutputFormats() {}

  static void addTo(List<Format> all) {
    Model.Answer answer =
        new Model.Answer(
            0.75,
            0.625,
            0.5,
            Formats.VERSION,
            new Explanation(-4.5, 0.125, List.of(new Reason("amount", "57.16", -0.25))));
    ScoredRecord record = new ScoredRecord(Formats.scored(), Formats.VERSION, -99L);
    all.add(
        Format.ofJson(
            "score.json", new ScoreJson(PIPELINE).bytes(new Scored(record, answer, true))));
    ListModel.Answer list =
        new ListModel.Answer(
            List.of(
                new Suggestion(
                    "i7", 7, "Tea pot", 12.5, 1.25f, "markov", "i3", "Tea cup", 0.75f, true)),
            Formats.VERSION);
    all.add(Format.ofJson("list.json", ListText.of(PIPELINE, "u1", "a1", Formats.NOW, list)));
    LogTopics topics =
        LogTopics.of(PipelineFile.readAny("golden.yaml", Formats.PIPELINE, Map.of()));
    all.add(
        Format.ofJson(
            "drift.json",
            EpisodeText.of(
                topics,
                "host-1",
                new Episode("input", "amount", Formats.NOW, Formats.NOW + 5, 2.5, "psi 0.31"))));
    all.add(
        Format.ofLines(
            "dead-letter-headers.txt",
            DeadLetterText.of(
                "id is missing", PIPELINE, new Source("events", 3, 1L << 40, Formats.NOW))));
  }
}
