package io.millrace.stream.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.event.Example;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.explain.Explanation;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.ModelVersion;
import io.millrace.model.replica.Replica;
import io.millrace.model.replica.Scorer;
import io.millrace.stream.topic.ScoredRecord;
import io.millrace.stream.topic.TestPipelines;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A score as JSON")
class ScoreJsonTest {
  private static final ModelVersion VERSION = new ModelVersion("log", 1, 41);
  private static final float[] VALUES = {250, 3, 2.5f};

  @ParameterizedTest(name = "with {0} reasons")
  @ValueSource(ints = {1, 2, 50})
  void addsUpToItsLogOdds(int reasons) throws IOException {
    Scorer scorer = taught().scorer();
    double raw = scorer.raw(VALUES);
    JsonNode score = written(raw, scorer.explain(VALUES, List.of("FR"), reasons));

    assertThat(score.get("reasons")).hasSizeBetween(1, reasons);
    double sum = score.get("base").asDouble() + score.get("others").asDouble();
    for (JsonNode reason : score.get("reasons")) {
      sum += reason.get("contribution").asDouble();
    }
    double told = score.get("score").asDouble();
    assertThat(sum).isCloseTo(Math.log(told / (1 - told)), within(1e-9));
    assertThat(score.get("base").asDouble()).isNotZero();
  }

  @Test
  void saysNothingOfItsLogOddsWhereNoReasonsAreAskedFor() throws IOException {
    JsonNode score = written(0.25, Explanation.NONE);
    assertThat(score.get("reasons")).isEmpty();
    assertThat(score.has("base")).isFalse();
    assertThat(score.has("others")).isFalse();
  }

  private static Replica taught() {
    Replica replica = Replica.of(TestPipelines.named("summed"));
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      float[] values = {random.nextInt(300), random.nextInt(5), 3 * random.nextFloat()};
      boolean positive = values[0] > 200 && random.nextInt(10) > 0;
      double[] raw = {replica.scorer().raw(values)};
      replica.learn(new Example("e" + i, i, i, values, positive, false, 1, raw, 0.5, i, 0));
    }
    return replica;
  }

  private static JsonNode written(double raw, Explanation why) throws IOException {
    ScoredEvent event =
        new ScoredEvent("e", 0, VALUES, List.of("FR"), new double[] {raw}, 0.5, 41, List.of(), 0);
    Model.Answer answer = new Model.Answer(raw, raw, 0.5, VERSION, why);
    Pipeline pipeline = TestPipelines.named("summed");
    ScoredRecord record = new ScoredRecord(event, VERSION, pipeline.features().fingerprint());
    byte[] bytes = new ScoreJson(pipeline.name()).bytes(new Scored(record, answer, true));
    return new ObjectMapper().readTree(bytes);
  }
}
