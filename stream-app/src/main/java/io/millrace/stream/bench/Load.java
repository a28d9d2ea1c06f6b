package io.millrace.stream.bench;

import io.millrace.model.event.Event;
import io.millrace.model.feature.FeatureEngine;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.feed.EventFile;
import io.millrace.stream.feed.Feed;
import io.millrace.stream.feed.FeedRow;
import io.millrace.stream.parse.EventParser;
import io.millrace.stream.parse.RejectedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Events ready to be sent, in stream order, and what a bare processor must know of them without
 * reading them. Events are named by their place from 0. Immutable; may be shared by threads.
 */
final class Load {
  private final List<byte[]> values = new ArrayList<>();
  private final List<byte[]> keys = new ArrayList<>();
  private final List<String> ids = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();
  private final List<List<String>> entityKeys = new ArrayList<>();
  private final Map<String, Integer> places = new HashMap<>();

  private Load() {}

  /**
   * The first events of a file.
   *
   * @param labelColumn taken out of every event
   * @param most how many at most
   */
  static Load of(Path file, Pipeline pipeline, String labelColumn, int most) throws IOException {
    Load load = new Load();
    EventParser parser = new EventParser(pipeline);
    FeatureEngine engine = new FeatureEngine(pipeline.features());
    try (Feed feed = EventFile.open(file, pipeline, labelColumn)) {
      for (FeedRow row = feed.next(); row != null && load.size() < most; row = feed.next()) {
        load.add(row, parser.parse(row.json(), EventParser.NO_TIMESTAMP), engine);
      }
    } catch (RejectedException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
    return load;
  }

  private void add(FeedRow row, Event event, FeatureEngine engine) {
    places.put(event.id(), ids.size());
    values.add(row.json());
    keys.add(row.key() == null ? null : row.key().getBytes(StandardCharsets.UTF_8));
    ids.add(event.id());
    times.add(event.time());
    List<String> ofEntities = new ArrayList<>();
    for (int entity = 0; entity < engine.set().entities().size(); entity++) {
      String key = engine.key(entity, event);
      ofEntities.add(key == null ? event.id() : key);
    }
    entityKeys.add(ofEntities);
  }

  int size() {
    return ids.size();
  }

  byte[] key(int event) {
    return keys.get(event);
  }

  byte[] value(int event) {
    return values.get(event);
  }

  String id(int event) {
    return ids.get(event);
  }

  /** Epoch milliseconds. */
  long time(int event) {
    return times.get(event);
  }

  /** How many of the first events have come longer than that before the last of them. */
  long closed(int events, Duration horizon) {
    long end = time(events - 1) - horizon.toMillis();
    return IntStream.range(0, events).filter(event -> time(event) < end).count();
  }

  String key(int event, int entity) {
    return entityKeys.get(event).get(entity);
  }

  /** -1 for an id of another's. */
  int place(String id) {
    return places.getOrDefault(id, -1);
  }
}
