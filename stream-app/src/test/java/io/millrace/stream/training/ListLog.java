package io.millrace.stream.training;

import io.millrace.model.feature.TextHash;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Activity;
import io.millrace.model.recommend.Lesson;
import io.millrace.model.recommend.Recommender;
import io.millrace.model.recommend.Suggestion;
import io.millrace.model.recommend.UserHistory;
import io.millrace.model.recommend.UserView;
import io.millrace.model.replica.ModelVersion;
import io.millrace.stream.config.RecommendFile;
import io.millrace.stream.recommend.ListModel;
import io.millrace.stream.recommend.RecommendationJson;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.Keeping;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.PreparedTopics;
import io.millrace.stream.topic.RecommendTopics;
import io.millrace.stream.topic.Topic;
import io.millrace.stream.topic.TopicAdmin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A log of lessons of a pipeline that recommends, and the lists that were told beside them. */
final class ListLog implements AutoCloseable {
  static final int ITEMS = 30;

  /** Of a user who took but half of the items. */
  static final String USER = "u0";

  private static final long START = 1_600_000_000_000L;

  final RecommendTopics topics;
  final PreparedTopics prepared;
  private final KafkaProducer<String, LogRecord> log;
  private final KafkaProducer<String, byte[]> lists;
  private final Map<String, UserHistory> users = new HashMap<>();
  private RecommendPipeline pipeline;
  private final Recommender model;
  private long newest = -1;
  private int count;

  /** A list and the version that made it. */
  record Made(List<Suggestion> items, ModelVersion version) {}

  ListLog(Map<String, Object> client, String name, Map<String, String> settings) throws Exception {
    pipeline = pipeline(name, settings);
    topics = new RecommendTopics(pipeline);
    try (Admin admin = Admin.create(client)) {
      prepared = new TopicAdmin(admin, Duration.ofMinutes(1)).prepare(topics, Keeping.DEFAULT);
    }
    new TrainingLog(client, topics).configure(new Snapshots(client, topics, prepared.log()));
    model = new Recommender(pipeline.recommender());
    log = Clients.writer(client, topics.trainingLog(), Map.of());
    lists = Clients.writer(client, topics.recommendations(), Map.of());
  }

  static RecommendPipeline pipeline(String name, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("pipeline", name);
    all.put("partitions", "1");
    all.put("activity.topic", name + "-activity");
    all.put("output.recommendations", name + "-lists");
    return RecommendFile.read(Path.of("recommendations.yaml"), all);
  }

  /** Lessons of seven users. */
  void teach(int lessons) throws Exception {
    for (int i = 0; i < lessons; i++) {
      int user = count % 7;
      String item = "i" + (count * count + user) % (user == 0 ? ITEMS / 2 : ITEMS);
      Lesson lesson = take(new Activity("u" + user, item, "purchase", 1, START + count));
      learn("a" + count, lesson);
    }
  }

  /** The list after an activity of a user, who takes an item; and what the activity teaches. */
  Made make(String id, String user, String item) throws Exception {
    Activity activity = new Activity(user, item, "purchase", 1, START + count);
    Lesson lesson = take(activity);
    UserView view =
        users.get(user).view(TextHash.of(user), activity.time(), pipeline.listing().asking());
    List<Suggestion> items = model.asker().suggest(view, pipeline.listing().k());
    Made made = new Made(items, version(newest));
    learn(id, lesson);
    return made;
  }

  ModelVersion version(long offset) {
    return new ModelVersion(prepared.log(), 1, offset);
  }

  /** From here on the log is learnt, and lists are made, by other settings. */
  void deploy(Map<String, String> settings) throws Exception {
    pipeline = pipeline(pipeline.name(), settings);
    Command.Configure to = new Command.Configure(TrainingLog.configured(pipeline, "d" + count));
    Command command = new Command("d" + count, 1, 1, "me", to);
    newest = send(log, topics.trainingLog(), "", new LogRecord.Commanded(command, ""));
  }

  /** Publishes a list. */
  void tell(String id, String user, List<Suggestion> items, ModelVersion version) throws Exception {
    byte[] answer =
        new RecommendationJson(pipeline.name())
            .bytes(user, true, new ListModel.Answer(items, version));
    String json =
        new String(answer, StandardCharsets.UTF_8)
            .replaceFirst("\\{", "{\"event_id\":\"" + id + "\",");
    publish(user, json);
  }

  void publish(String user, String json) throws Exception {
    send(lists, topics.recommendations(), user, json.getBytes(StandardCharsets.UTF_8));
  }

  private Lesson take(Activity activity) {
    UserHistory history = users.computeIfAbsent(activity.user(), user -> pipeline.newHistory());
    Lesson lesson = pipeline.lesson(activity, history);
    history.add(activity, lesson.weight());
    return lesson;
  }

  private void learn(String id, Lesson lesson) throws Exception {
    model.learn(lesson);
    newest = send(log, topics.trainingLog(), id, new LogRecord.Taken(id, lesson));
    count++;
  }

  private static <V> long send(
      KafkaProducer<String, V> producer, Topic<String, V> topic, String key, V value)
      throws ExecutionException, InterruptedException {
    return producer.send(new ProducerRecord<>(topic.name(), 0, key, value)).get().offset();
  }

  @Override
  public void close() {
    log.close();
    lists.close();
  }
}
