package io.millrace.stream.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.drift.QualityDrift;
import io.millrace.model.event.Example;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.Replica;
import io.millrace.stream.config.PipelineFile;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.LogRecord;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A replica that a log teaches")
class TaughtReplicaTest {
  private static final int BLOCK = QualityDrift.BLOCK;

  private final Pipeline pipeline =
      PipelineFile.read(
          Path.of("fraud.yaml"),
          Map.of("drift", "{detector: adwin, reaction: raise_rate, factor: 3, for: 1000000}"));
  private final TaughtReplica taught = new TaughtReplica(pipeline, "log");
  private long next;

  @Test
  void endsWhatADriftCausedWhereACommandSaysSo() {
    Replica replica = taught.model();
    teach(40 * BLOCK, 0.9);
    teach(30 * BLOCK, 0.4);
    assertThat(replica.raised()).isEqualTo(3);
    Standing standing = Standing.of(replica);
    assertThat(standing.raised()).isEqualTo(3);
    assertThat(standing.episodes()).hasSize(1);
    assertThat(standing.episodes().get(0).until()).isGreaterThan(1_000_000);

    taught.obey(new Command.EndReaction());

    assertThat(replica.raised()).isEqualTo(1);
    assertThat(Standing.of(replica).episodes().get(0).until()).isEqualTo(70 * BLOCK);
    assertThat(Standing.of(replica).episodes().get(0).isOpen()).isTrue();
  }

  /**
   * @param right what is said of the class that is so
   */
  private void teach(int count, double right) {
    for (int i = 0; i < count; i++) {
      boolean positive = next % 3 == 0;
      Example example =
          new Example(
              "e" + next,
              1_522_540_800_000L + next,
              1_522_540_800_000L + next,
              new float[pipeline.features().size()],
              positive,
              false,
              1,
              new double[] {positive ? right : 1 - right},
              0.5,
              next,
              0);
      LogRecord lesson = new LogRecord.Lesson(example, pipeline.features().fingerprint());
      taught.learn(lesson, new LogHistory(), next++);
    }
  }
}
