package io.millrace.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.evaluate.RecommendBacktest;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Activity;
import io.millrace.model.recommend.Listed;
import io.millrace.model.recommend.WatchedRecommender;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.RecommendTopics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What read_committed readers find of a pipeline that recommends. */
record CommittedLists(String bootstrap, RecommendPipeline pipeline) {
  private static final ObjectMapper JSON = new ObjectMapper();

  RecommendTopics topics() {
    return new RecommendTopics(pipeline);
  }

  /** In the order of each partition. */
  List<JsonNode> lists() throws IOException {
    List<JsonNode> lists = new ArrayList<>();
    for (var record : Committed.read(bootstrap, topics().recommendations())) {
      lists.add(JSON.readTree(record.value()));
    }
    return lists;
  }

  /** The activities that were answered. */
  List<String> ids() throws IOException {
    return lists().stream().map(list -> list.get("event_id").asText()).toList();
  }

  /** User, items and scores of every list, as {@link #told(String, Listed)} says them. */
  List<String> told() throws IOException {
    return lists().stream().map(CommittedLists::told).toList();
  }

  /** In the order of the training log. */
  List<LogRecord.Taken> lessons() {
    return Committed.read(bootstrap, topics().trainingLog()).stream()
        .map(ConsumerRecord::value)
        .filter(LogRecord.Taken.class::isInstance)
        .map(LogRecord.Taken.class::cast)
        .toList();
  }

  /**
   * The digest, in hexadecimal, of a fresh recommender that read the training log from offset 0.
   */
  String digestOfFreshReplica() {
    WatchedRecommender fresh = new WatchedRecommender(pipeline.recommender(), pipeline.drift());
    for (var record : Committed.read(bootstrap, topics().trainingLog())) {
      if (record.value() instanceof LogRecord.Taken taken) fresh.learn(taken.lesson());
      if (record.value() instanceof LogRecord.Noticed noticed) fresh.notice(noticed.notice());
    }
    return HexFormat.of().formatHex(fresh.digest());
  }

  /**
   * The list that a lockstep backtest shows after an activity, which it learns; none after a
   * repeated one.
   */
  static Optional<String> shown(RecommendBacktest backtest, Activity activity, String id) {
    long repeated = backtest.repeated();
    backtest.activity(activity, id);
    if (backtest.repeated() > repeated) return Optional.empty();
    return Optional.of(told(activity.user(), backtest.shown(activity.user())));
  }

  private static String told(String user, Listed list) {
    StringBuilder told = new StringBuilder(user);
    for (int i = 0; i < list.items().length; i++) {
      told.append(' ').append(list.items()[i]).append(' ').append(list.scores()[i]);
    }
    return told.toString();
  }

  private static String told(JsonNode list) {
    StringBuilder told = new StringBuilder(list.get("user").asText());
    for (JsonNode item : list.get("items")) {
      told.append(' ').append(item.get("item").asText());
      told.append(' ').append(Float.parseFloat(item.get("score").asText()));
    }
    return told.toString();
  }
}
