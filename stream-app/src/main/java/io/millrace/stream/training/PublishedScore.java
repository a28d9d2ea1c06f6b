package io.millrace.stream.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.explain.Reason;
import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.training.AuditResult.Said;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A score as the scores topic has it. */
final class PublishedScore {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PublishedScore() {}

  /** What a record says; empty if it is not ours. */
  static Optional<Said> read(byte[] score) {
    return parse(score).map(PublishedScore::said);
  }

  /** The version that a record says; empty if it is not ours. */
  static Optional<ModelVersion> version(byte[] score) {
    return parse(score).map(PublishedScore::version);
  }

  private static Optional<JsonNode> parse(byte[] score) {
    try {
      return Optional.ofNullable(JSON.readTree(score));
    } catch (IOException notOurs) {
      return Optional.empty();
    }
  }

  private static Said said(JsonNode json) {
    return new Said(
        version(json),
        json.path("score").asDouble(Double.NaN),
        json.path("probability").asDouble(Double.NaN),
        json.path("threshold").asDouble(Double.NaN),
        Optional.of(json.path("decision").asText()),
        Optional.of(reasons(json)));
  }

  private static ModelVersion version(JsonNode score) {
    return new ModelVersion(
        score.at("/version/log").asText(),
        score.at("/version/generation").asInt(),
        score.at("/version/offset").asLong(Long.MIN_VALUE));
  }

  private static List<Reason> reasons(JsonNode score) {
    List<Reason> reasons = new ArrayList<>();
    for (JsonNode reason : score.path("reasons")) {
      reasons.add(
          new Reason(
              reason.path("feature").asText(),
              reason.path("value").asText(),
              reason.path("contribution").asDouble()));
    }
    return reasons;
  }
}
