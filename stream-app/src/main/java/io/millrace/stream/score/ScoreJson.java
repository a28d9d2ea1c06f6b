package io.millrace.stream.score;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.explain.Reason;
import io.millrace.model.replica.ModelVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * A score as JSON, for the scores and alerts topics:
 *
 * <pre>{@code
 * {"pipeline": "movies", "event_id": "17", "event_time": "2018-07-25T09:30:00Z",
 *  "score": 0.93, "probability": 0.91, "decision": "alert", "threshold": 0.8,
 *  "reasons": [{"feature": "ratio(amount) 7d", "value": "4.2", "contribution": 1.7}],
 *  "others": 0.75, "base": 0.14,
 *  "version": {"log": "kR2...", "generation": 1, "offset": 4711}}
 * }</pre>
 *
 * Numbers are written so that reading them as doubles gives the same bits. Contributions are in
 * logits: those of the reasons, {@code others} (of all other features) and {@code base} add up to
 * the log odds of {@code score}, up to rounding. Where no reasons are asked for neither is there.
 * {@code decision} is {@code alert} or {@code pass}.
 */
public final class ScoreJson {
  /**
   * The fast writer of doubles, Schubfach, writes the shortest text that reads as the same bits.
   */
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

  private static final int USUAL_BYTES = 512;

  private final String pipeline;

  public ScoreJson(String pipeline) {
    this.pipeline = pipeline;
  }

  public byte[] bytes(Scored scored) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      write(scored, out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private void write(Scored scored, JsonGenerator out) throws IOException {
    ScoredEvent event = scored.record().event();
    Model.Answer answer = scored.answer();
    out.writeStartObject();
    out.writeStringField("pipeline", pipeline);
    out.writeStringField("event_id", event.eventId());
    out.writeStringField("event_time", Instant.ofEpochMilli(event.eventTime()).toString());
    out.writeNumberField("score", answer.raw());
    out.writeNumberField("probability", answer.probability());
    out.writeStringField("decision", answer.isAlert() ? "alert" : "pass");
    out.writeNumberField("threshold", answer.threshold());
    out.writeArrayFieldStart("reasons");
    for (Reason reason : answer.reasons()) write(reason, out);
    out.writeEndArray();
    if (answer.why().isThere()) {
      out.writeNumberField("others", answer.why().others());
      out.writeNumberField("base", answer.why().base());
    }
    write(answer.version(), out);
    out.writeEndObject();
  }

  private static void write(Reason reason, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("feature", reason.feature());
    out.writeStringField("value", reason.value());
    out.writeNumberField("contribution", reason.contribution());
    out.writeEndObject();
  }

  private static void write(ModelVersion version, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("version");
    out.writeStringField("log", version.log());
    out.writeNumberField("generation", version.generation());
    out.writeNumberField("offset", version.offset());
    out.writeEndObject();
  }
}
