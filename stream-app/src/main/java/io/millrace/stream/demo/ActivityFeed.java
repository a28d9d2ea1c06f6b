package io.millrace.stream.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.recommend.Activity;
import io.millrace.stream.feed.Feed;
import io.millrace.stream.feed.FeedRow;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/**
 * Simulated activity as its senders would send it: some of it twice, some of it in no shape to be
 * read.
 */
final class ActivityFeed implements Feed {
  private static final int REPEATED_EVERY = 200;
  private static final int POISON_EVERY = 500;
  private static final byte[] POISON = "{\"user_id\": \"u1\", \"event\":".getBytes(UTF_8);

  private final Queue<Activity> activities = new ArrayDeque<>();
  private final BooleanSupplier over;
  private FeedRow last;
  private long count;
  private boolean again;
  private boolean poisoned;

  /**
   * @param over ends it early
   */
  ActivityFeed(ActivitySimulator simulator, BooleanSupplier over) {
    this.over = over;
    simulator.run(activities::add);
  }

  @Override
  public FeedRow next() {
    if (over.getAsBoolean()) return null;
    if (count % POISON_EVERY == POISON_EVERY - 1 && !poisoned) {
      poisoned = true;
      return new FeedRow(null, last.time(), null, POISON, null);
    }
    if (count % REPEATED_EVERY == REPEATED_EVERY - 1 && !again) {
      again = true;
      return last;
    }
    Activity activity = activities.poll();
    if (activity == null) return null;
    again = false;
    poisoned = false;
    last = row("a" + count++, activity);
    return last;
  }

  private static FeedRow row(String id, Activity activity) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", id).put("user_id", activity.user()).put("item_id", activity.item());
    json.put("event", activity.type()).put("timestamp", activity.time() / 1000);
    return new FeedRow(id, activity.time(), activity.user(), json.toString().getBytes(UTF_8), null);
  }

  @Override
  public double progress() {
    return Double.NaN;
  }
}
