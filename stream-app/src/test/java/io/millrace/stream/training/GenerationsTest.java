package io.millrace.stream.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedded.EmbeddedKafka;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.Command.Switch;
import io.millrace.stream.topic.Source;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Of the generations of a pipeline")
class GenerationsTest {
  private static final Switch FIRST = new Switch(0, 1, Map.of());
  private static final Switch TO_TWO =
      new Switch(1, 2, Map.of(new TopicPartition("e", 0), 100L, new TopicPartition("e", 1), 50L));
  private static final Switch BACK =
      new Switch(2, 1, Map.of(new TopicPartition("e", 0), 200L, new TopicPartition("e", 1), 50L));

  private static int teller(Generations generations, int partition, long offset) {
    Source source = new Source("e", partition, offset, 0);
    List<Integer> tellers =
        List.of(1, 2, 3).stream().filter(g -> generations.tells(g, source)).toList();
    assertThat(tellers).hasSize(1);
    return tellers.get(0);
  }

  @Test
  void theFirstTellsEverything() {
    Generations generations = new Generations(List.of(FIRST));
    assertThat(teller(generations, 0, 0)).isEqualTo(1);
    assertThat(teller(generations, 5, 1_000_000)).isEqualTo(1);
    assertThat(generations.serving()).isEqualTo(1);
  }

  @Test
  void eachRecordHasExactlyOneThatTellsItThroughSwitchesThereAndBack() {
    Generations generations = new Generations(List.of(FIRST, TO_TWO, BACK));
    assertThat(teller(generations, 0, 99)).isEqualTo(1);
    assertThat(teller(generations, 0, 100)).isEqualTo(2);
    assertThat(teller(generations, 0, 199)).isEqualTo(2);
    assertThat(teller(generations, 0, 200)).isEqualTo(1);
    assertThat(teller(generations, 1, 49)).isEqualTo(1);
    assertThat(teller(generations, 1, 50)).isEqualTo(1);
    assertThat(generations.serving()).isEqualTo(1);
  }

  @Test
  void aPartitionThatCameLaterIsTheLastOnes() {
    assertThat(teller(new Generations(List.of(FIRST, TO_TWO)), 7, 0)).isEqualTo(2);
  }

  @Test
  void oneOfSixThatStartAtOnceHasTheSources() throws Exception {
    try (EmbeddedKafka broker = EmbeddedKafka.start(EmbeddedKafka.Options.temporary());
        Classroom classroom = Classroom.configured(broker, "sources")) {
      List<Callable<Integer>> starters =
          Collections.nCopies(
              6, () -> Generations.join(classroom.client, classroom.topics).serving());
      ExecutorService instances = Executors.newFixedThreadPool(6);
      for (Future<Integer> one : instances.invokeAll(starters)) assertThat(one.get()).isOne();
      instances.shutdown();
      classroom.settle(classroom.topics.commands().name());
      assertThat(new Commands(classroom.client, classroom.topics).sent())
          .extracting(Command::action)
          .containsExactly(FIRST);
    }
  }

  @Test
  void nobodyTellsAnythingBeforeTheFirst() {
    assertThat(new Generations(List.of()).tells(1, new Source("e", 0, 0, 0))).isFalse();
    assertThat(new Generations(List.of()).serving()).isZero();
  }
}
