package io.millrace.stream.enrich;

import io.millrace.model.feature.EntityHistory;
import io.millrace.model.feature.FeatureEngine;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;

/** A history as the store of {@code guarantee: fast} holds it, for tests of its bytes. */
public final class StoredHistory {
  private static final String KEY = "k";

  private StoredHistory() {}

  /** The bytes of a history that was told of the fact at an offset. */
  public static byte[] bytes(FeatureEngine engine, EntityHistory history, long lastFact) {
    Map<String, byte[]> entries = new HashMap<>();
    new Histories(engine, 0, store(entries)).put(KEY, new Held(history, lastFact, true));
    return entries.get(KEY);
  }

  /** The history that is read from bytes. */
  public static EntityHistory history(FeatureEngine engine, byte[] bytes, long time) {
    return held(engine, bytes, time).history();
  }

  /** The offset that is read from bytes. */
  public static long lastFact(FeatureEngine engine, byte[] bytes, long time) {
    return held(engine, bytes, time).lastFact();
  }

  private static Held held(FeatureEngine engine, byte[] bytes, long time) {
    return new Histories(engine, 0, store(new HashMap<>(Map.of(KEY, bytes)))).get(KEY, time);
  }

  @SuppressWarnings("unchecked")
  private static KeyValueStore<String, byte[]> store(Map<String, byte[]> entries) {
    return (KeyValueStore<String, byte[]>)
        Proxy.newProxyInstance(
            StoredHistory.class.getClassLoader(),
            new Class<?>[] {KeyValueStore.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "get" -> entries.get((String) arguments[0]);
                  case "put" -> entries.put((String) arguments[0], (byte[]) arguments[1]);
                  case "approximateNumEntries" -> (long) entries.size();
                  default -> throw new IllegalStateException(method + " is not for this test");
                });
  }
}
