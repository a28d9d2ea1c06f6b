package io.millrace.stream.labeljoin;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.labeljoin.Due;
import io.millrace.model.labeljoin.MemoryJoinStore;
import io.millrace.stream.topic.Codecs;
import io.millrace.stream.topic.DueCodec;
import java.util.Random;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The label join's stores")
class StoredJoinTest {
  private final KeyValueStore<byte[], byte[]> dues = store("dues", Codecs.BYTES, Codecs.BYTES);
  private final StoredJoin join =
      new StoredJoin(store("entries", Codecs.TEXT, Codecs.JOIN_ENTRY), dues);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20260101})
  void answerAsAStoreOnTheHeapDoes(long seed) {
    Random random = new Random(seed);
    MemoryJoinStore twin = new MemoryJoinStore();
    long clock = 0;
    for (int i = 0; i < 20_000; i++) {
      if (random.nextInt(100) == 0) clock += random.nextInt(100);
      int what = random.nextInt(10);
      if (what < 5) {
        Due due = randomDue(random, clock);
        join.putDue(due);
        twin.putDue(due);
      } else if (what == 5) {
        Due due = randomDue(random, clock);
        join.deleteDue(due);
        twin.deleteDue(due);
      } else {
        long upTo = random.nextInt(20) == 0 ? clock - random.nextInt(50) : clock;
        Due first = twin.firstDue(upTo);
        assertThat(join.firstDue(upTo)).isEqualTo(first);
        if (first != null && random.nextInt(5) > 0) {
          join.deleteDue(first);
          twin.deleteDue(first);
        }
      }
    }
  }

  @Test
  void goOnWhereAnEarlierProcessStopped() {
    join.putDue(due(5, "a"));
    join.putDue(due(7, "b"));
    assertThat(join.firstDue(10)).isEqualTo(due(5, "a"));
    join.deleteDue(due(5, "a"));
    StoredJoin next = new StoredJoin(store("other", Codecs.TEXT, Codecs.JOIN_ENTRY), dues);
    assertThat(next.firstDue(10)).isEqualTo(due(7, "b"));
  }

  @Test
  void keepMuchThatIsOverdueOnDiskAndNotInMemory() {
    assertThat(join.firstDue(100_000)).isNull();
    for (int i = 5_000; i > 0; i--) join.putDue(due(i, "e" + i));
    for (int i = 1; i <= 5_000; i++) {
      Due first = join.firstDue(100_000);
      assertThat(first.at()).isEqualTo(i);
      join.deleteDue(first);
    }
    assertThat(join.firstDue(100_000)).isNull();
    try (KeyValueIterator<byte[], byte[]> all = dues.all()) {
      assertThat(all.hasNext()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1_000})
  void countTheEventsThatWaitWhileTheyWork(int atOnce) {
    for (int i = 0; i < 300; i++) join.putDue(due(i, "before" + i));
    StoredJoin restarted = new StoredJoin(store("others", Codecs.TEXT, Codecs.JOIN_ENTRY), dues);
    Random random = new Random(5);
    int waiting = 300;
    for (int i = 0; i < 1_000; i++) {
      int at = random.nextInt(300);
      if (random.nextBoolean()) {
        restarted.putDue(due(at, "new" + i));
        waiting++;
      } else if (has(due(at, "before" + at))) {
        restarted.deleteDue(due(at, "before" + at));
        waiting--;
      }
      restarted.putDue(new Due(at, Due.Kind.FORGET, at - 10, "new" + i, 0, false));
      restarted.deleteDue(due(at, "never there"));
      restarted.pending().goOn(atOnce);
    }
    while (restarted.pending().get().isEmpty()) restarted.pending().goOn(atOnce);
    assertThat(restarted.pending().get()).hasValue(waiting);
  }

  private boolean has(Due due) {
    return dues.get(DueCodec.bytes(due)) != null;
  }

  private static Due randomDue(Random random, long clock) {
    return due(clock - 100 + random.nextInt(400), "e" + random.nextInt(20));
  }

  private static Due due(long at, String id) {
    return new Due(at, Due.Kind.HORIZON, at - 10, id, 0, false);
  }

  private static <K, V> KeyValueStore<K, V> store(String name, Serde<K> keys, Serde<V> values) {
    MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    KeyValueStore<K, V> store =
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), keys, values)
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    return store;
  }
}
