package io.millrace.stream.recommend;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.model.recommend.Suggestion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * A list as others read it:
 *
 * <pre>{
 *  "pipeline": "recommendations", "user": "u17", "event_id": "a-99", "event_time": "2018-04-01T00:00:31Z",
 *  "items": [{"item": "i7", "title": "Tea pot", "price": 12.5, "score": 1.25, "generator": "co_occurrence",
 *             "because": "i3", "because_title": "Tea cup"}],
 *  "version": {"log": "kR2...", "generation": 1, "offset": 4711}
 * }</pre>
 *
 * Best first. {@code generator} is the kind that speaks most for the item, {@code because} the item
 * of the user's history that does; each is missing where there is none, titles and price where none
 * are known. Scores are log odds against the others of the list: only their differences mean
 * anything. The answer to a question over HTTP has no event, and says {@code known}, whether
 * anything is remembered of the user. Where places are given to chance each item says {@code
 * propensity}, its probability of being at its place, and {@code drawn} where chance put it there.
 */
public final class RecommendationJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int USUAL_BYTES = 1024;

  private final String pipeline;

  public RecommendationJson(String pipeline) {
    this.pipeline = pipeline;
  }

  /** After an activity. */
  byte[] bytes(String user, String eventId, long eventTime, ListModel.Answer answer) {
    return write(
        user,
        out -> {
          out.writeStringField("event_id", eventId);
          out.writeStringField("event_time", Instant.ofEpochMilli(eventTime).toString());
        },
        answer);
  }

  /**
   * On request.
   *
   * @param known whether anything is remembered of the user
   */
  public byte[] bytes(String user, boolean known, ListModel.Answer answer) {
    return write(user, out -> out.writeBooleanField("known", known), answer);
  }

  private interface Fields {
    void write(JsonGenerator out) throws IOException;
  }

  private byte[] write(String user, Fields more, ListModel.Answer answer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("pipeline", pipeline);
      out.writeStringField("user", user);
      more.write(out);
      out.writeArrayFieldStart("items");
      for (Suggestion item : answer.items()) write(item, out);
      out.writeEndArray();
      out.writeObjectFieldStart("version");
      out.writeStringField("log", answer.version().log());
      out.writeNumberField("generation", answer.version().generation());
      out.writeNumberField("offset", answer.version().offset());
      out.writeEndObject();
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static void write(Suggestion item, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("item", item.item());
    if (!item.title().isEmpty()) out.writeStringField("title", item.title());
    if (!Double.isNaN(item.price())) out.writeNumberField("price", item.price());
    out.writeNumberField("score", item.score());
    if (!item.generator().isEmpty()) out.writeStringField("generator", item.generator());
    if (!item.because().isEmpty()) out.writeStringField("because", item.because());
    if (!item.becauseTitle().isEmpty()) {
      out.writeStringField("because_title", item.becauseTitle());
    }
    if (item.propensity() > 0) out.writeNumberField("propensity", item.propensity());
    if (item.drawn()) out.writeBooleanField("drawn", true);
    out.writeEndObject();
  }
}
