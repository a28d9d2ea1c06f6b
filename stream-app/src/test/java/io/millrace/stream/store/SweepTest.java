package io.millrace.stream.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.stream.topic.Codecs;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A sweep")
class SweepTest {
  private static final byte[] KEPT = {1};
  private static final byte[] DONE = {0};

  private final KeyValueStore<String, byte[]> store = store();
  private final Sweep sweep = new Sweep(store, (key, value) -> value[0] == 0);
  private long clock;

  @Test
  void dropsWhatMayGoAndNothingElse() {
    for (int i = 0; i < 1_000; i++) put("k" + i, i % 3 == 0 ? DONE : KEPT);
    goRound();
    assertThat(store.approximateNumEntries()).isEqualTo(666);
    assertThat(store.get("k0")).isNull();
    assertThat(store.get("k1")).isNotNull();
  }

  @Test
  void dropsAllThatMayGoAtOnceWithinSeconds() {
    int histories = 100_000;
    for (int i = 0; i < histories; i++) store.put("k" + i, DONE);
    int rounds = 0;
    while (store.approximateNumEntries() > 0) {
      goOn();
      rounds++;
    }
    assertThat(rounds).isBetween(histories / Sweep.MOST, histories / Sweep.MOST + 20);
  }

  /**
   * At 1,000 new keys a second, five times what looks at a fixed rate of 200 could keep up with.
   */
  @Test
  void holdsNoMoreThanTwiceWhatMustStayHoweverFastKeysCome() {
    int perRound = 100;
    int stay = 50;
    ArrayDeque<String> alive = new ArrayDeque<>();
    for (int round = 0; round < 2_000; round++) {
      for (int i = 0; i < perRound; i++) {
        String key = Integer.toHexString((round * perRound + i) * 0x9E3779B1);
        put(key, KEPT);
        alive.add(key);
        if (alive.size() > stay * perRound) store.put(alive.poll(), DONE);
      }
      goOn();
      assertThat(store.approximateNumEntries()).isLessThanOrEqualTo(2L * stay * perRound + 1_000);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20261122})
  void countsAsOneWhoLooksAtAll(long seed) {
    Random random = new Random(seed);
    TreeMap<String, byte[]> twin = new TreeMap<>();
    for (int i = 0; i < 20_000; i++) {
      String key = Character.toString(random.nextInt(2) == 0 ? 0x1F600 : 0xFF01);
      key += random.nextInt(3_000);
      byte[] value = random.nextInt(4) == 0 ? DONE : KEPT;
      if (twin.put(key, value) == null) {
        put(key, value);
      } else {
        store.put(key, value);
      }
      if (random.nextInt(50) == 0 && goOn() > 0) {
        twin.keySet().removeIf(one -> store.get(one) == null);
      }
      assertThat(sweep.size()).isEqualTo(twin.size());
    }
  }

  @Test
  void countsRightOnceRoundThoughItBeganWithAnEstimate() {
    for (int i = 0; i < 100; i++) store.put("k" + i, KEPT);
    Sweep late = new Sweep(store, (key, value) -> false);
    for (int i = 0; i < 50; i++) store.delete("k" + i);
    assertThat(late.size()).isEqualTo(100);
    for (int round = 0; round < 20; round++) late.goOn(clock += Sweep.EVERY.toMillis());
    assertThat(late.size()).isEqualTo(50);
  }

  private int goOn() {
    return sweep.goOn(clock += Sweep.EVERY.toMillis());
  }

  private void goRound() {
    for (int round = 0; round < 100; round++) goOn();
  }

  private void put(String key, byte[] value) {
    store.put(key, value);
    sweep.added(key);
  }

  private static KeyValueStore<String, byte[]> store() {
    MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    KeyValueStore<String, byte[]> store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore("entries"), Codecs.TEXT, Codecs.BYTES)
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    return store;
  }
}
