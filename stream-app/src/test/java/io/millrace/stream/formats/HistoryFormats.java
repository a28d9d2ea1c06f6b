package io.millrace.stream.formats;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.EntityRef;
import io.millrace.model.event.Event;
import io.millrace.model.event.LabelFact;
import io.millrace.model.feature.EntityHistory;
import io.millrace.model.feature.FeatureEngine;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.enrich.StoredHistory;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What is remembered of entities. */
final class HistoryFormats {
  private HistoryFormats() {}

  /** What is usual for the entity, and what explains a label of it. */
  private static final String USUAL =
      "{per: customer, over: [1d], take: [mean(amount), count, label_rate, label_streak,"
          + " usual_ratio(amount), outlier_count(amount), outlier_positive_count(amount)],"
          + " outliers: {of: amount, above: 1.5, half_life: 60d},"
          + " explained: {by: usual_ratio(amount), above: 1.2}, bins: [4], raw: true}";

  static void addTo(List<Format> all) {
    addHistory(all, "entity-history", Map.of());
    String takes = "[mean(amount), distinct(country), first_time(country), decayed_mean(amount)]";
    addHistory(all, "entity-history-texts", Map.of("features[2].take", takes));
    addHistory(all, "entity-history-usual", Map.of("features[2]", USUAL));
    String retract = USUAL.replace("half_life: 60d", "half_life: 60d, retract: 32");
    addHistory(all, "entity-history-retract", Map.of("features[2]", retract));
    String inPart = USUAL.replace("above: 1.2}", "above: 1.2, wholly: 1.6}");
    addHistory(all, "entity-history-explained-in-part", Map.of("features[2]", inPart));
    addStored(all);
  }

  /** With its last fact behind it, as under {@code guarantee: fast}. */
  private static void addStored(List<Format> all) {
    Pipeline pipeline = PipelineFile.read("golden.yaml", Formats.PIPELINE, Map.of());
    FeatureEngine engine = new FeatureEngine(pipeline.features());
    EntityHistory history = engine.newHistory(0);
    history.add(new Event("e1", Formats.NOW, new double[] {7}, new String[] {"AT", "c1"}));
    history.remember("e1", 5);
    all.add(
        new Format(
            "entity-history-fast",
            StoredHistory.bytes(engine, history, 1L << 40),
            golden -> {
              assertThat(StoredHistory.lastFact(engine, golden, Formats.NOW)).isEqualTo(1L << 40);
              assertThat(StoredHistory.history(engine, golden, Formats.NOW).remembers("e1", 5))
                  .isTrue();
            }));
  }

  private static void addHistory(List<Format> all, String name, Map<String, String> overrides) {
    Pipeline pipeline = PipelineFile.read("golden.yaml", Formats.PIPELINE, overrides);
    FeatureEngine engine = new FeatureEngine(pipeline.features());
    EntityHistory history = engine.newHistory(0);
    Random random = new Random(11);
    for (int i = 0; i < 300; i++) {
      Event event =
          new Event(
              "e" + i,
              Formats.NOW + i * 600_000L,
              new double[] {random.nextInt(4000) / 8.0},
              new String[] {i % 3 == 0 ? "AT" : "DE", "c1"});
      history.add(event, values(engine, history, event));
      history.remember(event.id());
      if (i % 5 == 0) {
        history.learn(
            new LabelFact(
                0,
                new EntityRef("c1", 0),
                event.id(),
                event.time(),
                event.time() + Formats.DAY,
                i % 3 == 0,
                i % 2 == 0,
                false));
      }
    }
    byte[] bytes = bytes(history);
    Event next =
        new Event(
            "next", Formats.NOW + 2 * Formats.DAY, new double[] {77}, new String[] {"AT", "c1"});
    all.add(
        new Format(
            name,
            bytes,
            golden -> {
              EntityHistory read = engine.readHistory(0, new StateReader(golden));
              assertThat(values(engine, read, next)).isEqualTo(values(engine, history, next));
              assertThat(read.remembers("e299")).isTrue();
              assertThat(read.remembers("e0")).isFalse();
              assertThat(read.newest()).isEqualTo(history.newest());
            }));
  }

  private static byte[] bytes(EntityHistory history) {
    StateWriter out = new StateWriter();
    history.write(out);
    return out.toBytes();
  }

  private static float[] values(FeatureEngine engine, EntityHistory history, Event event) {
    float[] values = engine.newValues();
    engine.ofHistory(0, history, event, values);
    return values;
  }
}
